"""Every deadline of a proposal, for everybody to see: what, until when, met or not."""

from dataclasses import dataclass
from datetime import datetime

from proposals.duties import DUTIES
from proposals.models import Proposal
from proposals.pages.card import Shown


@dataclass(frozen=True)
class Deadline:
    """`due_at` is the half-open end; `done_at` when it was met; `days` the working days left, today excluded.

    `is_missed`: it was never done and no longer can be, since the answer has been published.
    """

    label: object
    due_at: datetime
    done_at: datetime | None
    days: int
    is_over: bool
    is_missed: bool = False


def shown(due, now, answered_at=None):
    """A `duties.Due` as pages show it at `now`, of a proposal answered at `answered_at`."""
    missed = answered_at is not None and due.done_at is None
    days = due.working_days_left(now)
    return Deadline(due.duty.words, due.due_at, due.done_at, days, due.is_overdue(now), missed)


def deadlines(proposal, now):
    """The deadlines of `proposal` at `now`, in the order in which they come.

    Not those of withdrawn reviews, nor what was not yet due when the answer made it needless.
    """
    dues = [due for duty in DUTIES.values() if (due := duty.of(proposal))]
    if proposal.withdrawn_at and not proposal.reviewed_at:
        dues = []
    answered_at = proposal.answered_at
    dues = [due for due in dues if due.done_at or not answered_at or due.due_at <= answered_at]
    return [shown(due, now, answered_at) for due in sorted(dues, key=lambda due: due.due_at)]


def owed(now, most):
    """The answers that are owed, the longest overdue first: `most` pairs of `Shown` and `Deadline`."""
    answer = DUTIES["answer"]
    rows = Proposal.objects.filter(answer.still_owed()).select_related("agency").order_by(answer.due, "pk")
    return [(Shown(row, now), shown(answer.of(row), now)) for row in rows[:most]]
