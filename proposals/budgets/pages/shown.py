"""A cycle as pages show it: its phase and stations in words, its areas with their projects, what the count decided."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.html import format_html
from django.utils.translation import get_language, ngettext

from civic.accounts.models import Person
from civic.city import calendar
from civic.writing import filled
from proposals.ballots.models import Roll
from proposals.ballots.reading import has_lost_a_key
from proposals.ballots.rules import FAULTS, KEYS, STANDS_STILL
from proposals.budgets import rules
from proposals.budgets.models import Area, Cycle, Project, Result
from proposals.budgets.status import boxes, turnout, version_of


@dataclass(frozen=True, slots=True)
class Station:
    """One phase on the way: `name`, in `words`, what it allows (`says`), when it begins and ends (None where that is
    not told), and whether it is `over` or `is_now`."""

    name: str
    words: object
    says: object
    begins_at: datetime | None
    ends_at: datetime | None
    over: bool
    is_now: bool


class Shown:
    """What `reader` (a person or None) is shown of `cycle` at `now`."""

    def __init__(self, cycle: Cycle, now: datetime, reader: Person | None = None):
        self.cycle, self.now, self.reader = cycle, now, reader

    @cached_property
    def phase(self) -> str:
        return rules.phase(self.cycle, self.now)

    @property
    def phase_words(self) -> object:
        return rules.PHASES[self.phase].words

    @property
    def version(self) -> int:
        return version_of(self.cycle)

    @cached_property
    def open(self) -> bool:
        return rules.is_open(self.cycle, self.now)

    @property
    def days_left(self) -> int | None:
        """Of the city's calendar, after today: 0 on the last day; None unless one can vote."""
        return calendar.days_until(self.cycle.closes_at, self.now) if self.open else None

    @property
    def ends_at(self) -> str:
        """The time of day at which the vote ends."""
        return calendar.ends_at(self.cycle.closes_at)

    @cached_property
    def stations(self) -> list[Station]:
        """The phases of this cycle from the first to the result, those apart that it leaves out."""
        begins = {name: getattr(self.cycle, column) for name, column in rules.STATIONS.items()}
        named = [(name, at) for name, at in begins.items() if at]
        if voided_at := self.cycle.voided_at:
            named = [(name, at) for name, at in named if at <= voided_at] + [("void", voided_at)]
        else:
            named.append(("result", self.cycle.counted_at))
        order = list(rules.PHASES)
        ends = [at for _name, at in named[1:]] + [None]
        return [
            Station(
                name, rules.PHASES[name].words, rules.PHASES[name].says, at, end,
                over=order.index(name) < order.index(self.phase), is_now=name == self.phase,
            )
            for (name, at), end in zip(named, ends, strict=True)
        ]  # fmt: skip

    @cached_property
    def alarms(self) -> list[object]:
        """What keeps a vote that was opened, and has no result yet, from having one, in words."""
        if not self.cycle.opened_at or self.phase in ("result", "void"):
            return []
        found = boxes(self.cycle)
        faults = [filled(STANDS_STILL, reason=FAULTS[box.fault]) for box in found if box.fault not in ("", "key")]
        return [KEYS["lost"]] * has_lost_a_key(found) + faults

    @cached_property
    def takes_ballots(self) -> bool:
        """Whether the vote is open and the key of one of its boxes, at least, is there."""
        return self.open and any(not has_lost_a_key([box]) for box in boxes(self.cycle))

    @cached_property
    def areas(self) -> list[Area]:
        """The areas with their amounts, the city-wide pot last."""
        return sorted(self.cycle.areas.prefetch_related("districts"), key=lambda area: (area.is_citywide, area.number))

    @cached_property
    def amount(self) -> int:
        """All the money, in whole NT$."""
        return sum(area.amount for area in self.areas)

    @cached_property
    def has_voted(self) -> bool:
        """Whether the reader stands on a roll of this cycle."""
        boxes = {area.box_id for area in self.areas if area.box_id}
        return self.reader is not None and Roll.objects.filter(box__in=boxes, person__in=self.reader.accounts).exists()

    @cached_property
    def turnout(self) -> int | None:
        """How many people have voted; None where the policy shows nothing yet."""
        return turnout(self.cycle) if "turnout" in rules.shown(self.cycle) else None

    @property
    def cast(self) -> int:
        """How many people have voted, told of a vote that is void whatever its policy says."""
        return turnout(self.cycle)

    @property
    def turnout_words(self) -> str:
        """The turnout as an element that live.js keeps true."""
        return format_html('<span data-live="turnout">{}</span>', f"{self.turnout:,}")

    @cached_property
    def fates(self) -> dict[int, dict]:
        """{number of a project: what the count says of it}; empty before the count."""
        return fates(self.results)

    @cached_property
    def results(self) -> list[Result]:
        if not self.cycle.counted_at:
            return []
        return list(Result.objects.filter(area__cycle=self.cycle).select_related("area").order_by("area__number"))

    def lists(self, projects: list[Project]) -> list[tuple[Area, list["ShownProject"]]]:
        """(area, its projects) for each area that has any of `projects`; the winners first once it is counted."""
        by_area = defaultdict(list)
        for project in projects:
            by_area[project.area_id].append(ShownProject(project, self.fates.get(project.number)))
        return [
            (area, sorted(by_area[area.pk], key=lambda each: (not each.won, -each.votes, each.project.number)))
            for area in self.areas
            if area.pk in by_area
        ]


class ShownProject:
    """A project with what the count decided of it, if it has."""

    def __init__(self, project: Project, fate: dict | None):
        self.project, self.fate = project, fate

    @property
    def won(self) -> bool:
        return bool(self.fate and self.fate["won"])

    @property
    def why(self) -> str:
        """What the count says of it, in the reader's language."""
        return self.fate["why"]["en" if get_language() == "en" else "zh"]

    @property
    def support_words(self) -> str:
        """Its votes, and its points where points are given."""
        if "score" in self.fate:
            return ngettext("%(number)s point", "%(number)s points", self.fate["score"]) % {
                "number": f"{self.fate['score']:,}"
            }
        return ngettext("%(number)s vote", "%(number)s votes", self.fate["votes"]) % {
            "number": f"{self.fate['votes']:,}"
        }

    @property
    def votes(self) -> int:
        """What it was ranked by: votes, or points where points are given; 0 before the count."""
        return self.fate.get("score", self.fate["votes"]) if self.fate else 0


def fates(results: list[Result]) -> dict[int, dict]:
    """{number of a project: {"votes", "cost", "won", "why", …}} out of the reports of `results`."""
    return {int(said["id"]): said for result in results for said in result.report["projects"]}
