"""What the count of an area decided, as its page shows it: beside another rule, and who voted."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from civic.city.models import District
from proposals.ballots.figures import BANDS
from proposals.budgets.counting.words import RULES
from proposals.budgets.models import Project, Result
from proposals.budgets.pages.shown import ShownProject, fates


class Compared(NamedTuple):
    """A project that one of two rules chooses."""

    project: Project
    won: bool
    would_have: bool


class ShownResult:
    """The result of an area; `projects` are those of its cycle by number."""

    def __init__(self, result: Result, projects: Mapping[int, Project]):
        self.result, self.projects = result, projects

    @property
    def chosen(self) -> list[ShownProject]:
        """What was chosen, the most supported first."""
        told = fates([self.result])
        won = [ShownProject(self.projects[int(number)], told[int(number)]) for number in self.result.report["winners"]]
        return sorted(won, key=lambda each: (-each.votes, each.project.number))

    @property
    def beside(self) -> dict[str, Any] | None:
        """What another rule would have chosen; None where that was not counted."""
        return self.result.report.get("beside")

    @property
    def other_rule(self) -> str:
        """The other rule in the reader's language."""
        return RULES[self.beside["rule"]]["en" if get_language() == "en" else "zh"]

    @property
    def is_same(self) -> bool:
        """Whether both rules choose the same."""
        return set(self.beside["winners"]) == set(self.result.report["winners"])

    @property
    def compared(self) -> list[Compared]:
        """The projects that either rule chooses, the winners first."""
        won, others = (set(map(int, said["winners"])) for said in (self.result.report, self.beside))
        rows = [Compared(self.projects[number], number in won, number in others) for number in sorted(won | others)]
        return sorted(rows, key=lambda row: not row.won)

    @cached_property
    def districts(self) -> list[tuple[str, int | None]]:
        """(district, how many of its people voted; None: not told); empty where nothing may be told."""
        rows = self.result.report.get("voters", {}).get("districts", [])
        names = {district.code: district.name for district in District.objects.all()} if rows else {}
        return [(names.get(row["code"], _("Elsewhere, or not proved")), row["number"]) for row in rows]

    @property
    def ages(self) -> list[tuple[str, int | None]]:
        """(band of age, how many of it voted), as `districts`."""
        rows = self.result.report.get("voters", {}).get("ages", [])
        return [(_band(row["from"]), row["number"]) for row in rows]


def _band(first):
    if first is None:
        return _("Not proved")
    if first == BANDS[-1]:
        return _("%(age)s or older") % {"age": first}
    last = BANDS[BANDS.index(first) + 1] - 1
    return _("%(first)s to %(last)s") % {"first": first, "last": last} if first else _("Up to %(age)s") % {"age": last}
