"""What the city owes by when: the one list of deadlines, asked by desks, letters and public pages.

A deadline is a half-open end (the midnight after its last day). It is owed until it is done, and no
longer once the proposal is withdrawn or answered; the review's clock stands while an amendment is awaited.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.city import calendar


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of deadline. `due`, `done` and `since` are columns of a proposal."""

    name: str
    words: object
    due: str
    done: str
    since: tuple

    def still_owed(self):
        """The condition under which a proposal still waits for this."""
        owed = Q(**{f"{self.due}__isnull": False, self.done: None}) & Q(withdrawn_at=None, answered_at=None)
        return owed & ~PAUSED if self.name == "review" else owed

    def of(self, proposal):
        """This deadline of `proposal`, or None if it has none."""
        due_at = getattr(proposal, self.due)
        if due_at is None:
            return None
        set_at = max(filter(None, (getattr(proposal, column) for column in self.since)), default=None)
        return Due(self, due_at, getattr(proposal, self.done), set_at)


PAUSED = Q(amend_asked_at__isnull=False, amended_at=None)

DUTIES = {
    duty.name: duty
    for duty in (
        Duty("review", _("Review"), "review_due_at", "reviewed_at", ("submitted_at", "amended_at")),
        Duty("timetable", _("Publication of the timetable"), "timetable_due_at", "timetable_at", ("established_at",)),
        Duty("contact", _("Contact with the proposer"), "contact_due_at", "contacted_at", ("established_at",)),
        Duty("answer", _("Answer by the agency"), "answer_due_at", "answered_at", ("established_at", "extended_at")),
    )
}
OF_AGENCIES = [DUTIES[name] for name in ("timetable", "contact", "answer")]


@dataclass(frozen=True, slots=True)
class Due:
    """One deadline of one proposal. `set_at`: when it was last set; `done_at`: None while it is owed."""

    duty: Duty
    due_at: datetime
    done_at: datetime | None
    set_at: datetime | None

    @property
    def last_day(self) -> date:
        return calendar.last_day(self.due_at)

    def is_overdue(self, now):
        return self.done_at is None and now >= self.due_at

    def working_days_left(self, now):
        """Working days left after today, 0 on the last day; negative as soon as it is over."""
        left = calendar.working_days_between(timezone.localdate(now), self.last_day)
        return min(left, -1) if now >= self.due_at else max(left, 0)


def agencies_owe(proposal):
    """The deadlines of the agencies in charge of `proposal`, in the order of the law."""
    return [due for duty in OF_AGENCIES if (due := duty.of(proposal))]


def next_owed(proposal):
    """The deadline of the agencies that ends next, or None when nothing is owed any more."""
    if proposal.answered_at:
        return None
    owed = [due for due in agencies_owe(proposal) if due.done_at is None]
    return min(owed, key=lambda due: due.due_at, default=None)
