"""The list of proposals as somebody asked for it: filters and order out of a query string."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, When
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from civic.agencies.models import Agency
from civic.city.models import District, Theme
from civic.duties.models import Duty
from proposals import rules
from proposals.duties import with_answer_due, with_answers, with_lateness
from proposals.models import Proposal, ProposalQuerySet
from proposals.pages.card import EXCERPT
from proposals.search import NAME

PER_PAGE = 20
OPEN, ALL = "open", "all"  # what the list opens on, and everything; beside the phases

ANSWERS = {"due": _("Was due"), "in_time": _("Given on time"), "late": _("Late or overdue")}
SORTS = {
    "newest": _("Newest"),
    "endorsed": _("Most endorsed"),
    "ending": _("Ending soon"),
    "late": _("Most overdue first"),
}


@dataclass
class Selection:
    """The filters and the order that were asked for: "" or None where one was not, or does not exist.

    `phase` is a public phase, `OPEN` or `ALL`: unless one was asked for, whatever one can endorse, or, with a filter,
    everything.
    """

    phase: str
    theme: Theme | None
    district: District | None
    agency: Agency | None
    answer: str
    sort: str

    @property
    def within(self) -> list[tuple[str, str]]:
        """The parameters by which the search keeps to what is listed here, as far as it knows such filters."""
        codes = {name: getattr(getattr(self, name), "code", "") for name in ("theme", "district", "agency")}
        kept = {"type": NAME, "phase": self.phase if self.phase in Choices.phases else ""} | codes
        return [(name, value) for name, value in kept.items() if value]

    @property
    def is_about_lateness(self) -> bool:
        """Whether somebody asked who is on time."""
        return bool(self.answer) or self.sort == "late"

    @property
    def narrowed(self) -> int:
        """How many of the filters beside the phase are set."""
        return sum(1 for chosen in (self.theme, self.district, self.agency, self.answer) if chosen)


@dataclass
class Choices:
    """What can be asked for, by codes; also the only values a query string can bring to the database."""

    themes: dict[str, Theme]
    districts: dict[str, District]
    agencies: dict[str, Agency]
    phases = {name: rules.PHASES[name] for name in rules.PUBLIC_PHASES}
    tabs = {OPEN: _("Open for endorsing"), ALL: _("All")} | {
        name: label for name, label in phases.items() if name not in ("collecting", "counting")  # open; 30 seconds
    }
    answers = ANSWERS
    sorts = SORTS

    @classmethod
    def read(cls) -> "Choices":
        """The choices there are today."""
        return cls(*({row.code: row for row in model.objects.all()} for model in (Theme, District, Agency)))

    def selection(self, query: Mapping[str, str]) -> Selection:
        """What the query string `query` asks for."""
        phase, answer, sort = (query.get(name, "") for name in ("phase", "answer", "sort"))
        chosen = Selection(
            phase=phase if phase in self.phases or phase in self.tabs else "",
            theme=self.themes.get(query.get("theme")),
            district=self.districts.get(query.get("district")),
            agency=self.agencies.get(query.get("agency")),
            answer=answer if answer in ANSWERS else "",
            sort=sort if sort in SORTS else "newest",
        )
        if not chosen.phase:
            chosen.phase = ALL if chosen.narrowed or chosen.sort == "late" else OPEN
        return chosen


def listed(selection: Selection, now: datetime) -> ProposalQuerySet:
    """The public proposals of a `Selection` in its order, with what a card shows and no more."""
    rows = Proposal.objects.public()
    if selection.phase == OPEN:
        rows = rows.open_at(now)
    elif selection.phase != ALL:
        rows = rows.in_phase(selection.phase, now)
    if selection.theme:
        rows = rows.filter(theme=selection.theme)
    if selection.district:
        rows = rows.filter(district=selection.district)
    if selection.agency:
        rows = rows.of_agencies([selection.agency])
    if selection.answer:
        rows = with_answers(rows, _answers(selection.answer, now))
    return _ordered(for_cards(rows), selection.sort, now)


def _answers(asked, now):
    in_time, late = Duty.objects.in_time(), Duty.objects.late(now)
    return {"due": in_time | late, "in_time": in_time, "late": late}[asked]


def for_cards(rows: ProposalQuerySet) -> ProposalQuerySet:
    """`rows` with the names and the answer's deadline that a card shows, and of the long texts only the beginning, as
    `opening`."""
    return (
        with_answer_due(rows)
        .select_related("theme", "district", "agency")
        .defer("body", "benefits", "difference", "amend_note", "refusal_note", "timetable_text", "extension_reason")
        .annotate(opening=Left("body", EXCERPT * 2))
    )


def _ordered(rows, sort, now):
    """`rows`, which are `for_cards`, in an order. The most overdue answers are those that are still owed, the oldest
    first; then those that came late, the latest first; then what nobody is or was late with."""
    newest = F("opens_at").desc(nulls_last=True), "-pk"
    if sort == "endorsed":
        return rows.order_by("-endorsement_count", "-pk")
    if sort == "ending":
        still_open = Case(When(opens_at__lte=now, closes_at__gt=now, withdrawn_at=None, then="closes_at"))
        return rows.order_by(still_open.asc(nulls_last=True), F("closes_at").desc(nulls_last=True), "-pk")
    if sort == "late":
        rows = with_lateness(rows, now)
        return rows.order_by(F("overdue_since").asc(nulls_last=True), F("late_by").desc(nulls_last=True), *newest)
    return rows.order_by(*newest)
