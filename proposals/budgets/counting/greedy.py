"""Choosing by votes: the rule of most cities, in all its variants.

The projects are gone through from the most votes down (or from the most votes per money down). One is
chosen if it fits into what is left and no threshold, quota or amount stands against it. What happens at the
first that does not fit is the variant: it is skipped, or the count stops there.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby

from .ballots import Election
from .decisions import Decision, Outcome, Tie


@dataclass(frozen=True)
class Limit:
    """A quota and/or an amount for each group of `kind` ("district", "category" …), or only for the
    group `name`."""

    kind: str
    name: str | None = None
    most: int | None = None
    amount: int | None = None

    def groups(self, places) -> list[tuple[str, str]]:
        return [(self.kind, name) for name in places.get(self.kind, ()) if self.name in (None, name)]


@dataclass(frozen=True)
class Greedy:
    """The variant. `threshold` is a number of votes (in the unit of the sums), `threshold_share` a share of the
    ballots; what reaches it passes. `top` chooses at most so many; `by_cost` ranks by votes per cost;
    `extra_share` is the custom of paying the first project that does not fit from a reserve if at least
    that share of its cost is left; `exclusive` are groups of project ids of which only one may win."""

    skip: bool = True
    by_cost: bool = False
    threshold: int | Fraction = 0
    threshold_share: Fraction = Fraction(0)
    top: int | None = None
    limits: tuple[Limit, ...] = ()
    extra_share: Fraction | None = None
    exclusive: tuple[frozenset[str], ...] = ()


def greedy(
    election: Election,
    rule: Greedy,
    ties: Sequence[int],
    *,
    chosen: Sequence[int] = (),
    support: Sequence[int | Fraction] | None = None,
) -> Outcome:
    """Count by `rule`. `chosen` have already won and been paid; `support` replaces the election's own
    sums."""
    support = election.scores if support is None else support
    count = _Count(election, rule, support, chosen)
    for equals in _equals(election, rule, support, ties):
        count.consider_equals([index for index in equals if index not in count.taken])
    return Outcome(tuple(count.winners), count.decisions, {"left": count.left, "extra": tuple(count.extra)})


def _equals(
    election: Election, rule: Greedy, support: Sequence[int | Fraction], ties: Sequence[int]
) -> Iterator[list[int]]:
    """The projects from the best down, those together that the rule holds equal; among them the tie rule orders."""

    def rank(index: int) -> tuple[int, int | Fraction]:
        cost = election.projects[index].cost
        if not rule.by_cost:
            return 0, -support[index]
        free = cost == 0 and support[index] > 0
        return (0 if free else 1), Fraction(-support[index], cost or 1)

    ranks = [rank(index) for index in range(len(election.projects))]
    order = sorted(range(len(ranks)), key=lambda index: (*ranks[index], ties[index]))
    for _, equals in groupby(order, key=ranks.__getitem__):
        yield list(equals)


class _Count:
    """One pass, project by project."""

    def __init__(self, election: Election, rule: Greedy, support: Sequence[int | Fraction], chosen: Sequence[int]):
        self.election, self.rule, self.support = election, rule, support
        self.taken = set(chosen)
        self.winners: list[int] = []
        self.extra: list[int] = []
        self.decisions: dict[int, Decision] = {}
        self.left = election.budget - election.cost_of(chosen)
        self.stopped: str | None = None
        self.used: Counter[tuple[str, str]] = Counter()
        self.paid: Counter[tuple[str, str]] = Counter()
        share = rule.threshold_share * election.voters * election.points_scale
        least = max(Fraction(rule.threshold), -(-share.numerator // share.denominator))
        self.threshold = least if least.denominator > 1 else least.numerator

    def consider_equals(self, equals: list[int]) -> None:
        """Those of equal rank one after the other, in the order of the tie rule."""
        hopeful = [at for at in equals if self._fits(at)] if len(equals) > 1 else []
        for index in equals:
            self.consider(index)
        if not all(self.decisions[at].won for at in hopeful):
            self._tell_ties([at for at in equals if at not in self.election.withdrawn], hopeful)

    def _fits(self, index: int) -> bool:
        cost = self.election.projects[index].cost
        return not self._against(index, cost)[0] and cost <= self.left

    def _tell_ties(self, equals: list[int], hopeful: list[int]) -> None:
        """Each of the hopeful would have won as the first of its equals."""
        lost = [at for at in hopeful if not self.decisions[at].won]
        for place, at in enumerate(equals):
            if at not in hopeful:
                continue
            ahead = (each for each in reversed(equals[:place]) if self.decisions[each].won)
            against = lost[0] if self.decisions[at].won else next(ahead, equals[0])
            others = tuple(each for each in sorted(equals) if each != at)
            self.decisions[at] = replace(self.decisions[at], tie=Tie(others, against))

    def consider(self, index: int) -> None:
        cost = self.election.projects[index].cost
        reason, figures = self._against(index, cost)
        if reason:
            self._decide(index, False, reason, figures)
        elif cost > self.left:
            self._too_dear(index, cost)
        else:
            self._decide(index, True, "chosen", {"left": self.left - cost, "place": len(self.winners) + 1})
            self._take(index, cost)

    def _against(self, index: int, cost: int) -> tuple[str, dict]:
        if index in self.election.withdrawn:
            return "withdrawn", {}
        if self.support[index] < self.threshold:
            return ("below_threshold", {"needed": self.threshold}) if self.threshold > 0 else ("below_zero", {})
        if self.stopped is not None:
            return "stopped", {"at": self.stopped}
        if self.rule.top is not None and len(self.winners) >= self.rule.top:
            return "beyond_top", {"top": self.rule.top}
        rivals = self._rivals(self.election.projects[index].id)
        taken = next(
            (self.election.projects[at].id for at in self.winners if self.election.projects[at].id in rivals), None
        )
        return self._limited(index, cost) if taken is None else ("excluded", {"by": taken})

    def _rivals(self, project_id: str) -> set[str]:
        return set().union(*(group for group in self.rule.exclusive if project_id in group))

    def _limited(self, index: int, cost: int) -> tuple[str, dict]:
        places = self.election.projects[index].places
        for limit in self.rule.limits:
            for group in limit.groups(places):
                if limit.most is not None and self.used[group] >= limit.most:
                    return "quota_full", {"group": group[1], "quota": limit.most}
                if limit.amount is not None and self.paid[group] + cost > limit.amount:
                    over = self.paid[group] + cost - limit.amount
                    return "amount_spent", {"group": group[1], "amount": limit.amount, "short": over}
        return "", {}

    def _too_dear(self, index: int, cost: int) -> None:
        share = self.rule.extra_share
        if share is not None and not self.rule.skip and self.left >= share * cost:
            self.extra.append(index)
            self._decide(index, False, "extra", {"left": self.left, "short": cost - self.left})
        else:
            self._decide(index, False, "too_dear", {"left": self.left, "short": cost - self.left})
        if not self.rule.skip:
            self.stopped = self.election.projects[index].id

    def _take(self, index: int, cost: int) -> None:
        self.left -= cost
        self.winners.append(index)
        for kind, names in self.election.projects[index].places.items():
            for name in names:
                self.used[kind, name] += 1
                self.paid[kind, name] += cost

    def _decide(self, index: int, won: bool, reason: str, figures: dict) -> None:
        self.decisions[index] = Decision(index, won, reason, figures)
