"""Who speaks for an agency, and who may appoint somebody to. Asks the database; no clock."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import may_administer
from civic.agencies.models import Agency
from civic.lifecycle import Officer, Refusal


def speaks_for(person: Person | None, agency: Agency) -> bool:
    """Whether `person` is an official of `agency`."""
    return person is not None and person.offices.filter(agency=agency).exists()


def may_appoint(administrator: Officer | None, agency: Agency) -> Refusal | None:
    """Administrators may appoint officials of an agency that exists today."""
    if refusal := may_administer(administrator):
        return refusal
    if not agency.is_active:
        return Refusal("agency_closed", _("This agency no longer exists."))
    return None
