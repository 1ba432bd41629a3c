"""Keeps names, e-mail addresses and phone numbers of proposer and endorsers out of what the city publishes.

It has happened elsewhere that an agency printed a proposer's name in its answer.
"""

from django.db.models import Q
from django.utils.translation import gettext as _

from civic.accounts.models import Person
from civic.lifecycle import Refusal, Refused
from civic.text import bare, national_number
from proposals.models import Proposal


def keep_private(proposal: Proposal, *texts: str) -> None:
    """Raise `Refused` if `texts` contain a name, e-mail or phone of the proposer or an endorser."""
    everything = bare("\n".join(texts))
    numbers = national_number("\n".join(texts))
    concerned = Person.objects.filter(Q(pk=proposal.proposer_id) | Q(endorsements__proposal=proposal))
    for name, email, phone in concerned.values_list("name", "email", "phone").iterator():
        found = (
            _passage(name, bare(name), everything, least=2)
            or _passage(email, bare(email), everything, least=6)
            or _passage(phone, national_number(phone), numbers, least=8)
        )
        if found:
            sentence = _("This text contains “%(value)s”, which belongs to the proposer or an endorser.")
            raise Refused(Refusal("protected_value", sentence % {"value": found}))


def _passage(value, needle, text, least):
    return value if len(needle) >= least and needle in text else None
