"""Equal shares for a whole range of endowments at once, with proof.

All endowments of a range are walked through together, each purse between two bounds (`purses`). A purchase
is made only if it is the next one at *every* endowment of the range: its highest possible rate is below the
lowest possible rate of all others; or it ties with projects that all their supporters can pay alike (or
with its twin), and comes first by the exact rate and the tie rule; or it is one of several all of which
come before any other, and whoever supports more than one of them could pay for all, so that their order
changes nothing. Where that cannot be shown, the rivals are looked at in `lanes`, and the range falls into
the parts that go on alike. So what is answered is what exact counting answers.
"""

from collections.abc import Callable, Collection, Iterable
from copy import copy
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np

from .lanes import DOWN, UP, Lanes, lay
from .purses import EXACT, NEVER, offers, total
from .shares import Market

RIVALS = 8  # as many are compared at most
SWEEP = 8  # purchases after which it is worth looking who has no money left
GoesOn = Callable[[int, Collection[int]], bool]


class Scout:
    """A market prepared for endowments up to `highest`, in currency units. `goes_on(spent, projects)` is
    asked whether nothing stops where these are bought at most, for so much money at most. `proved` is False
    where the amounts are too large for machine numbers; then nothing can be asked."""

    def __init__(self, market: Market, highest: int, goes_on: GoesOn):
        self.market, self.goes_on, self.unit = market, goes_on, market.election.scale
        self.budget, self.ballots = market.election.budget, len(market.election.ballots)
        self.offers = offers(market) or []
        self.numbers = np.array([] if market.election.marks is None else market.election.marks.numbers, float)
        strongest = max((int(offer.points.max()) for offer in self.offers if offer.points is not None), default=1)
        self.voters = max(market.election.voters, strongest)
        self.ranks = self._ranks()
        self.raise_to(highest)

    def raise_to(self, highest: int) -> None:
        """Choose the fineness for endowments up to `highest`."""
        self.highest = highest
        self.bits = EXACT - (self.voters * max(highest * self.unit, 1)).bit_length()
        strong = max((offer.weight for offer in self.offers), default=0).bit_length() < EXACT
        self.proved = len(self.offers) == len(self.market.wanted) and strong and self.bits >= 8
        if self.proved:
            self.costs = [float(offer.cost << self.bits) for offer in self.offers]
            self.first = [float((offer.cost << self.bits) // offer.weight) for offer in self.offers]

    def _ranks(self) -> list[int]:
        """The place of each offer among projects that everybody can pay: exact rates, then the tie rule."""
        keys = [(self.market.rate(offer.at, offer.weight), self.market.ties[offer.at]) for offer in self.offers]
        ranks = [0] * len(keys)
        for place, row in enumerate(sorted(range(len(keys)), key=keys.__getitem__)):
            ranks[row] = place
        return ranks

    def start(self, low: int, high: int, ordered: bool = False) -> "Walk":
        """A walk with the endowments from `low` to `high`, before it has bought anything. `ordered` wants
        the true order, and no more than one project at once."""
        return Walk(self, low, high, ordered)


class Walk:
    """The endowments from `low` to `high`, as far as they buy the same: `projects`, in order unless several
    were bought at once. In the end it `goes_on`: none of its endowments stops; or it has `ended`: nothing
    more is bought, or the budget is already overspent; or neither is proved."""

    def __init__(self, scout: Scout, low: int, high: int, ordered: bool):
        self.scout, self.low, self.high, self.ordered = scout, low, high, ordered
        self.grain = float(scout.unit << scout.bits)
        self.least = np.full(scout.ballots, low * self.grain)
        self.most = np.full(scout.ballots, high * self.grain)
        self.lanes: Lanes | None = None
        self.bought: list[tuple[int, float]] = []  # and a price surely not above the lowest one
        self.spent, self.swept = 0, -SWEEP
        self.goes_on = self.ended = False
        self.known = list(scout.first)  # for each offer such a price
        rows = [row for row, offer in enumerate(scout.offers) if offer.voters * high * scout.unit >= offer.cost]
        self.queue = [(self._rate(row), row) for row in rows]
        heapify(self.queue)

    @property
    def projects(self) -> tuple[int, ...]:
        return tuple(self.scout.offers[row].at for row, _ in self.bought)

    @property
    def hopeful(self) -> list[int]:
        """The projects that may still be bought."""
        return [self.scout.offers[row].at for _, row in self.queue]

    def walk(self) -> list["Walk"]:
        """Buy as far as all endowments buy the same. The parts into which the range falls there, from its
        low end; each of them is to go on by itself."""
        while self.queue and self.spent <= self.scout.budget:
            if len(self.bought) >= self.swept + SWEEP and self._is_settled(not self.bought):
                return []
            block, proved = self._next()
            if proved:
                for row, enough in block.items():
                    self._buy(row, enough)
            elif self._is_settled(True) or self.low == self.high:
                return []
            else:
                return self._parts(block)
        self.goes_on = self._goes_on(0)
        self.ended = True
        return []

    def _is_settled(self, thorough: bool) -> bool:
        """Whether none of the endowments stops, whatever else it buys: not more than all that can still be
        paid, nor for more money than its supporters hold."""
        if self.ordered:
            return False
        offers, costs, self.swept = self.scout.offers, self.scout.costs, len(self.bought)
        self.queue = [entry for entry in self.queue if offers[entry[1]].held(self.most) >= costs[entry[1]]]
        heapify(self.queue)
        more = sum(offers[row].cost for _, row in self.queue)
        self.goes_on = self._goes_on(more) or thorough and self._goes_on(self._money())
        return self.goes_on

    def _goes_on(self, more: int) -> bool:
        """Whether none of the endowments stops if `more` is spent at most."""
        return self.scout.goes_on(self.spent + more, {*self.projects, *self.hopeful})

    def _money(self) -> int:
        """What the supporters of all that can still be paid hold together, rounded up."""
        reached = np.zeros(len(self.most), bool)
        for _, row in self.queue:
            reached[self.scout.offers[row].purses] = True
        return -(-int(total(self.most[reached], self.scout.numbers[reached])) >> self.scout.bits)

    def _next(self) -> tuple[dict[int, float], bool]:
        """What is bought next, out of the queue, each with a price that is enough; or what could be (nothing
        if that is too much), and False."""
        block = self._rivals()
        if block is None:
            return {}, False
        younger = {row for row in block if any(self._is_before(other, row) for other in block)}
        self._put_back(younger)
        block = {row: enough for row, enough in block.items() if row not in younger}
        if len(block) < 2:
            return block, True
        if all(self.scout.offers[row].can_all_pay(self.least, enough) for row, enough in block.items()):
            first = min(block, key=self.scout.ranks.__getitem__)
            self._put_back(block.keys() - {first})
            return {first: block[first]}, True
        if not self.ordered and self._are_apart(block):
            return block, True
        self._put_back(block)
        return block, False

    def _rivals(self) -> dict[int, float] | None:
        """The cheapest at the highest endowment, and all that may come before one of these, taken out of the
        queue; None (and none taken out) where one may be too dear, or they are too many."""
        block: dict[int, float] = {}
        bound = NEVER
        while self.queue and self.queue[0][0] <= bound:
            row = heappop(self.queue)[1]
            limit = bound if block else self.queue[0][0] if self.queue else NEVER
            if not self._look(row, limit):
                continue
            offer = self.scout.offers[row]
            block[row] = offer.enough(self.least, self.scout.costs[row], self.known[row])
            if block[row] == NEVER or len(block) > RIVALS:
                return self._put_back(block)
            bound = max(price / self.scout.offers[each].worth * UP for each, price in block.items())
        return block

    def _look(self, row: int, limit: float) -> bool:
        """Whether the lowest price at the upper bounds has a rate up to `limit`; else it is put back into the
        queue, or left out for good if it cannot be paid."""
        offer = self.scout.offers[row]
        price = offer.lowest(self.most, self.scout.costs[row], self.known[row], limit * offer.worth * UP)
        self.known[row] = price
        if price < NEVER and self._rate(row) > limit:
            self._put_back([row])
        return price < NEVER and self._rate(row) <= limit

    def _rate(self, row: int) -> float:
        return self.known[row] / self.scout.offers[row].worth * DOWN

    def _put_back(self, rows: Iterable[int]) -> None:
        for row in rows:
            heappush(self.queue, (self._rate(row), row))

    def _is_before(self, row: int, other: int) -> bool:
        """Whether the first is a twin of the other, and wins the tie."""
        offers, ranks = self.scout.offers, self.scout.ranks
        return ranks[row] < ranks[other] and offers[row].is_twin(offers[other])

    def _are_apart(self, block: dict[int, float]) -> bool:
        """Whether those who support several of the block could surely pay for all they support of it."""
        offers = self.scout.offers
        times, asked = np.zeros(len(self.least), np.int8), np.zeros(len(self.least))
        for row, enough in block.items():
            times[offers[row].purses] += 1
            asked[offers[row].purses] += offers[row].asked(enough)
        return bool((asked <= self.least)[times > 1].all())

    def _buy(self, row: int, enough: float) -> None:
        self.scout.offers[row].take(self.least, enough)
        self.scout.offers[row].take(self.most, self.known[row])
        self._note(row, self.known[row])

    def _note(self, row: int, price: float) -> None:
        self.bought.append((row, price))
        self.spent += self.scout.offers[row].cost

    def _parts(self, block: dict[int, float]) -> list["Walk"]:
        """Neighbouring lanes that buy the same of the block; halves where that is open in all of them."""
        lanes, rows = self._paid_lanes(), list(block)
        first = np.full(len(lanes.ends), -1)
        if rows:
            rivals, ranks = [self.scout.offers[row] for row in rows], [self.scout.ranks[row] for row in rows]
            found = [lanes.prices(self.scout.offers[row], self.scout.costs[row], self.known[row]) for row in rows]
            lowest = np.array([low for low, _ in found])
            # what is enough for the whole range is so in each lane, and no other project is below that
            enough = np.array([np.minimum(high, block[row]) for row, (_, high) in zip(rows, found, strict=True)])
            first = lanes.firsts(rivals, ranks, lowest, enough)
        cuts = [0, *(np.flatnonzero(np.diff(first)) + 1).tolist(), len(first)]
        if len(cuts) == 2 and first[0] < 0:
            cuts.insert(1, len(first) // 2)
        parts = []
        for start, end in pairwise(cuts):
            part, which = self._part(start, end), first[start]
            if which >= 0:
                part._buy_in_lanes(rows[which], lowest[which, start:end], enough[which, start:end])
            part._join_lanes()
            parts.append(part)
        return parts

    def _paid_lanes(self) -> Lanes:
        """The lanes of this range, in each of which all that is bought is paid for."""
        lanes = self.lanes = self.lanes or lay(self.low, self.high, self.grain, self.scout.ballots)
        for row, known in self.bought[lanes.paid :]:
            lanes.buy(self.scout.offers[row], self.scout.costs[row], known)
        return lanes

    def _part(self, start: int, end: int) -> "Walk":
        part = copy(self)
        part.lanes = self.lanes.part(start, end)
        part.low, part.high = part.lanes.ends[0][0], part.lanes.ends[-1][1]
        part.bought, part.queue, part.known = list(self.bought), list(self.queue), list(self.known)
        return part

    def _buy_in_lanes(self, row: int, lowest: np.ndarray, enough: np.ndarray) -> None:
        self.lanes.pay(self.scout.offers[row], lowest, enough)
        self.queue = [entry for entry in self.queue if entry[1] != row]
        heapify(self.queue)
        self._note(row, float(lowest[-1]))

    def _join_lanes(self) -> None:
        """Take the bounds of the outermost lanes. A single lane is laid out anew if it needs to be."""
        self.least, self.most = self.lanes.least[0].copy(), self.lanes.most[-1].copy()
        if len(self.lanes.ends) == 1:
            self.lanes = None
