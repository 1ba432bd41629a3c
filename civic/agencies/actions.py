"""The verbs of agencies: appoint and dismiss.

`actor` is the administrator who acts, or a plain key such as "operator" where no right has to be asked for: the demo.
Both raise `Denied` for whoever is no administrator.
"""

from datetime import datetime

from django.db import transaction

from civic.accounts.actions import grant_role, take_role
from civic.accounts.models import Person
from civic.accounts.rules import may_administer
from civic.agencies import rules
from civic.agencies.models import Agency, Official
from civic.lifecycle import Denied, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.security.actions import note
from civic.verbs import lock_people


@transaction.atomic
def appoint(person: Person, agency: Agency, *, at: datetime, actor: Person | str) -> Official:
    """Let `person` speak for `agency`, with the role that goes with it; a letter tells them what it owes. Appointing
    again changes nothing.
    """
    lock_people(actor, person)
    if not isinstance(actor, str):
        require(rules.may_appoint(actor, agency), Denied)
    office, is_new = Official.objects.get_or_create(person=person, agency=agency)
    if is_new:
        if not person.has_role("official"):
            grant_role(person, "official", at=at, actor=actor)
        write("agencies.appointed", agency, actor=actor, at=at, public=False, person=person.record_key)
        note("agencies.appointed", about=person, actor=actor, agency=agency.record_key)
        key = f"{agency.record_key}:appointed:{office.pk}"
        post("agencies.appointed", agency.record_key, key=key, at=at, person=person.pk)
    return office


@transaction.atomic
def dismiss(office: Official, *, at: datetime, actor: Person | str) -> None:
    """End an office; the role goes with the last one."""
    person, agency = office.person, office.agency
    lock_people(actor, person, alone=person)
    if not isinstance(actor, str):
        require(may_administer(actor), Denied)
    office.delete()
    if not person.offices.exists():
        take_role(person, "official", at=at, actor=actor)
    write("agencies.dismissed", agency, actor=actor, at=at, public=False, person=person.record_key)
    note("agencies.dismissed", about=person, actor=actor, agency=agency.record_key)
