"""An election in memory: projects, a budget, and ballots of which equal ones are kept once, with their
number.

Every kind of ballot becomes the same thing, points per project: 1 each for approval, choose-1 and knapsack;
what was given for cumulative and scoring; Borda for rankings (a ranking of k projects gives k points to the
first, 1 to the last, as the file format defines it).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import islice

from .amounts import scale_for, whole
from .marks import Marks, columns

Points = tuple[tuple[int, int], ...]  # ((project's index, points), …), by index
POINT_KINDS = ("cumulative", "scoring", "ordinal")
WITHDRAWN = 999_999_999  # a cost the file format reserves: on the ballot, but no longer possible


@dataclass(frozen=True)
class Project:
    """Something the money could buy. `places` says which groups it belongs to, e.g. {"district":
    ("Wawer",)}."""

    id: str
    cost: int
    name: str = ""
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published: int | None = None  # the result a city published for it, in millionths


@dataclass(frozen=True)
class Election:
    """`budget` and costs are whole numbers of 1/`scale` of the currency; `ballots` counts equal ballots."""

    projects: tuple[Project, ...]
    ballots: Mapping[Points, int]
    budget: int
    scale: int = 1
    kind: str = "approval"
    points_scale: int = 1

    @cached_property
    def voters(self) -> int:
        return sum(self.ballots.values())

    @cached_property
    def marks(self) -> Marks | None:
        """All ballots as columns of numbers; None where a sum of points could be too large for them."""
        return columns(self.ballots, len(self.projects))

    @cached_property
    def votes(self) -> list[int]:
        """For each project, how many ballots name it."""
        return self._tally(lambda points: points**0)

    @cached_property
    def scores(self) -> list[int]:
        """For each project, the points it was given, in 1/`points_scale`; for approval the same as
        `votes`."""
        return self._tally(lambda points: points)

    @cached_property
    def backed(self) -> list[bool]:
        """For each project, whether any ballot gives it more than nothing."""
        return [some > 0 for some in self._tally(lambda points: (points > 0) * 1)]

    @cached_property
    def withdrawn(self) -> frozenset[int]:
        """The projects that can no longer be carried out; they win by no rule, whatever the budget."""
        return frozenset(at for at, project in enumerate(self.projects) if project.cost == WITHDRAWN * self.scale)

    def _tally(self, worth) -> list[int]:
        """Sums over all ballots; `worth` takes a number or a column of them."""
        if self.marks is not None:
            return self.marks.sums(worth(self.marks.points))
        sums = [0] * len(self.projects)
        for ballot, number in self.ballots.items():
            for index, points in ballot:
                sums[index] += worth(points) * number
        return sums

    @property
    def nobody_voted(self) -> bool:
        """Whether no ballot names a project."""
        return not any(self.votes)

    @property
    def counts_points(self) -> bool:
        return self.kind in POINT_KINDS

    @cached_property
    def index(self) -> dict[str, int]:
        return {project.id: at for at, project in enumerate(self.projects)}

    def cost_of(self, winners: Iterable[int]) -> int:
        return sum(self.projects[index].cost for index in winners)

    def with_cost(self, index: int, cost: int) -> "Election":
        """The same election, one project at another cost."""
        projects = list(self.projects)
        projects[index] = replace(projects[index], cost=cost)
        changed = replace(self, projects=tuple(projects))
        changed.__dict__.update(votes=self.votes, scores=self.scores, voters=self.voters)
        return changed

    def with_ballots(self, more: Iterable[tuple[Points, int]]) -> "Election":
        """The same election after more ballots have arrived. Only the new ones are looked at; sums and
        columns are carried on."""
        ballots, votes, scores, voters = Counter(self.ballots), self.votes[:], self.scores[:], self.voters
        for ballot, number in more:
            ballots[ballot] += number
            voters += number
            for index, points in ballot:
                votes[index] += number
                scores[index] += points * number
        later = replace(self, ballots=ballots)
        later.__dict__.update(votes=votes, scores=scores, voters=voters)
        if self.marks is not None:
            later.__dict__["marks"] = self.marks.after(ballots.values(), islice(ballots, len(self.ballots), None))
        return later

    def without(self, barred: Collection[int]) -> "Election":
        """The same projects and as many ballots, on which nobody names the barred ones."""
        ballots: Counter[Points] = Counter()
        for ballot, number in self.ballots.items():
            ballots[tuple(choice for choice in ballot if choice[0] not in barred)] += number
        return replace(self, ballots=ballots)

    def sums_only(self) -> "Election":
        """The same election without its ballots, for rules that look at nothing but sums."""
        light = replace(self, ballots={})
        light.__dict__.update(votes=self.votes, scores=self.scores, voters=self.voters)
        return light

    def per_voter(self) -> Fraction:
        return Fraction(self.budget, self.voters) if self.voters else Fraction(0)


def election(
    budget: int | str,
    costs: Mapping[str, int | str],
    ballots: Iterable[Iterable[str] | Mapping[str, int]],
    *,
    kind: str = "approval",
    places: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
) -> Election:
    """An election from plain data. A ballot is the ids approved, the ids in order of preference, or
    {id: points}."""
    scale = scale_for(map(str, [budget, *costs.values()]))
    projects = tuple(
        Project(name, whole(str(cost), scale), places=(places or {}).get(name, {})) for name, cost in costs.items()
    )
    at = {name: index for index, name in enumerate(costs)}
    found: Counter[Points] = Counter()
    for ballot in ballots:
        names = list(dict.fromkeys(ballot))
        given = [ballot[name] for name in names] if isinstance(ballot, Mapping) else given_by_place(kind, len(names))
        found[points_tuple([at[name] for name in names], given)] += 1
    return Election(projects, found, whole(str(budget), scale), scale, kind)


def given_by_place(kind: str, length: int) -> list[int]:
    """The points of a ballot that gives none itself, in the order in which it names projects."""
    return list(range(length, 0, -1)) if kind == "ordinal" else [1] * length


def points_tuple(indices: list[int], given: list[int], default: int = 0, projects: int = 0) -> Points:
    """A ballot as the election keeps it; `default` goes to each of so many `projects` that is not named."""
    if default:
        named = dict(zip(indices, given, strict=True))
        return tuple((index, named.get(index, default)) for index in range(projects))
    return tuple(sorted(zip(indices, given, strict=True)))
