"""Equal shares with a growing endowment: add one, count again, until it stops.

It begins with the budget per voter, rounded down to whole currency units, and adds one unit at a time. It
stops at *overspending* (the last endowment whose winners stay within the budget counts) or, where that is
the rule, already at *exhaustion* (nothing more that anybody supports would fit).

Not every endowment needs its own count. With the same purchases in the same order, more endowment leaves
everyone at least as much money and makes every rate at most as high. So if two endowments lead to the same
purchases, and in each round the rate paid at the lower one is below all rates others offered at the higher
one, then every endowment between them leads to the same purchases too: the two are joined. Only where they
are not is looked nearer, at last at every single step. The answer is that of one exact count after the
other, proved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .scout import Scout
from .shares import Market

WIDTH = 32  # endowments counted side by side
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
    """Walks up by columns of the scout: far apart first, nearer where two of them are not joined."""

    def __init__(self, market: Market, stop: str, progress: Progress | None):
        self.market, self.stop, self.progress = market, stop, progress
        self.election, self.scale = market.election, market.election.scale
        self.supported = {*market.wanted, *market.free}
        self.scout: Scout | None = None
        self.counts = 0
        self.known: dict[int, tuple[int, ...]] = {}

    def climb(self) -> Raised:
        level = self.election.budget // (self.election.voters * self.scale)
        self._joined([level])
        if self._ends(self.known[level]):
            return self._raised(level, False)
        stride = 1
        while True:
            top = level + stride * WIDTH
            found, gaps = self._walk(level, top, stride)
            if found:
                return self._raised(*found)
            level, stride = top, self._next_stride(stride, gaps)
            self.known = {level: self.known[level]}

    def _next_stride(self, stride: int, gaps: int) -> int:
        """Wider where nearly all columns were joined, narrower where few were."""
        if gaps <= WIDTH // 8:
            return stride * 4
        return max(1, stride // 4) if gaps > WIDTH // 2 else stride

    def _walk(self, low: int, top: int, stride: int) -> tuple[tuple[int, bool] | None, int]:
        """From `low`, which does not stop, to `top`: where it stops (as `_raised` wants it), if it
        does, and how many columns were not joined to the one before."""
        levels = [*range(low, top, stride), top]
        gaps = 0
        for lower, level, joined in zip(levels, levels[1:], self._joined(levels), strict=False):
            if joined:
                continue
            gaps += 1
            if level - lower > 1:
                found, _ = self._walk(lower, level, max(1, (level - lower) // WIDTH))
                if found:
                    return found, gaps
            elif self._spent(self.known[level]) > self.election.budget:
                return (lower, True), gaps
            elif self._ends(self.known[level]):
                return (level, False), gaps
        return None, gaps

    def _joined(self, levels: list[int]) -> list[bool]:
        """For each level but the first whether everything from the one before up to it buys the same."""
        if not self.scout or levels[-1] * self.scale > self.scout.highest:
            self.scout = Scout(self.market, levels[-1] * self.scale * 2)
        columns = self.scout.look([level * self.scale for level in levels])
        self.counts += len(levels) - 1
        for level, column in zip(levels, columns, strict=True):
            if level not in self.known:
                self.known[level] = self._exactly(level) if column.winners is None else column.winners
        if self.progress:
            self.progress(levels[-1], self._spent(self.known[levels[-1]]))
        return [column.joined for column in columns[1:]]

    def _exactly(self, level: int) -> tuple[int, ...]:
        self.counts += 1
        return tuple(step.index for step in self.market.run(Fraction(level * self.scale)).rounds)

    def _raised(self, level: int, overspends: bool) -> Raised:
        return Raised(level, overspends, self.market.free + self.known[level], self.counts)

    def _spent(self, winners: tuple[int, ...]) -> int:
        return self.election.cost_of(winners)

    def _ends(self, winners: tuple[int, ...]) -> bool:
        losers = self.supported.difference(winners, self.market.free)
        left = self.election.budget - self._spent(winners)
        full = self.stop == EXHAUSTION and all(self.election.projects[at].cost > left for at in losers)
        return full or not losers
