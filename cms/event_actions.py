"""The verbs of events: announce, change, call off, register, leave; and what the clock does.

Each holds the event first, then the people (`civic.verbs`), so the number of places is exact however many come at once.
Who registered is not put on record: it is forgotten after the event.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from civic.accounts.models import Person
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.verbs import locked
from cms import event_rules as rules
from cms.models import Event, Registration

FACTS = ("name_zh", "name_en", "place_zh", "place_en", "starts_at", "ends_at", "closes_at", "capacity")


@transaction.atomic
def announce_event(editor: Person, *, now: datetime, **facts: Any) -> Event:
    """A new event with these `FACTS`; a page makes it public."""
    event = Event.objects.create(created_at=now, **facts)
    write("event_planned", event.record_key, actor=editor, at=now, public=False)
    return event


@transaction.atomic
def change_event(event: Event, editor: Person, *, now: datetime, **facts: Any) -> Event:
    """Other `FACTS`; whoever waits moves up where there is more room now. Raises `Refused` if people would lose their
    places, or if it does not take place."""
    event = locked(event)
    require(rules.CALLED_OFF if event.called_off_at else None)
    require(rules.may_have_places(event.taken, facts["capacity"]))
    was = {name: getattr(event, name) for name in FACTS}
    for name, value in facts.items():
        setattr(event, name, value)
    if event.starts_at != was["starts_at"]:
        event.reminded_at = None
    event.version += 1
    event.save(update_fields=[*facts, "reminded_at", "version"])
    write("event_changed", event.record_key, actor=editor, at=now, public=False)
    if any(was[name] != getattr(event, name) for name in ("place_zh", "place_en", "starts_at", "ends_at")):
        post("cms.event_changed", event.record_key, key=f"{event.record_key}:changed:{event.version}", at=now)
    _move_up(event, now)
    return event


@transaction.atomic
def call_off(event: Event, editor: Person, *, now: datetime, reason: str) -> Event:
    """The event does not take place; everybody registered is told. Raises `Refused` if that has been said already."""
    event = locked(event)
    require(rules.CALLED_OFF if event.called_off_at else None)
    event.called_off_at, event.called_off_reason = now, reason
    event.version += 1
    event.save(update_fields=["called_off_at", "called_off_reason", "version"])
    write("event_called_off", event.record_key, actor=editor, at=now, reason=reason)
    post("cms.event_called_off", event.record_key, key=f"{event.record_key}:called_off", at=now)
    return event


@transaction.atomic
def register(event: Event, person: Person, *, now: datetime) -> Registration:
    """A place for `person`, or one on the waiting list where all are taken. Raises `Refused`."""
    event = locked(event, person)
    there = event.registrations.filter(person=person).exists()
    require(rules.may_register(event, person, there, now))
    last = event.registrations.aggregate(last=Max("number"))["last"] or 0
    is_waiting = event.taken >= event.capacity
    made = Registration.objects.create(event=event, person=person, number=last + 1, at=now, is_waiting=is_waiting)
    _tell("event_waiting" if is_waiting else "event_registered", made, now)
    return made


@transaction.atomic
def leave(event: Event, person: Person, *, now: datetime) -> None:
    """Give the place back; the first who waits gets it. Raises `Refused`."""
    event = locked(event, person)
    there = event.registrations.filter(person=person).first()
    require(rules.may_leave(event, there is not None, now))
    there.delete()
    _move_up(event, now)


def leave_all(person: Person, now: datetime) -> None:
    """All registrations of somebody whose account is being erased, whose events are held already."""
    for made in Registration.objects.filter(person=person).select_related("event").order_by("event"):
        made.delete()
        _move_up(made.event, now)


def take_over_all(person: Person, other: Person, now: datetime) -> None:
    """All registrations of `other` become those of `person`, as a part of joining the two, whose events are held
    already; where both have one, the better stays."""
    for made in Registration.objects.filter(person=other).select_related("event").order_by("event"):
        own = Registration.objects.filter(person=person, event=made.event_id).first()
        kept, *given_up = sorted(filter(None, (made, own)), key=lambda row: (row.is_waiting, row.number))
        for row in given_up:
            row.delete()
        kept.person = person
        kept.save(update_fields=["person"])
        _move_up(made.event, now)


def _move_up(event, now):
    """Those who wait longest get the places that are free, while the event is to come and takes place."""
    event.refresh_from_db(fields=["taken"])
    if event.called_off_at or now >= event.starts_at:
        return
    for made in event.registrations.filter(is_waiting=True).order_by("number")[: event.free]:
        made.is_waiting = False
        made.save(update_fields=["is_waiting"])
        _tell("event_moved_up", made, now)


def _tell(kind, made, now):
    key = f"{made.event.record_key}:{kind}:{made.pk}"
    post(f"cms.{kind}", made.event.record_key, key=key, at=now, person=made.person_id)


@transaction.atomic
def remind(event: Event, *, now: datetime) -> bool:
    """Remind who has a place of the day before; False if that was done."""
    event = locked(event)
    if event.reminded_at or event.called_off_at or now >= event.starts_at:
        return False
    event.reminded_at = now
    event.save(update_fields=["reminded_at"])
    key = f"{event.record_key}:soon:{event.starts_at:%Y%m%d%H%M}"
    post("cms.event_soon", event.record_key, key=key, at=now)
    return True


def forget(now: datetime) -> int:
    """Delete who was registered for events that are long over; returns how many."""
    return Registration.objects.filter(event__ends_at__lte=now - rules.KEPT).delete()[0]
