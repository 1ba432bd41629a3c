"""Who may speak for an agency, pure of clock and state."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import may_administer
from civic.lifecycle import Refusal


def speaks_for(person, agency):
    """Whether `person` is an official of `agency` (an object, or the number of one)."""
    number = getattr(agency, "pk", agency)
    return person is not None and number is not None and person.offices.filter(agency_id=number).exists()


def may_appoint(administrator, agency):
    if refusal := may_administer(administrator):
        return refusal
    if not agency.is_active:
        return Refusal("agency_closed", _("This agency no longer exists."))
    return None
