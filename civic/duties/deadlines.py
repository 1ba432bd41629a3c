"""Deadlines as pages show them: what, until when, met or not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.duties.models import Duty


@dataclass(frozen=True, slots=True)
class Deadline:
    """`label` says what is to be done; `due_at` is the half-open end; `done_at` when it was met; `days` the working
    days left, today excluded, negative once it is over.

    `is_missed`: it was never done and no longer can be; `is_needless`: it no longer had to be. `paused_at`: since when
    its clock stands. `earlier`: the half-open ends it was shown with before, the first one first.
    """

    label: object
    due_at: datetime
    done_at: datetime | None
    days: int
    is_over: bool
    is_missed: bool = False
    is_needless: bool = False
    paused_at: datetime | None = None
    earlier: Sequence[datetime] = ()


def as_deadline(duty: Duty, now: datetime) -> Deadline:
    """`duty` as pages show it at `now`; read `with_moves` where there are many."""
    has_ended = duty.ended_at is not None
    is_missed = has_ended and duty.is_overdue(duty.ended_at)
    return Deadline(
        duty.words,
        duty.due_at,
        duty.done_at,
        duty.working_days_left(now),
        duty.is_overdue(now),
        is_missed=is_missed,
        is_needless=has_ended and not is_missed,
        paused_at=duty.paused_at,
        earlier=duty.earlier_ends,
    )


def deadlines(duties: Iterable[Duty], now: datetime) -> list[Deadline]:
    """What the public page of a thing shows of its `duties`, in the order in which they come.

    Not those that became needless before their end.
    """
    asked_for = [duty for duty in duties if duty.ended_at is None or duty.is_overdue(duty.ended_at)]
    return [as_deadline(duty, now) for duty in sorted(asked_for, key=lambda duty: (duty.due_at, duty.pk))]
