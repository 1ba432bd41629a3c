"""The ballots of a file: each different one once, with what it gives and which limits of the file it breaks.

A ballot that breaks a limit of its own file is not counted. `beyond` are all of them together nevertheless: a city may
have counted them, which `official` tries where the published winners are told.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from .amounts import scale_for, sure, whole
from .ballots import Election, Points, Project, given_by_place, points_tuple
from .checks import points_of
from .files import File
from .letters import split
from .limits import Limit, gives_points, limits_of
from .refusals import Refused

GROUPINGS = ("district", "neighborhood", "subdistrict", "category")
RESULT_SCALE = 10**6  # published results are kept in millionths


@dataclass(frozen=True)
class Paper:
    """One kind of ballot: the ids it names in its order (one named twice is there twice), the points given to each of
    them in 1/`points_scale` (empty where none are given), and on how many ballots it is."""

    names: list[str]
    given: list[int]
    number: int


class Papers:
    """What a file's rows of projects and votes mean."""

    def __init__(self, file: File):
        self.file = file
        self.limits, self.remarks_on_limits = limits_of(file)

    @cached_property
    def cells(self) -> list[tuple[str, str]]:
        """The vote and the points of each row."""
        return list(zip(self.file.votes.column("vote"), self.file.votes.column("points"), strict=True))

    @cached_property
    def scale(self) -> int:
        shares = split(",".join(self.file.get(f"budget_per_{kind}") for kind in ("category", "neighborhood")))
        return scale_for([self.file.get("budget"), *self.file.projects.column("cost"), *shares])

    @cached_property
    def projects(self) -> tuple[Project, ...]:
        table, names = self.file.projects, self.file.projects.column("name")
        grouped = {name: table.column(name) for name in GROUPINGS if table.has(name)}
        results = table.column("score" if table.has("score") else "votes")
        return tuple(
            Project(
                id,
                whole(cost, self.scale),
                names[at],
                {key: tuple(dict.fromkeys(split(cells[at]))) for key, cells in grouped.items()},
                published(results[at]),
            )
            for at, (id, cost) in enumerate(zip(self.file.ids, table.column("cost"), strict=True))
        )

    @cached_property
    def default(self) -> str:
        """The points for projects that a ballot does not name."""
        return (self.file.get("default_score") or "0") if self.file.vote_type == "scoring" else "0"

    @cached_property
    def points_scale(self) -> int:
        told = {points for _, points in self.cells} if gives_points(self.file) else set()
        return scale_for([self.default, *(point for cell in told for point in points_of(cell))])

    @cached_property
    def papers(self) -> dict[tuple[str, str], Paper]:
        """Each different ballot by its cells."""
        with_points = gives_points(self.file)
        found = {}
        for (vote, points), number in Counter(self.cells).items():
            given = [whole(each, self.points_scale) for each in points_of(points)] if with_points else []
            found[vote, points] = Paper(self.file.named(vote), given, number)
        return found

    @cached_property
    def broken(self) -> dict[Limit, set[tuple[str, str]]]:
        """For each limit that is broken, the cells of the ballots that break it."""
        found: dict[Limit, set[tuple[str, str]]] = {}
        costs = {project.id: project.cost for project in self.projects} if self.limits else {}
        for key, paper in self.papers.items() if self.limits else ():
            if not paper.names:
                continue
            values = {
                "length": ([len(set(paper.names))], 1),
                "sum_cost": ([sum(costs[name] for name in set(paper.names))], self.scale),
                "points": (paper.given, self.points_scale),
                "sum_points": ([sum(paper.given)], self.points_scale),
            }
            for limit in self.limits:
                if limit.broken_by(*values[limit.measure]):
                    found.setdefault(limit, set()).add(key)
        return found

    @cached_property
    def election(self) -> Election:
        """The ballots that keep the limits."""
        left = set().union(*self.broken.values())
        return self._election(paper for key, paper in self.papers.items() if key not in left)

    @cached_property
    def beyond(self) -> Election | None:
        """All ballots; None if none breaks a limit."""
        return self._election(self.papers.values()) if self.broken else None

    def _election(self, papers: Iterable[Paper]) -> Election:
        papers = list(papers)
        default = whole(self.default, self.points_scale) if any(paper.names for paper in papers) else 0
        at = {project.id: index for index, project in enumerate(self.projects)}
        found: Counter[Points] = Counter()
        for paper in papers:
            worth = self._worth(paper)
            given = points_tuple([at[name] for name in worth], list(worth.values()), default, len(at))
            found[given] += paper.number
        budget, kind = whole(self.file.get("budget"), self.scale), self.file.vote_type
        return Election(self.projects, found, budget, self.scale, kind, self.points_scale)

    def _worth(self, paper: Paper) -> dict[str, int]:
        """Points by id. Of a project that is named twice the last points count, or its first place."""
        if gives_points(self.file):
            return dict(zip(paper.names, paper.given, strict=True))
        names = list(dict.fromkeys(paper.names))
        places = given_by_place(self.file.vote_type, len(names))
        return {name: each * self.points_scale for name, each in zip(names, places, strict=True)}

    @cached_property
    def naming(self) -> list[int]:
        """For each project, how many ballots name it, whether they keep the limits or not."""
        found: Counter[str] = Counter()
        for paper in self.papers.values():
            found.update(dict.fromkeys(paper.names, paper.number))
        return [found[project.id] for project in self.projects]

    def lines(self, cells: Iterable[tuple[str, str]]) -> list[int]:
        """The lines of the ballots with one of these cells."""
        wanted = set(cells)
        return [line for each, line in zip(self.cells, self.file.votes.lines, strict=True) if each in wanted]


def papers_of(file: File) -> Papers:
    """The papers of a file, looked at once."""
    if file.papers is None:
        file.papers = Papers(file)
    return file.papers


def published(text: str) -> int | None:
    """A published result, in millionths so that decimals stay whole; None where there is none that is sure."""
    try:
        value = sure(text, RESULT_SCALE)
    except Refused:
        return None
    return value if value >= 0 else None


def from_file(file: File) -> Election:
    """The election a Pabulib file tells: the ballots that keep the file's own limits. The file was checked when it
    was parsed."""
    return papers_of(file).election
