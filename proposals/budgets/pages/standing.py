"""How the areas of a cycle stand, as bars: while the vote is open where that is shown, and as the result afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals.budgets.counting.words import SYMBOLS
from proposals.budgets.models import Area, Cycle, Project
from proposals.budgets.pages.shown import Shown
from proposals.budgets.status import standing


@dataclass(frozen=True, slots=True)
class Row:
    """A project with what it has, and whether the money is enough for it."""

    project: Project
    votes: int
    is_in: bool
    words: str


class AreaStanding:
    """One area: `said` as in `status.standing`, None as long as nothing is shown of it."""

    def __init__(self, area: Area, projects: Iterable[Project], said: Mapping[str, Any] | None, unit: str):
        self.area, self.said, self._projects, self._unit = area, said, list(projects), unit

    @cached_property
    def rows(self) -> list[Row]:
        """Who is in, then who is not, each by votes."""
        votes, winners = (self.said["votes"], set(self.said["winners"])) if self.said else ({}, set())
        rows = [self._row(project, votes.get(str(project.number), 0), winners) for project in self._projects]
        return sorted(rows, key=lambda row: (not row.is_in, -row.votes, row.project.number))

    def _row(self, project, votes, winners):
        is_in = project.number in winners and project.dropped_at is None
        return Row(project, votes, is_in, support_words(votes, self._unit))

    @property
    def inside(self) -> list[Row]:
        return [row for row in self.rows if row.is_in]

    @property
    def outside(self) -> list[Row]:
        return [row for row in self.rows if not row.is_in]

    @property
    def most(self) -> int:
        """The votes of a bar that is full."""
        return max((row.votes for row in self.rows), default=0) or 1

    @property
    def counted_at(self) -> datetime:
        return datetime.fromisoformat(self.said["counted_at"])

    @property
    def left(self) -> int:
        """What the money is more than those who are in cost."""
        return self.area.amount - self.said["spent"]


def support_words(number: int, unit: str) -> str:
    """A number of "votes", or of "points"."""
    if unit == "points":
        said = ngettext("%(number)s point", "%(number)s points", number)
    else:
        said = ngettext("%(number)s vote", "%(number)s votes", number)
    return said % {"number": f"{number:,}"}


def unit_of(cycle: Cycle) -> str:
    """What a project of the cycle is given: "votes" or "points"."""
    return "points" if cycle.form in ("points", "ranking") else "votes"


def standings_of(shown: Shown, projects: Iterable[Project]) -> list[AreaStanding]:
    """The areas of a cycle with how they stand; empty where that is not shown."""
    said = _result(shown) if shown.cycle.counted_at else standing(shown.cycle)
    if said is None:
        return []
    by_area: dict[int, list[Project]] = {}
    for project in projects:
        by_area.setdefault(project.area_id, []).append(project)
    unit = unit_of(shown.cycle)
    return [
        AreaStanding(area, by_area[area.pk], said.get(str(area.number)), unit)
        for area in shown.areas
        if area.pk in by_area
    ]


def _result(shown):
    """What was counted, in the words of a standing."""
    at = shown.cycle.counted_at.isoformat()
    return {
        str(result.area.number): {
            "voters": result.turnout,
            "counted_at": at,
            "votes": {each["id"]: each.get("score", each["votes"]) for each in result.report["projects"]},
            "winners": [int(winner) for winner in result.report["winners"]],
            "spent": result.spent,
        }
        for result in shown.results
    }


def words(cycle: Cycle) -> dict[str, Any]:
    """What standing.js says; `{n}` is a number, `{time}` an instant, `{money}` an amount, `{names}` titles."""
    one, many = (support_words(number, unit_of(cycle)) for number in (1, 2))
    return {
        "one": one.replace("1", "{n}"),
        "many": many.replace("2", "{n}"),
        "inside": _("In"),
        "outside": _("Out"),
        "as_of": _("As of {time}. Ballots: {n}"),
        "line": _("Here the money ends: {money} are left"),
        "moved": _("The standing has moved. In now: {names}"),
        "comma": _(", "),
        "symbol": SYMBOLS.get(cycle.currency, f"{cycle.currency} "),
    }
