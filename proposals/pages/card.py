"""A proposal as pages show it: phase in words, days left, the line under the bar, and nothing hidden."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.city import calendar
from civic.city.models import District, Theme
from civic.duties.models import Duty
from civic.formats import ends_at
from civic.text import length, shortened
from proposals import rules
from proposals.duties import ANSWER
from proposals.models import Proposal

EXCERPT = 140
TICK = timedelta(microseconds=1)


class Shown:
    """What `reader` (a person or None) is shown of `proposal` at `now`; `duties` are its own, where they are known."""

    def __init__(
        self, proposal: Proposal, now: datetime, reader: Person | None = None, duties: Iterable[Duty] | None = None
    ):
        self.proposal = proposal
        self.duties = duties
        self.now = now
        self.is_own = reader is not None and proposal.proposer_id == reader.pk
        self.hides_text = proposal.hides_text and not self.is_own and not rules.may_read_everything(reader)

    @cached_property
    def phase(self) -> str:
        return rules.phase(self.proposal, self.now)

    @property
    def phase_label(self) -> object:
        return rules.PHASES[self.phase]

    @cached_property
    def open(self) -> bool:
        return rules.is_open(self.proposal, self.now)

    @property
    def days_left(self) -> int | None:
        """Of the city's calendar, after today: 0 on the last day; None unless one can endorse."""
        return calendar.days_until(self.proposal.closes_at, self.now) if self.open else None

    @property
    def ends_at(self) -> str:
        """The time of day at which the window ends: 24:00, unless it was prolonged by hours."""
        return ends_at(self.proposal.closes_at)

    @property
    def amend_days_left(self) -> int:
        """As `days_left`, for amending."""
        return calendar.days_until(self.proposal.amend_due_at, self.now)

    @property
    def title(self) -> object:
        return _("(text not published)") if self.hides_text else str(self.proposal)

    @property
    def excerpt(self) -> str:
        """The beginning of the text in one line; needs `opening` (see `listing`) or the body."""
        if self.hides_text:
            return ""
        opening = self.proposal.opening if hasattr(self.proposal, "opening") else self.proposal.body[: EXCERPT * 2]
        text = " ".join(opening.split())
        return text if length(text) <= EXCERPT else shortened(text, EXCERPT).rstrip() + "…"

    @property
    def when(self) -> object:
        """What the calendar has to say of it, in one line; "" while one can endorse."""
        sentence, instant = self._when()
        if not sentence or not instant:
            return sentence
        return sentence % {"day": date_format(timezone.localtime(instant), "DATE_FORMAT")}

    def _when(self):
        proposal = self.proposal
        return {
            "submitted": (_("Submitted on %(day)s"), proposal.submitted_at),
            "amend": (_("Waiting for the proposer since %(day)s"), proposal.amend_asked_at),
            "not_amended": (_("Ended on %(day)s"), proposal.amend_due_at and proposal.amend_due_at - TICK),
            "scheduled": (_("Opens on %(day)s"), proposal.opens_at),
            "counting": (_("What arrived in time is being counted"), None),
            "established": (_("Established on %(day)s"), proposal.established_at),
            "answered": (_("Answered on %(day)s"), proposal.answered_at),
            "lapsed": (_("Ended on %(day)s"), proposal.closes_at and proposal.closes_at - TICK),
            "refused": (_("Reviewed on %(day)s"), proposal.refused_at),
            "withdrawn": (_("Withdrawn on %(day)s"), proposal.withdrawn_at),
        }.get(self.phase, ("", None))

    @cached_property
    def answer_due_at(self) -> datetime | None:
        """Until when the agency must answer, while it has not; lists read it `with_answer_due`."""
        if self.phase != "established":
            return None
        if hasattr(self.proposal, "answer_due_at"):
            return self.proposal.answer_due_at
        return self._answer_duty.due_at

    @property
    def answer_was_due_at(self) -> datetime | None:
        """Until when the answer was due first, where that has moved since; for a proposal's own page."""
        return next(iter(self._answer_duty.earlier_ends), None) if self.answer_due_at else None

    @cached_property
    def _answer_duty(self):
        duties = Duty.objects.about(self.proposal) if self.duties is None else self.duties
        return next(duty for duty in duties if duty.kind == ANSWER)

    @property
    def answer_is_late(self) -> bool:
        return self.answer_due_at is not None and self.now >= self.answer_due_at

    @property
    def was_answered_late(self) -> bool:
        """Whether the answer came after its day; for lists read `with_answer_due`."""
        due_at = getattr(self.proposal, "answer_due_at", None)
        return self.phase == "answered" and due_at is not None and self.proposal.answered_at >= due_at

    @property
    def was_answered_in_time(self) -> bool:
        """Whether the answer came before its day was over; for lists read `with_answer_due`."""
        due_at = getattr(self.proposal, "answer_due_at", None)
        return self.phase == "answered" and due_at is not None and self.proposal.answered_at < due_at

    @property
    def url(self) -> str:
        return self.proposal.get_absolute_url()

    @property
    def topic(self) -> str:
        return self.proposal.topic

    @property
    def version(self) -> int:
        return self.proposal.version

    @property
    def count(self) -> int:
        return self.proposal.endorsement_count

    @property
    def fell_below(self) -> object:
        """The sentence on a proposal below its threshold at the end although it was established, or ""."""
        return rules.FELL_BELOW if rules.fell_below(self.proposal, self.now) else ""

    @property
    def threshold(self) -> int | None:
        return self.proposal.threshold

    @property
    def missing(self) -> int:
        """How many more endorsements it takes; 0 once that makes no difference any more."""
        return max(0, self.threshold - self.count) if self.open else 0

    @property
    def closes_at(self) -> datetime | None:
        return self.proposal.closes_at

    @property
    def theme(self) -> Theme | None:
        return self.proposal.theme

    @property
    def district(self) -> District | None:
        return self.proposal.district


def shown(proposals: Iterable[Proposal], now: datetime, reader: Person | None = None) -> list[Shown]:
    """`Shown` of each of `proposals`."""
    return [Shown(proposal, now, reader) for proposal in proposals]
