"""Every deadline of a proposal, for everybody to see: what, until when, met or not."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.city import calendar


@dataclass(frozen=True)
class Deadline:
    """`due_at` is the half-open end; `done_at` when it was met; `days` the working days left, today excluded."""

    label: object
    due_at: datetime
    done_at: datetime | None
    days: int
    is_over: bool


def deadline(label, due_at, done_at, now):
    days = calendar.working_days_between(timezone.localdate(now), calendar.last_day(due_at))
    return Deadline(label, due_at, done_at, days, done_at is None and now >= due_at)


def deadlines(proposal, now):
    """The deadlines of `proposal` at `now`, in the order in which they come; not those of withdrawn reviews."""
    rows = [
        (_("Answer by the agency"), proposal.answer_due_at, proposal.answered_at),
        (_("Proposer contacted"), proposal.contact_due_at, proposal.contacted_at),
        (_("Timetable published"), proposal.timetable_due_at, proposal.timetable_at),
    ]
    if not proposal.withdrawn_at or proposal.reviewed_at:
        rows.append((_("Review"), proposal.review_due_at, proposal.reviewed_at))
    due = [deadline(label, due_at, done_at, now) for label, due_at, done_at in rows if due_at]
    return sorted(due, key=lambda row: row.due_at)
