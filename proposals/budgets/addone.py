"""Equal shares with a growing endowment: add one, count again, until it stops.

It begins with the budget per voter, rounded down to whole currency units, and adds one unit at a time. It
stops at *overspending* (the last endowment whose winners stay within the budget counts) or, where that is
the rule, already at *exhaustion* (nothing more that anybody supports would fit).

Not every endowment needs its own count. With the same purchases in the same order, more endowment leaves
everyone at least as much money and makes every rate at most as high. So if two endowments lead to the same
purchases, and in each round the rate paid at the lower one is below all rates others offered at the higher
one, then every endowment between them leads to the same purchases too. Such stretches are skipped: the
answer is that of single steps, proved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from .scout import Scout
from .shares import Market, Run

MANY_BALLOTS = 400  # different ones, from which on many endowments at once are faster than exact strides
WIDEST = 6_000_000  # purses side by side
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
    """Steps of one are taken many at a time by the scout, longer ones by comparing two exact counts."""

    def __init__(self, market: Market, stop: str, progress: Progress | None):
        self.market, self.stop, self.progress = market, stop, progress
        self.election = market.election
        self.counts = 0
        self.exact: dict[int, Run] = {}
        self.known: dict[int, tuple[int, ...]] = {}
        self.supported = {*market.wanted, *market.free}
        self.scout = Scout(market) if len(market.numbers) >= MANY_BALLOTS else None
        self.width = 8

    def climb(self) -> Raised:
        level = self.election.budget // (self.election.voters * self.election.scale)
        if self._ends(self._winners([level])[0]):
            return self._raised(level, False)
        stride = 1
        while True:
            if stride > 1 and self._same(level, level + stride):
                level, stride = level + stride, stride * 2
                continue
            reached, found, steady = self._steps(level)
            if found:
                return self._raised(*found)
            level, stride = reached, self._next_stride(stride, steady, reached - level)

    def _raised(self, level: int, overspends: bool) -> Raised:
        return Raised(level, overspends, self.market.free + self.known[level], self.counts)

    def _next_stride(self, stride: int, steady: bool, walked: int) -> int:
        if stride > 1:
            return stride // 4 or 1
        return 2 * walked if steady and walked >= (32 if self.scout else 1) else 1

    def _steps(self, level: int) -> tuple[int, tuple[int, bool] | None, bool]:
        """Walk on from `level`, which does not stop: (where it got to, the end if it is found, whether all
        bought the same in the same order)."""
        levels = list(range(level + 1, level + 1 + (self.width if self.scout else 1)))
        self.width = min(self.width * 2, max(8, WIDEST // len(self.market.numbers)), 64)
        bought = self._winners(levels)
        for at, winners in zip(levels, bought, strict=True):
            if self._spent(winners) > self.election.budget:
                return at, (at - 1, True), False
            if self._ends(winners):
                return at, (at, False), False
        steady = self._same(level, levels[-1]) if not self.scout else len(set(bought)) == 1
        return levels[-1], None, steady

    def _winners(self, levels: list[int]) -> list[tuple[int, ...]]:
        found: list = [None] * len(levels)
        if self.scout and len(levels) > 1:
            self.counts += len(levels)
            found = self.scout.winners([level * self.election.scale for level in levels])
        bought = [
            tuple(step.index for step in self._run(level, self.exact.get(level - 1)).rounds)
            if winners is None
            else winners
            for level, winners in zip(levels, found, strict=True)
        ]
        self.known.update(zip(levels, bought, strict=True))
        if self.progress:
            self.progress(levels[-1], self._spent(bought[-1]))
        return bought

    def _run(self, level: int, below: Run | None = None) -> Run:
        if level not in self.exact:
            self.counts += 1
            floors = [step.rate for step in below.rounds] if below else ()
            self.exact = {key: run for key, run in self.exact.items() if key > level - 3 or run is below}
            run = self.market.run(Fraction(level * self.election.scale), floors)
            self.exact[level] = run
            self.known[level] = tuple(step.index for step in run.rounds)
        return self.exact[level]

    def _spent(self, winners: tuple[int, ...]) -> int:
        return self.election.cost_of(winners)

    def _ends(self, winners: tuple[int, ...]) -> bool:
        losers = self.supported.difference(winners, self.market.free)
        left = self.election.budget - self._spent(winners)
        full = self.stop == EXHAUSTION and all(self.election.projects[at].cost > left for at in losers)
        return full or not losers

    def _same(self, low: int, high: int) -> bool:
        """Whether every endowment from `low` to `high` buys the same, by the argument at the top of
        this file."""
        one, two = self._run(low), self._run(high, self._run(low))
        return len(one.rounds) == len(two.rounds) and all(
            here.index == there.index
            and (there.others is None or here.rate < there.others or here.rate == there.rate == there.others)
            for here, there in zip(one.rounds, two.rounds, strict=True)
        )
