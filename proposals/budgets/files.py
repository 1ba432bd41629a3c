"""A cycle's area as a Pabulib file, so that anybody counts what was counted here."""

from collections.abc import Collection, Iterable, Sequence

from proposals.budgets.counting.ballots import WITHDRAWN
from proposals.budgets.counting.files import File, Table
from proposals.budgets.models import Area, Project
from proposals.budgets.rules import least_of

KINDS = {"approval": "approval", "knapsack": "approval", "points": "cumulative", "ranking": "ordinal"}

Marks = Sequence[int]  # of a paper: numbers of projects, or number and points by turns where points are given


def file_of(
    area: Area, projects: Iterable[Project], papers: Sequence[Marks], winners: Collection[str] | None = None
) -> File:
    """The area as a file: its rule, its projects, and each of its papers with a number in the order of their content;
    with `winners` (ids) it tells who won as well."""
    cycle, projects = area.cycle, list(projects)
    dropped = {project.number for project in projects if project.dropped_at}
    meta = {
        "description": f"{cycle.title} · {area.name_zh}",
        "country": "Taiwan",
        "unit": area.name_en,
        "instance": str(cycle.year),
        "num_projects": str(len(projects)),
        "num_votes": str(len(papers)),
        "budget": str(area.amount),
        "vote_type": KINDS[cycle.form],
        "rule": cycle.rule,
        **_limits(cycle, area, projects, dropped),
        "language": "zh",
        "currency": cycle.currency,
    }
    rows = [
        [str(each.number), str(WITHDRAWN if each.dropped_at else each.cost), each.title.replace("\n", " ")]
        + ([] if winners is None else [str(int(str(each.number) in winners))])
        for each in projects
    ]
    given = cycle.form == "points"
    votes = [_vote(place, _standing(marks, dropped, given), given) for place, marks in enumerate(papers, 1)]
    return File(
        Table(["key", "value"], [list(pair) for pair in meta.items()]),
        Table(["project_id", "cost", "name", *([] if winners is None else ["selected"])], rows),
        Table(["voter_id", "vote", *(["points"] if given else [])], votes),
    )


def _limits(cycle, area, projects, dropped):
    """Those that the ballots kept at the door; a ballot that lost a project which fell out may have too few by now."""
    limits = {"max_length": str(cycle.most)}
    if not dropped:
        limits["min_length"] = str(least_of(cycle, projects))
    if cycle.form == "points":
        limits["max_sum_points"] = str(cycle.points)
    if cycle.form == "knapsack":
        limits["max_sum_cost"] = str(area.amount)
    return limits


def _standing(marks, dropped, given):
    """What a paper says of projects that did not fall out."""
    if not dropped:
        return marks
    step = 2 if given else 1
    parts = (marks[at : at + step] for at in range(0, len(marks), step))
    return [number for part in parts if part[0] not in dropped for number in part]


def _vote(place, marks, given):
    if not given:
        return [str(place), ",".join(map(str, marks))]
    return [str(place), ",".join(map(str, marks[::2])), ",".join(map(str, marks[1::2]))]
