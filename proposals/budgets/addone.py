"""Equal shares with a growing endowment: add one, count again, until it stops.

It begins with the budget per voter, rounded down to whole currency units, and adds one unit at a time. It
stops at *overspending* (the last endowment whose winners stay within the budget counts) or, where that is
the rule, already at *exhaustion* (nothing more that anybody supports would fit).

Not every endowment needs its own count. The scout walks through a range of them at once, as far as all of
it provably buys the same; where it cannot go on, the range is halved, and each half goes on from there. A
range need not be walked to its end if all that could still be bought fits into the budget together: then
none of its endowments stops. The answer is that of one exact count after the other, proved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .scout import Scout, Walk
from .shares import Market

WIDEST = 64  # endowments walked at once
Progress = Callable[[int, int], None]
OVERSPENDING, EXHAUSTION = "overspending", "exhaustion"


@dataclass(frozen=True)
class Raised:
    """`level` is the endowment that counts, in currency units; `overspends` whether one unit more would
    overspend (otherwise it stopped at exhaustion); `counts` how many endowments were counted to know it."""

    level: int
    overspends: bool
    winners: tuple[int, ...]
    counts: int


def add_one(market: Market, stop: str = OVERSPENDING, progress: Progress | None = None) -> Raised:
    """Raise the endowment by one currency unit at a time. `progress` is told the endowment and the
    money spent."""
    return _Climb(market, stop, progress).climb()


class _Climb:
    """Walks up range by range, each from its low end."""

    def __init__(self, market: Market, stop: str, progress: Progress | None):
        self.market, self.stop, self.progress = market, stop, progress
        self.election, self.scale = market.election, market.election.scale
        self.supported = {*market.wanted, *market.free}
        self.counts = 0

    def climb(self) -> Raised:
        level = self.election.budget // (self.election.voters * self.scale)
        self.scout = Scout(self.market, 2 * level * self.scale)
        winners = self._exactly(level)
        if self._ends(winners):
            return Raised(level, False, self.market.free + winners, self.counts)
        low, width = level + 1, 4
        while True:
            found = self._search(low, low + width - 1)
            if found:
                level, overspends = found
                return Raised(level, overspends, self.market.free + self._exactly(level), self.counts)
            low, width = low + width, min(2 * width, WIDEST)

    def _search(self, low: int, high: int) -> tuple[int, bool] | None:
        """Where it stops between `low` and `high`, and whether because of overspending."""
        if high * self.scale > self.scout.highest:
            self.scout.raise_to(2 * high * self.scale)
        waiting: list[tuple[int, int, Walk | None]] = [(low, high, None)]
        if not self.scout.proved:
            waiting = [(level, level, None) for level in range(high, low - 1, -1)]
        while waiting:
            low, high, before = waiting.pop()
            walk = self._walk(low, high, before)
            if walk and not walk.ended:
                middle = (low + high) // 2
                waiting += [] if self._goes_on(walk) else [(middle + 1, high, walk), (low, middle, walk)]
                continue
            winners = self._projects(walk) if walk else self._exactly(low)
            if self._spent(winners) > self.election.budget:
                return low - 1, True
            if self._ends(winners):
                return low, False
        return None

    def _walk(self, low: int, high: int, before: Walk | None) -> Walk | None:
        """None where single endowments must be counted exactly."""
        if not self.scout.proved:
            return None
        self.counts += 1
        walk = self.scout.look(low * self.scale, high * self.scale, before)
        if self.progress:
            self.progress(low, walk.spent)
        return None if low == high and not walk.ended and not self._goes_on(walk) else walk

    def _goes_on(self, walk: Walk) -> bool:
        """Whether no endowment of this walk stops, whatever else it buys."""
        bought, hopeful = self._projects(walk), self.scout.hopeful(walk)
        left = self.election.budget - walk.spent - self.election.cost_of(hopeful)
        dead = [self.election.projects[at].cost for at in self.supported.difference(bought, hopeful, self.market.free)]
        return left >= 0 and bool(dead) and (self.stop == OVERSPENDING or min(dead) <= left)

    def _exactly(self, level: int) -> tuple[int, ...]:
        """The winners at one endowment in their order."""
        self.counts += 1
        walk = self.scout.look(level * self.scale, level * self.scale, ordered=True) if self.scout.proved else None
        if walk and walk.ended and walk.spent <= self.election.budget:
            return self._projects(walk)
        return tuple(step.index for step in self.market.run(Fraction(level * self.scale)).rounds)

    def _projects(self, walk: Walk) -> tuple[int, ...]:
        return tuple(self.market.wanted[row] for row in walk.bought)

    def _spent(self, winners: tuple[int, ...]) -> int:
        return self.election.cost_of(winners)

    def _ends(self, winners: tuple[int, ...]) -> bool:
        losers = self.supported.difference(winners, self.market.free)
        left = self.election.budget - self._spent(winners)
        full = self.stop == EXHAUSTION and all(self.election.projects[at].cost > left for at in losers)
        return full or not losers
