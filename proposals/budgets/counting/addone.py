"""Equal shares with a growing endowment: add one, count again, until it stops.

It begins with the budget per voter, rounded down to whole currency units, and adds one unit at a time. It
stops at *overspending* (the last endowment whose winners stay within the budget counts) or, where that is
the rule, already at *exhaustion* (nothing more that anybody supports would fit).

Not every endowment needs its own count. The scout walks through a range of them at once, as far as all of
it provably buys the same; there it falls into parts, each of which goes on from there. A range need not be
walked to its end if all that could still be bought fits into the budget together: then none of its
endowments stops. The answer is that of one exact count after the other, proved.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction

from .lanes import most_lanes
from .scout import Scout
from .shares import Market

FIRST, WIDEST = 4, 64  # endowments walked at once
Progress = Callable[[int, int], None]
OVERSPENDING, EXHAUSTION = "overspending", "exhaustion"


@dataclass(frozen=True)
class Raised:
    """`level` is the endowment that counts, in currency units; `overspends` whether one unit more would
    overspend (otherwise it stopped at exhaustion); `counts` how many counts were needed to know it."""

    level: int
    overspends: bool
    winners: tuple[int, ...]
    counts: int


def add_one(market: Market, stop: str = OVERSPENDING, progress: Progress | None = None) -> Raised:
    """Raise the endowment by one currency unit at a time. `progress` is told the endowment and the
    money spent."""
    return _Climb(market, stop, progress).climb()


class _Climb:
    """Walks up range by range."""

    def __init__(self, market: Market, stop: str, progress: Progress | None):
        self.market, self.stop, self.progress = market, stop, progress
        self.election, self.scale = market.election, market.election.scale
        self.supported = {*market.wanted, *market.free}
        self.counts = 0

    def climb(self) -> Raised:
        low, width = self.election.budget // (self.election.voters * self.scale), FIRST
        self.scout = Scout(self.market, 2 * low, self._goes_on)
        while True:
            found, falls = self._search(low, low + width - 1)
            if found:
                level, overspends = found
                return Raised(level, overspends, self.market.free + self._exactly(level), self.counts)
            narrow = most_lanes(len(self.election.ballots))
            low, width = low + width, max(width // 2, narrow) if falls else min(2 * width, WIDEST)

    def _search(self, low: int, high: int) -> tuple[tuple[int, bool] | None, bool]:
        """Where it stops between `low` and `high` and whether because of overspending; and whether the range
        fell into parts."""
        if high > self.scout.highest:
            self.scout.raise_to(2 * high)
        if not self.scout.proved:
            found = (self._stops_at(level, self._exactly(level)) for level in range(low, high + 1))
            return next(filter(None, found), None), True
        waiting, falls = [self.scout.start(low, high)], False
        while waiting:
            walk = waiting.pop()
            parts = walk.walk()
            self._tell(walk.low, walk.spent)
            waiting += reversed(parts)
            falls = falls or bool(parts)
            if not parts and not walk.goes_on:
                found = self._stops_at(walk.low, walk.projects if walk.ended else self._exactly(walk.low))
                if found:
                    return found, falls
        return None, falls

    def _tell(self, level: int, spent: int) -> None:
        self.counts += 1
        if self.progress:
            self.progress(level, spent)

    def _exactly(self, level: int) -> tuple[int, ...]:
        """The winners at one endowment in their order."""
        winners = None
        if self.scout.proved:
            walk = self.scout.start(level, level, ordered=True)
            walk.walk()
            if walk.ended and walk.spent <= self.election.budget:
                winners = walk.projects
        if winners is None:
            winners = tuple(step.index for step in self.market.run(Fraction(level * self.scale)).rounds)
        self._tell(level, self.election.cost_of(winners))
        return winners

    def _stops_at(self, level: int, winners: tuple[int, ...]) -> tuple[int, bool] | None:
        """The endowment that counts if this one, with these winners, is where it stops."""
        spent = self.election.cost_of(winners)
        if spent > self.election.budget:
            return level - 1, True
        return None if self._goes_on(spent, winners) else (level, False)

    def _goes_on(self, spent: int, bought: Collection[int]) -> bool:
        """Whether nothing stops where at most these are bought, for so much money at most."""
        left, losers = self.election.budget - spent, self.supported.difference(bought, self.market.free)
        if left < 0 or not losers:
            return False
        return self.stop == OVERSPENDING or min(self.election.projects[at].cost for at in losers) <= left
