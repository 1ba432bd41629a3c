"""The verbs of agencies: appoint and dismiss.

`actor` is the administrator who acts, or a plain key such as "operator" where no right has to be asked for: the demo.
Both raise `Denied` for whoever is no administrator.
"""

from datetime import datetime

from django.db import transaction

from civic.accounts.actions import grant_role, take_role
from civic.accounts.models import Person
from civic.accounts.rules import ONESELF, may_administer, may_end_at
from civic.agencies import rules
from civic.agencies.models import Agency, Official
from civic.lifecycle import Denied, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.security.actions import note
from civic.verbs import lock_people


@transaction.atomic
def appoint(
    person: Person, agency: Agency, *, at: datetime, actor: Person | str, until: datetime | None = None
) -> Official:
    """Let `person` speak for `agency`, for good or `until` an instant, with the role that goes with it; a letter tells
    them what it owes. Appointed again they have the new end; the same once more changes nothing but an idle role.
    """
    lock_people(actor, person)
    if not isinstance(actor, str):
        require(rules.may_appoint(actor, agency), Denied)
        require(ONESELF if actor.pk == person.pk else None, Denied)
    require(may_end_at(until, at) if until else None)
    office, is_new = Official.objects.get_or_create(person=person, agency=agency, defaults={"until": until})
    is_changed = is_new or office.until != until
    if is_changed:
        office.until = until
        office.save(update_fields=["until"])
    _settle_role(person, at, actor)
    if is_changed:
        said = {"until": until} if until else {}
        write("agencies.appointed", agency, actor=actor, at=at, public=False, person=person.record_key, **said)
        note("agencies.appointed", about=person, actor=actor, agency=agency.record_key, **said)
    if is_new:
        key = f"{agency.record_key}:appointed:{office.pk}"
        post("agencies.appointed", agency.record_key, key=key, at=at, person=person.pk)
    return office


def _settle_role(person, at, actor):
    """Let somebody have the role as long as the last of their offices; one is held now."""
    ends = set(Official.objects.in_office().filter(person=person).values_list("until", flat=True))
    end = None if None in ends else max(ends)
    has_it = person.groups.filter(name="official").exists() and person.has_role("official")
    if not has_it or end != person.endings.filter(role="official").values_list("until", flat=True).first():
        grant_role(person, "official", at=at, actor=actor, until=end)


@transaction.atomic
def dismiss(office: Official, *, at: datetime, actor: Person | str) -> None:
    """End an office, and who stands in for it; the role goes with the last one."""
    person, agency = office.person, office.agency
    lock_people(actor, person, alone=person)
    if not isinstance(actor, str):
        require(may_administer(actor), Denied)
    office.delete()
    if not person.offices.exists() and person.groups.filter(name="official").exists():
        take_role(person, "official", at=at, actor=actor)
    write("agencies.dismissed", agency, actor=actor, at=at, public=False, person=person.record_key)
    note("agencies.dismissed", about=person, actor=actor, agency=agency.record_key)
