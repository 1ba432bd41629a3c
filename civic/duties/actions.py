"""What changes a duty. Each is part of the transaction of a verb that holds the lock of the thing the duty is about,
and that judges, records and tells; `subject` is that thing or its key, `at` the aware instant of the verb.

Raises DoesNotExist for a duty that is not in the state it should be in: then a rule has let something through.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from civic.city import calendar
from civic.duties.models import CLOSURES, EXTENDED, RESUMED, Duty, Move
from civic.duties.rules import Span, left, not_before
from civic.record.models import Keyed, key_of
from civic.verbs import letting


@contextmanager
def by_the_calendar() -> Iterator[None]:
    """Inside, working days are counted by the closures of this moment; no other is entered or taken back before the
    transaction ends. Whoever enters one (`closing`) waits for all who write duties, and they for them."""
    with connection.cursor() as cursor:
        cursor.execute("lock table duties_duty in row exclusive mode")
    with calendar.supposing(calendar.entered()):
        yield


def impose(subject: Keyed | str, spans: Mapping[str, Span], *, at: datetime, agency_id: int | None = None) -> None:
    """Set the duties `spans` ({kind: how long}) about `subject`, counted from the day of `at`; the agency owes them."""
    subject, day = key_of(subject), timezone.localdate(at)
    with by_the_calendar():
        Duty.objects.bulk_create(
            Duty(subject=subject, kind=kind, agency_id=agency_id, **_set(day, span, at)) for kind, span in spans.items()
        )


def extend(subject: Keyed | str, kind: str, *, at: datetime, by: Span) -> Duty:
    """Let it end later: `by` is counted from what was its last day."""
    with by_the_calendar():
        duty = _open(subject, kind)
        return move(duty, EXTENDED, at=at, **_set(duty.last_day, by, at))


def pause(subject: Keyed | str, kind: str, *, at: datetime) -> Duty:
    """Let its clock stand: nobody owes it now."""
    return _write(_open(subject, kind), paused_at=at)


def resume(subject: Keyed | str, kind: str, *, at: datetime) -> Duty:
    """Let its clock go on with the working days it had left when it was paused, counted from the day of `at`."""
    with by_the_calendar():
        duty = Duty.objects.about(subject).undone().get(kind=kind, paused_at__isnull=False)
        ran = {"counted_from": duty.starts_on, "stopped_on": timezone.localdate(duty.paused_at)}
        span = left(duty.starts_on, ran["stopped_on"], duty.due_at)
        return move(duty, RESUMED, at=at, ran=ran, paused_at=None, **_set(timezone.localdate(at), span, at))


def move(duty: Duty, why: str, *, at: datetime, ran: Mapping | None = None, **fields: Any) -> Duty:
    """Write `fields`, among them the new `due_at`, and the `Move` that says so; `ran`: see there."""
    Move.objects.create(duty=duty, at=at, why=why, was_due_at=duty.due_at, due_at=fields["due_at"], **(ran or {}))
    return _write(duty, **fields)


def hand_on(subject: Keyed | str, *, agency_id: int) -> None:
    """Whatever has not been done about `subject` is owed by another agency; its clock goes on. What is done stays."""
    open_ones = Duty.objects.about(subject).filter(done_at=None, ended_at=None, agency__isnull=False)
    open_ones.update(agency_id=agency_id)


def fulfil(subject: Keyed | str, kind: str, *, at: datetime) -> Duty | None:
    """Note that it has been done, late or not. None if it had been done before."""
    duty = Duty.objects.about(subject).get(kind=kind)
    return None if duty.done_at else _write(duty, done_at=at)


def reopen(subject: Keyed | str, kind: str, *, at: datetime) -> Duty:
    """Owe it again, as if it had been neither done nor paused: what was decided is taken back. Its end stays, unless a
    closure was entered or taken back while it counted as done: that moves it as it moved all others."""
    with by_the_calendar():
        duty = Duty.objects.about(subject).get(kind=kind, ended_at=None)
        with letting("duties.reopened", duty.pk):
            duty = _write(duty, done_at=None, paused_at=None)
        end = Span(duty.length, duty.unit).after(duty.starts_on)
        if duty.due_at == not_before(duty.set_at, end):
            return duty
        due_at = not_before(at if at < duty.due_at else duty.set_at, end)
        return move(duty, CLOSURES, at=at, due_at=due_at, **({"set_at": at} if at < due_at else {}))


def release(subject: Keyed | str, *, at: datetime) -> None:
    """Whatever has not been done about `subject` is needless from now on."""
    Duty.objects.about(subject).filter(done_at=None, ended_at=None).update(ended_at=at)


def _open(subject, kind):
    """The duty, if it is owed; else DoesNotExist."""
    return Duty.objects.about(subject).owed().get(kind=kind)


def _set(starts_on, span, at):
    return {
        "starts_on": starts_on,
        "length": span.length,
        "unit": span.unit,
        "due_at": span.after(starts_on),
        "set_at": at,
    }


def _write(duty, **fields):
    for name, value in fields.items():
        setattr(duty, name, value)
    duty.save(update_fields=list(fields))
    return duty
