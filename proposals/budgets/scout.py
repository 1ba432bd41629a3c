"""Equal shares for a whole range of endowments at once, with proof.

All endowments of a range are walked through together, each purse between two bounds (`purses`). A purchase
is made only if it is the next one at *every* endowment of the range: its highest possible rate is below the
lowest possible rate of all others; or it ties with projects that all their supporters can pay alike, and
comes first by the exact rate and the tie rule; or it is one of several all of which come before any other,
in whatever order. If these do not touch each other (no common supporter, or those could pay for all of
them), their order changes nothing; else the bounds are widened to hold what every order leaves. Where
nothing can be shown the walk stops, and whoever asked looks at smaller ranges, at last at single
endowments, and there counts exactly. So what is answered is what exact counting answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

from .purses import EXACT, Offer, Purses, offers
from .shares import Market

NEVER = float("inf")
BLOCK = 8  # as many are bought at once at most …
FEW = 2  # … and as many if their order matters
DOWN, UP = 1 - 2.0**-50, 1 + 2.0**-50  # more than the rounding of one division


@dataclass(frozen=True)
class Walk:
    """How far the endowments from `low` to `high` buy the same: `bought`, in order (within a block, in any
    order if not `ordered`). `ended` says that nothing more is bought, or that the budget is already
    overspent. Else it is not known what comes next: `rates` bounds the rates of all offers from below."""

    low: int
    high: int
    bought: tuple[int, ...]
    spent: int
    rates: np.ndarray
    prices: tuple[int, ...]
    ended: bool
    ordered: bool
    firm: "Walk | None" = None  # as far as the bounds are those of one order, where that is not all the way


class Scout:
    """A market prepared for endowments up to `highest`. `proved` is False where its amounts are too large
    for machine numbers; then nothing can be asked."""

    def __init__(self, market: Market, highest: int):
        self.market = market
        self.offers = offers(market) or []
        strongest = max((float(offer.points.max()) for offer in self.offers if offer.points is not None), default=1.0)
        self.voters = max(market.election.voters, int(strongest))
        self.ranks = self._ranks()
        self.raise_to(highest)

    def raise_to(self, highest: int) -> None:
        """Choose the fineness for endowments up to `highest`."""
        self.highest = highest
        self.bits = EXACT - (self.voters * max(highest, 1)).bit_length()
        strong = max((offer.weight for offer in self.offers), default=0).bit_length() < EXACT
        self.proved = len(self.offers) == len(self.market.wanted) and strong and self.bits >= 8

    def _ranks(self) -> list[int]:
        """The place of each offer among projects that everybody can pay: exact rates, then the tie rule."""
        market = self.market
        order = sorted(
            range(len(self.offers)),
            key=lambda row: (
                market.rate(market.wanted[row], self.offers[row].weight),
                market.ties[market.wanted[row]],
            ),
        )
        return [place for _, place in sorted((row, place) for place, row in enumerate(order))]

    def look(self, low: int, high: int, after: Walk | None = None, ordered: bool = False) -> Walk:
        """Walk with the endowments from `low` to `high`. `after` is the walk of a range that holds them: what
        it bought is bought again without asking. `ordered` wants the true order, and no blocks."""
        return _Range(self, low, high, after and (after.firm or after), ordered).walk()

    def hopeful(self, walk: Walk) -> list[int]:
        """The projects that are not bought and may still be, at the highest endowment of the walk."""
        return [self.market.wanted[row] for row in np.flatnonzero(walk.rates < NEVER).tolist()]


class _Range:
    """The bounds of all purses while the range buys."""

    def __init__(self, scout: Scout, low: int, high: int, after: Walk | None, ordered: bool):
        self.scout, self.low, self.high, self.ordered = scout, low, high, ordered
        self.offers, self.bits, self.budget = scout.offers, scout.bits, scout.market.election.budget
        size = len(scout.market.election.ballots)
        self.least = np.full(size, float(low << self.bits))
        self.most = np.full(size, float(high << self.bits))
        self.bought: list[int] = []
        self.spent, self.in_order, self.lost = 0, True, False
        self.firm: Walk | None = None
        self.fresh: set[int] = set()  # whose rate is known since the last purchase
        if after is None:
            self.rates = np.array([self._first(offer) for offer in self.offers])
            self.prices = [0] * len(self.offers)
        else:
            self.rates, self.prices = after.rates.copy(), list(after.prices)
            self._repeat(after)

    def _first(self, offer: Offer) -> float:
        if offer.voters * self.high < offer.cost:
            return NEVER
        return (offer.cost << self.bits) // offer.weight / offer.worth * DOWN

    def _repeat(self, after: Walk) -> None:
        self.in_order = after.ordered
        for row in after.bought:
            offer, cost = self.offers[row], self.offers[row].cost << self.bits
            known = after.prices[row]
            lowest = offer.price(self.most[offer.purses], cost, known)
            enough = lowest and offer.surely(self.least[offer.purses], cost, lowest)
            if not lowest or not enough:  # by a unit of rounding
                self.bought, self.spent, self.lost = list(after.bought), after.spent, True
                return
            self._pay(row, lowest, enough)

    def walk(self) -> Walk:
        row = None
        while not self.lost:
            row = self._cheapest()
            if row is None or not self._buy(row):
                break
        ended = not self.lost and (row is None or self.spent > self.budget)
        if not ended and not self.lost:
            self._give_up_the_dead()
        return self._so_far(ended)

    def _so_far(self, ended: bool) -> Walk:
        bought, rates, prices = tuple(self.bought), self.rates.copy(), tuple(self.prices)
        return Walk(self.low, self.high, bought, self.spent, rates, prices, ended, self.in_order, self.firm)

    def _give_up_the_dead(self) -> None:
        for row in np.flatnonzero(self.rates < NEVER).tolist():
            offer = self.offers[row]
            if row not in self.fresh and self.most[offer.purses] @ offer.numbers < offer.cost << self.bits:
                self.rates[row] = NEVER

    def _cheapest(self) -> int | None:
        """The offer with the lowest rate at the highest endowment; None if none can be paid."""
        while True:
            row = int(self.rates.argmin()) if len(self.rates) else -1
            if row < 0 or self.rates[row] == NEVER:
                return None
            if row in self.fresh:
                return row
            self._look(row)

    def _look(self, row: int) -> None:
        """Learn the lowest price at the upper bounds."""
        offer = self.offers[row]
        price = offer.price(self.most[offer.purses], offer.cost << self.bits, self.prices[row])
        self.fresh.add(row)
        if price is None:
            self.rates[row] = NEVER
        else:
            self.prices[row], self.rates[row] = price, price / offer.worth * DOWN

    def _buy(self, row: int) -> bool:
        """Buy `row`, or what ties with it, or a block with it in it; False where nothing is proved, or the
        budget is overspent."""
        block = self._together(row)
        if len(block) > 1:
            if all(self._is_rich(each, price) for each, price in block.items()):
                first = min(block, key=self.scout.ranks.__getitem__)
                block = {first: block[first]}
            elif self.ordered:
                return False
            elif not self._are_apart(block):
                return self._buy_in_any_order(list(block))
        if not block:
            return False
        self.in_order &= len(block) == 1
        for each, price in block.items():
            self._pay(each, self.prices[each], price)
        return self.spent <= self.budget

    def _buy_in_any_order(self, block: Sequence[int]) -> bool:
        """Buy a small block whose order matters, but all of which comes before any other in every order:
        what any order leaves lies between the bounds of all of them."""
        if self.low == self.high or len(block) > FEW:
            return False
        found = [self._left_by(order) for order in permutations(block)]
        if None in found:
            return False
        if others := self._up_to(max(bound for _, _, bound in found), block):
            return self._buy_in_any_order([*block, *others])
        self.firm = self.firm or self._so_far(False)
        self.least = np.minimum.reduce([least for least, _, _ in found])
        self.most = np.maximum.reduce([most for _, most, _ in found])
        self.in_order = False
        for row in block:
            self._mark_bought(row)
        return self.spent <= self.budget

    def _left_by(self, order: Sequence[int]) -> tuple[Purses, Purses, float] | None:
        """The bounds after buying in this order, and the highest rate on the way; None if one may be too
        dear."""
        least, most, bound = self.least.copy(), self.most.copy(), 0.0
        for row in order:
            offer, cost = self.offers[row], self.offers[row].cost << self.bits
            lowest = offer.price(most[offer.purses], cost, self.prices[row])
            highest = lowest and offer.surely(least[offer.purses], cost, lowest)
            if not lowest or not highest:
                return None
            bound = max(bound, highest / offer.worth * UP)
            _take(offer, least, highest)
            _take(offer, most, lowest)
        return least, most, bound

    def _together(self, row: int) -> dict[int, int]:
        """`row` and all offers that may come before one of these, each with a price that is surely enough;
        empty where one of them may be too dear, or they are too many."""
        found: dict[int, int] = {}
        waiting, bound = [row], 0.0
        while waiting:
            for each in waiting:
                offer = self.offers[each]
                price = offer.surely(self.least[offer.purses], offer.cost << self.bits, self.prices[each])
                if price is None or len(found) == BLOCK:
                    return {}
                found[each] = price
                bound = max(bound, price / self.offers[each].worth * UP)
            waiting = self._up_to(bound, found)
        return found

    def _up_to(self, bound: float, found) -> list[int]:
        """The other offers whose rate may be `bound` or less, freshly known."""
        for each in np.flatnonzero(self.rates <= bound).tolist():
            if each not in self.fresh:
                self._look(each)
        return [each for each in np.flatnonzero(self.rates <= bound).tolist() if each not in found]

    def _is_rich(self, row: int, price: int) -> bool:
        return self.offers[row].can_all_pay(self.least[self.offers[row].purses], price)

    def _are_apart(self, block: dict[int, int]) -> bool:
        """Whether those who support several of the block could surely pay for all they support of it."""
        voters = np.concatenate([self.offers[row].purses for row in block])
        asked = np.concatenate(
            [np.zeros(len(self.offers[row].purses)) + self.offers[row].asked(price) for row, price in block.items()]
        )
        size = len(self.least)
        several = np.bincount(voters, minlength=size) > 1
        return bool((np.bincount(voters, asked, minlength=size)[several] <= self.least[several]).all())

    def _pay(self, row: int, lowest: int, highest: int) -> None:
        _take(self.offers[row], self.least, highest)
        _take(self.offers[row], self.most, lowest)
        self._mark_bought(row)

    def _mark_bought(self, row: int) -> None:
        self.rates[row] = NEVER
        self.fresh.clear()
        self.bought.append(row)
        self.spent += self.offers[row].cost


def _take(offer: Offer, purses: Purses, price: int) -> None:
    purses[offer.purses] = np.maximum(purses[offer.purses] - offer.asked(price), 0)
