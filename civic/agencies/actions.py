"""The verbs of agencies: appoint and dismiss."""

from django.db import transaction

from civic.accounts.actions import grant_role, take_role
from civic.accounts.rules import may_administer
from civic.agencies import rules
from civic.agencies.models import Official
from civic.lifecycle import Denied, require
from civic.record.actions import write
from civic.verbs import lock_people


@transaction.atomic
def appoint(person, agency, *, at, actor):
    """Let `person` speak for `agency`, with the role that goes with it. Appointing again changes nothing."""
    lock_people(actor, person)
    if not isinstance(actor, str):
        require(rules.may_appoint(actor, agency), Denied)
    office, is_new = Official.objects.get_or_create(person=person, agency=agency)
    if is_new:
        if not person.has_role("official"):
            grant_role(person, "official", at=at, actor=actor)
        write("agencies.appointed", agency, actor=actor, at=at, public=False, person=person.record_key)
    return office


@transaction.atomic
def dismiss(office, *, at, actor):
    """End an office; the role goes with the last one."""
    person, agency = office.person, office.agency
    lock_people(actor, person, alone=person)
    if not isinstance(actor, str):
        require(may_administer(actor), Denied)
    office.delete()
    if not person.offices.exists():
        take_role(person, "official", at=at, actor=actor)
    write("agencies.dismissed", agency, actor=actor, at=at, public=False, person=person.record_key)
