"""What stands behind the ballot boxes of budgets (`proposals.ballots.registry`)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from proposals.ballots.models import Box
from proposals.ballots.registry import Counting, Instrument, Title, instrument
from proposals.budgets import rules
from proposals.budgets import standing as standings
from proposals.budgets.actions.voting import marks_of
from proposals.budgets.models import Area, Cycle


@instrument("budget")
class BudgetBoxes(Instrument):
    """The boxes of a cycle."""

    def titles(self, boxes: Sequence[Box]) -> dict[int, Title]:
        ids = {int(box.subject.partition(":")[2]) for box in boxes}
        cycles = {cycle.record_key: cycle for cycle in Cycle.objects.public().filter(pk__in=ids)}
        return {
            box.pk: Title(cycle.title, cycle.get_absolute_url()) for box in boxes if (cycle := cycles.get(box.subject))
        }

    def impossible(self, box: Box, papers: Iterable[tuple[int, tuple[int, ...]]]) -> int:
        areas = {area.number: area for area in Area.objects.filter(box=box).select_related("cycle")}
        promised = {number: _as_promised(area) for number, area in areas.items()}
        return sum(
            (area := areas.get(number)) is None
            or rules.may_cast(area.cycle, area, promised[number][0], marks_of(area.cycle, choices), promised[number][1])
            is not None
            for number, choices in papers
        )

    def standing(self, box: Box, now: datetime) -> Counting | None:
        areas = list(Area.objects.filter(box=box).select_related("cycle").prefetch_related("projects"))
        if not areas or not rules.is_open(areas[0].cycle, now) or "standing" not in rules.shown(areas[0].cycle):
            return None
        return Counting("proposals.budgets.standing.standing", {area.number: _told(area) for area in areas})

    def is_standing(self, said: Mapping[str, Any]) -> bool:
        return standings.is_standing(said)


def _told(area):
    """What the count of a standing is told of an area; see `standing.standing`."""
    return {
        "rule": area.cycle.rule,
        "form": area.cycle.form,
        "amount": area.amount,
        "projects": [(each.number, each.cost) for each in area.projects.all() if not each.dropped_at],
    }


def _as_promised(area):
    """The projects of an area by number as they stood when the vote opened, when none had fallen out; and the least a
    ballot had to name at its end."""
    projects = {project.number: project for project in area.projects.all()}
    least = rules.least_of(area.cycle, projects.values())
    for project in projects.values():
        project.dropped_at = None
    return projects, least
