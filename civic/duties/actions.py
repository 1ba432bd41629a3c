"""What changes a duty. Each is part of the transaction of a verb that holds the lock of the thing the duty is about,
and that judges, records and tells; `subject` is that thing or its key, `at` the aware instant of the verb.

Raises DoesNotExist for a duty that is not in the state it should be in: then a rule has let something through.
"""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from civic.duties.models import Duty
from civic.duties.rules import Span, left
from civic.record.models import Keyed, key_of


def impose(subject: Keyed | str, spans: Mapping[str, Span], *, at: datetime, agency_id: int | None = None) -> None:
    """Set the duties `spans` ({kind: how long}) about `subject`, counted from the day of `at`; the agency owes them."""
    subject, day = key_of(subject), timezone.localdate(at)
    Duty.objects.bulk_create(
        Duty(subject=subject, kind=kind, agency_id=agency_id, **_set(day, span, at)) for kind, span in spans.items()
    )


def extend(subject: Keyed | str, kind: str, *, at: datetime, by: Span) -> Duty:
    """Let it end later: `by` is counted from what was its last day."""
    duty = _open(subject, kind)
    return _write(duty, **_set(duty.last_day, by, at))


def pause(subject: Keyed | str, kind: str, *, at: datetime) -> Duty:
    """Let its clock stand: nobody owes it now."""
    return _write(_open(subject, kind), paused_at=at)


def resume(subject: Keyed | str, kind: str, *, at: datetime) -> Duty:
    """Let its clock go on with the working days it had left when it was paused, counted from the day of `at`."""
    duty = Duty.objects.about(subject).get(kind=kind, done_at=None, ended_at=None, paused_at__isnull=False)
    span = left(timezone.localdate(duty.paused_at), duty.due_at)
    return _write(duty, paused_at=None, **_set(timezone.localdate(at), span, at))


def hand_on(subject: Keyed | str, *, agency_id: int) -> None:
    """Whatever has not been done about `subject` is owed by another agency; its clock goes on. What is done stays."""
    open_ones = Duty.objects.about(subject).filter(done_at=None, ended_at=None, agency__isnull=False)
    open_ones.update(agency_id=agency_id)


def fulfil(subject: Keyed | str, kind: str, *, at: datetime) -> Duty | None:
    """Note that it has been done, late or not. None if it had been done before."""
    duty = Duty.objects.about(subject).get(kind=kind)
    return None if duty.done_at else _write(duty, done_at=at)


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
