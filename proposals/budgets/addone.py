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

from .shares import Market, Run

OVERSPENDING, EXHAUSTION = "overspending", "exhaustion"


@dataclass(frozen=True)
class Raised:
    """`run` is the one that counts; `beyond` the next one, which overspends (None if it stopped at
    exhaustion)."""

    run: Run
    beyond: Run | None
    counts: int


def add_one(market: Market, stop: str = OVERSPENDING, progress: Callable[[int, int], None] | None = None) -> Raised:
    """Raise the endowment by one currency unit at a time. `progress` is told the endowment and the
    money spent."""
    return _Climb(market, stop, progress).climb()


class _Climb:
    def __init__(self, market: Market, stop: str, progress):
        self.market, self.stop, self.progress = market, stop, progress
        self.election = market.election
        self.counts = 0
        supported = market.wanted + list(market.free)
        self.all_supported = set(supported)

    def climb(self) -> Raised:
        scale = self.election.scale
        level = self.election.budget // (self.election.voters * scale)
        here = self._run(level)
        stride, ahead = 1, {}
        while not self._stops(here):
            there = ahead.get(level + stride) or self._run(level + stride, here)
            if stride > 1 and not self._same(here, there):
                ahead[level + stride] = there
                stride = stride // 4 or 1
                continue
            if self._spent(there) > self.election.budget:
                return Raised(here, there, self.counts)
            stride = stride * 2 if self._same(here, there) else 1
            level, here = int(there.endowment) // scale, there
            ahead = {key: run for key, run in ahead.items() if key > level}
        return Raised(here, None, self.counts)

    def _run(self, level: int, below: Run | None = None) -> Run:
        self.counts += 1
        run = self.market.run(
            Fraction(level * self.election.scale), [step.rate for step in below.rounds] if below else ()
        )
        if self.progress:
            self.progress(level, self._spent(run))
        return run

    def _spent(self, run: Run) -> int:
        return self.election.cost_of(run.winners)

    def _stops(self, run: Run) -> bool:
        losers = self.all_supported.difference(run.winners)
        if not losers:
            return True
        left = self.election.budget - self._spent(run)
        return self.stop == EXHAUSTION and all(self.election.projects[at].cost > left for at in losers)

    def _same(self, low: Run, high: Run) -> bool:
        """Whether every endowment from `low` to `high` buys the same, by the argument at the top of
        this file."""
        return len(low.rounds) == len(high.rounds) and all(
            one.index == two.index
            and (two.others is None or one.rate < two.others or one.rate == two.rate == two.others)
            for one, two in zip(low.rounds, high.rounds, strict=True)
        )
