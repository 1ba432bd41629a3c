"""Everything we tell allauth; no other file of ours imports it."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about people, answered from our model."""
