"""The role of officials, and what administrators may do with agencies in Django's administration."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import allow, role

role(20, "official", _("Official of an agency"))
allow("administrator", *(f"agencies.{deed}_agency" for deed in ("view", "add", "change")), "agencies.view_official")
