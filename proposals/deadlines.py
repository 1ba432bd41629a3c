"""Every deadline of a proposal, for everybody to see: what, until when, met or not."""

from dataclasses import dataclass
from datetime import datetime

from proposals.duties import DUTIES
from proposals.models import Proposal
from proposals.shown import Shown


@dataclass(frozen=True)
class Deadline:
    """`due_at` is the half-open end; `done_at` when it was met; `days` the working days left, today excluded."""

    label: object
    due_at: datetime
    done_at: datetime | None
    days: int
    is_over: bool


def shown(due, now):
    """A `duties.Due` as pages show it at `now`."""
    return Deadline(due.duty.words, due.due_at, due.done_at, due.working_days_left(now), due.is_overdue(now))


def deadlines(proposal, now):
    """The deadlines of `proposal` at `now`, in the order in which they come; not those of withdrawn reviews."""
    dues = [due for duty in DUTIES.values() if (due := duty.of(proposal))]
    if proposal.withdrawn_at and not proposal.reviewed_at:
        dues = []
    return [shown(due, now) for due in sorted(dues, key=lambda due: due.due_at)]


def owed(now, most):
    """The answers that are owed, the longest overdue first: `most` pairs of `Shown` and `Deadline`."""
    answer = DUTIES["answer"]
    rows = Proposal.objects.filter(answer.still_owed()).select_related("agency").order_by(answer.due, "pk")
    return [(Shown(row, now), shown(answer.of(row), now)) for row in rows[:most]]
