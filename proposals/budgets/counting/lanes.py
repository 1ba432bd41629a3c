"""A range of endowments in lanes, side by side: parts of it that are counted at once, each between its own
bounds.

That a project is the next to be bought can often not be shown by the two ends of a range, the first being
poorer at its low end than another is at its high end, though in each lane it is. Lanes are columns of the
same numbers, and a processor adds sixteen in little more time than two.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .purses import Offer, Purses

DOWN, UP = 1 - 2.0**-50, 1 + 2.0**-50  # more than the rounding of one division
MOST = 16  # lanes of a range …
PURSES = 2**20  # … and purses of all of them, so that they stay small


@dataclass
class Lanes:
    """Neighbouring parts of a range, the lowest first: `ends` are the first and last endowment of each,
    `least` and `most` (lanes × ballots) bound its purses. The first `paid` of what is bought is paid for."""

    ends: list[tuple[int, int]]
    least: Purses
    most: Purses
    paid: int = 0

    def part(self, first: int, last: int) -> "Lanes":
        """The lanes from `first` up to `last` (exclusive), with the same purses."""
        here = slice(first, last)
        return Lanes(self.ends[here], self.least[here], self.most[here], self.paid)

    def prices(self, offer: Offer, cost: float, known: float) -> tuple[np.ndarray, np.ndarray]:
        """For each lane the lowest price at its upper bounds, and one that is enough at its lower bounds.
        `known` is a price surely not above any of these."""
        return offer.prices(*self._held(offer), cost, known)

    def buy(self, offer: Offer, cost: float, known: float) -> None:
        """In every lane, at its own prices."""
        least, most = self._held(offer)
        lowest, enough = offer.prices(least, most, cost, known)
        self.pay(offer, lowest, enough, least, most)

    def pay(self, offer: Offer, lowest: np.ndarray, enough: np.ndarray, least=None, most=None) -> None:
        """Buy at these prices, one for each lane; `least` and `most` are what the supporters hold, if that
        is known."""
        offer.take(self.least, enough[:, None], least)
        offer.take(self.most, lowest[:, None], most)
        self.paid += 1

    def _held(self, offer: Offer) -> tuple[Purses, Purses]:
        return self.least.take(offer.purses, axis=1), self.most.take(offer.purses, axis=1)

    def firsts(
        self, rivals: Sequence[Offer], ranks: Sequence[int], lowest: np.ndarray, enough: np.ndarray
    ) -> np.ndarray:
        """Which of the rivals is bought first in each lane; -1 where that is open. `lowest` and `enough` are
        their prices (rivals × lanes), `ranks` their order where all supporters can pay alike."""
        worth = np.array([[float(rival.worth)] for rival in rivals])
        low, high = lowest / worth * DOWN, enough / worth * UP
        first, near = high.argmin(axis=0), low <= high.min(axis=0)
        several = near.sum(axis=0) > 1
        if not several.any():
            return first
        rich = [rival.can_all_pay(self.least, price[:, None]) for rival, price in zip(rivals, enough, strict=True)]
        tied = (np.array(rich) | ~near).all(axis=0)
        ranked = np.where(near, np.array(ranks)[:, None], max(ranks) + 1).argmin(axis=0)
        return np.where(several, np.where(tied, ranked, -1), first)


def most_lanes(ballots: int) -> int:
    """How many lanes a range of an election with so many different ballots is laid out in, at most."""
    return max(2, min(MOST, PURSES // max(ballots, 1)))


def lay(low: int, high: int, unit: float, ballots: int) -> Lanes:
    """Lanes for the endowments from `low` to `high`, each a multiple of `unit`; at least two."""
    width = -(-(high - low + 1) // most_lanes(ballots))
    ends = [(at, min(at + width - 1, high)) for at in range(low, high + 1, width)]
    least, top = (np.array([[end * unit] for end in side]) for side in zip(*ends, strict=True))
    return Lanes(ends, least.repeat(ballots, axis=1), top.repeat(ballots, axis=1))
