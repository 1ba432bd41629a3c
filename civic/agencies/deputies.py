"""職務代理: who stands in for an official that is away, from one day to another.

Meanwhile the deputy may do at the desk of that agency what the official may: they are lent the role by the clock
(`roles`). Each deed of theirs is on record as done for the office.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from civic.accounts.models import Person
from civic.agencies import rules
from civic.agencies.models import Agency, Deputyship, Official
from civic.lifecycle import Denied, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.record.models import Keyed
from civic.security.actions import note
from civic.verbs import locked

KEPT = timedelta(days=365)  # after its end, so that whoever reads the record finds who stood in for whom


@transaction.atomic
def name_deputy(
    office: Official, deputy: Person, *, starts_at: datetime, until: datetime, at: datetime, actor: Person
) -> Deputyship:
    """Let `deputy` act in the office from `starts_at` until `until`; letters tell both. The same once more changes
    nothing."""
    office = locked(office, actor, deputy)
    require(rules.may_name_deputy(actor, office, deputy, starts_at, until, at))
    days = {"starts_at": starts_at, "until": until}
    same = office.deputyships.to_come().filter(deputy=deputy, **days).first()
    if same is not None:
        return same
    made = Deputyship.objects.create(office=office, deputy=deputy, named_at=at, **days)
    _noted("agencies.deputy_named", made, actor, at, **days)
    return made


@transaction.atomic
def end_deputyship(deputyship: Deputyship, *, at: datetime, actor: Person) -> None:
    """End it before its last day; ended already it stays as it is."""
    office = locked(deputyship.office)
    deputyship = locked(deputyship, actor, deputyship.deputy)
    require(rules.may_end_deputyship(actor, office), Denied)
    if deputyship.ended_at is None:
        deputyship.ended_at = at
        deputyship.save(update_fields=["ended_at"])
        _noted("agencies.deputy_ended", deputyship, actor, at)


def _noted(verb, deputyship, actor, at, **days):
    office, deputy = deputyship.office, deputyship.deputy
    said = {"office": office.record_key, "agency": office.agency.record_key, "deputy": deputy.record_key, **days}
    write(verb, deputyship, actor=actor, at=at, public=False, **said)
    note(verb, about=deputy, actor=actor, **said)
    key = f"{deputyship.record_key}:{verb.rpartition('_')[2]}"
    post(verb, deputyship.record_key, key=key, at=at, agency=office.agency_id, person=office.person_id)


def stood_in_for(person: Person, agencies: Iterable[Agency]) -> list[Deputyship]:
    """The deputyships by which `person` acts now at one of `agencies`."""
    running = Deputyship.objects.running().filter(deputy=person, office__agency__in=agencies)
    return list(running.select_related("office__agency"))


def note_deed(thing: Keyed, person: Person, agencies: Iterable[Agency], deed: str, at: datetime) -> None:
    """Put on record that `person` did a `deed` to a thing as the deputy of somebody at one of `agencies`, if they are
    one; part of the verb."""
    for each in stood_in_for(person, agencies):
        said = {"for": each.office.record_key, "agency": each.office.agency.record_key, "role": "official"}
        write("agencies.deputised", thing, actor=person, at=at, public=False, deed=deed, **said)


def forget(now: datetime) -> int:
    """Forget deputyships that ended a year ago; returns how many."""
    return Deputyship.objects.filter(until__lt=now - KEPT).delete()[0]
