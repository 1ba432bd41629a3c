"""Equal shares at many endowments side by side, in machine integers, with proof.

A column is one endowment. Its purses are whole multiples of 2**-`bits`, and beside each purse stands how
far at most it may be from the exact one: an interval. A purchase is taken only if the winner's highest
possible rate is below the lowest possible rate of every other project, or if it is a tie between projects
that all their supporters can pay alike, which is settled exactly. A column where neither can be shown is
given up (None) and left to exact counting. So what is answered is what exact counting answers.

Columns that have bought the same so far form a class. In it, more endowment means fuller purses and lower
rates, so a rate looked up at the highest endowment bounds the rates of all the others from below.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .ballots import Points
from .shares import Market

NEVER = np.iinfo(np.int64).max
Whole = np.ndarray  # of int64


@dataclass(frozen=True)
class _Offer:
    """A project as the purses see it: who supports it, how many they are, and how strongly."""

    cost: int
    worth: int
    purses: Whole
    numbers: Whole
    points: Whole
    weights: Whole
    weight: int
    voters: int
    even: bool  # every supporter gave one point


@dataclass(frozen=True)
class Found:
    """What one endowment buys, in order and without the free projects; None where it is not proved.
    `joined` says that every endowment between the one before and this one is proved to buy the same as
    both."""

    winners: tuple[int, ...] | None
    joined: bool


class Scout:
    """A market prepared for endowments up to `highest`. Projects that nobody could pay even then are
    left out, and ballots that are equal without them become one purse."""

    def __init__(self, market: Market, highest: int):
        self.market, self.highest = market, highest
        votes, costs = market.election.votes, [project.cost for project in market.election.projects]
        self.wanted = [at for at in market.wanted if votes[at] * highest >= costs[at]]
        self.purses = self._purses()
        self.offers = self._offers()
        order = sorted(
            range(len(self.offers)),
            key=lambda row: (market.first_rate(self.wanted[row]), market.ties[self.wanted[row]]),
        )
        self.place = np.empty(len(order), dtype=np.int64)  # among projects that everybody can pay
        self.place[order] = np.arange(len(order))
        self.strongest = max((int(offer.points.max()) for offer in self.offers), default=1)

    def _purses(self) -> dict[Points, int]:
        wanted, purses = set(self.wanted), defaultdict(int)
        for ballot, number in self.market.election.ballots.items():
            hopeful = tuple(choice for choice in ballot if choice[0] in wanted and choice[1] > 0)
            if hopeful:
                purses[hopeful] += number
        return purses

    def _offers(self) -> list[_Offer]:
        supporters: dict[int, list[tuple[int, int, int]]] = {at: [] for at in self.wanted}
        for purse, (ballot, number) in enumerate(self.purses.items()):
            for at, points in ballot:
                supporters[at].append((purse, points, number))
        return [
            _offer(self.market.election.projects[at].cost, self.market.worth(at), supporters[at]) for at in self.wanted
        ]

    def look(self, endowments: Sequence[int]) -> list[Found]:
        """What each of these endowments buys; they ascend, and none is above `highest`."""
        return _Columns(self, endowments).run()


def _offer(cost: int, worth: int, supporters: list[tuple[int, int, int]]) -> _Offer:
    purses, points, numbers = map(np.ascontiguousarray, np.array(supporters, dtype=np.int64).T)
    weights = numbers * points
    voters, weight = int(numbers.sum()), int(weights.sum())
    return _Offer(cost, worth, purses, numbers, points, weights, weight, voters, bool((points == 1).all()))


def _sums(table: Whole, numbers: Whole) -> Whole:
    return np.einsum("ij,j->i", table, numbers)


def _each(price: Whole, offer: _Offer) -> Whole:
    """What each supporter (or, where all gave one point, any) is asked for, per column."""
    return price[:, None] if offer.even else price[:, None] * offer.points


class _Columns:
    """The purses of all columns while they buy: one row of numbers per column, one place in it per
    purse."""

    def __init__(self, scout: Scout, endowments: Sequence[int]):
        self.scout, self.count = scout, len(endowments)
        highest = max(endowments) or 1
        voters = max(scout.market.election.voters, scout.strongest)
        self.bits = 61 - (voters * highest).bit_length()
        self.shift = 61 - (highest << max(self.bits, 0)).bit_length()
        self.proved = self.bits >= 8 and bool(scout.offers)
        if not self.proved:
            return
        columns = np.array([endowment << self.bits for endowment in endowments], dtype=np.int64)
        self.purses = np.repeat(columns[:, None], len(scout.purses), axis=1)
        self.errors = np.zeros_like(self.purses)
        shape = (self.count, len(scout.offers))
        self.worst = np.zeros(self.count, dtype=np.int64)  # the largest of a column's errors
        self.lowest = np.empty(shape, dtype=np.int64)  # rates: never more than the true one
        self.prices, self.lows = np.zeros((2, *shape), dtype=np.int64)  # per point: about, and surely below
        self.fresh, self.rich = np.zeros((2, *shape), dtype=bool)  # rich: surely nobody is too poor
        self.unsure, self.running = np.zeros(self.count, dtype=bool), np.ones(self.count, dtype=bool)
        self.classes = np.zeros(self.count, dtype=np.int64)  # columns of one number have bought the same
        self.last_class = 0
        self.bought: list[list[int]] = [[] for _ in endowments]
        self.joined = np.ones(self.count, dtype=bool)  # with the column before, as far as it has come
        self.joined[0] = False
        for row, offer in enumerate(scout.offers):
            self.lowest[:, row] = NEVER if offer.cost > voters * highest else self._first(offer)

    def _first(self, offer: _Offer) -> int:
        return min((offer.cost << self.bits) // offer.weight << self.shift, 1 << 61) // offer.worth

    def run(self) -> list[Found]:
        if not self.proved:
            return [Found(None if self.scout.offers else (), not self.scout.offers)] * self.count
        while len(columns := np.flatnonzero(self.running)):
            self.fresh[columns] = False
            self._look_at_the_tops(columns)
            columns, first = self._cheapest(columns)
            for row in set(first.tolist()):
                self._buy(row, columns[first == row])
            self.running &= ~self.unsure
        return [self._found(column) for column in range(self.count)]

    def _found(self, column: int) -> Found:
        if self.unsure[column]:
            return Found(None, False)
        same = column > 0 and not self.unsure[column - 1] and self.bought[column] == self.bought[column - 1]
        winners = tuple(self.scout.wanted[row] for row in self.bought[column])
        return Found(winners, bool(same and self.joined[column]))

    def _look_at_the_tops(self, columns: Whole) -> None:
        """In each class, until the cheapest at its highest endowment is known; what is learnt there bounds
        all columns of the class."""
        of_class = {number: place for place, number in enumerate(self.classes[columns].tolist())}
        tops = columns[list(of_class.values())]
        top_of = dict(zip(of_class, tops.tolist(), strict=True))
        top = np.array([top_of[number] for number in self.classes[columns].tolist()])
        while True:
            first = self.lowest[tops].argmin(axis=1)
            stale = ~(self.fresh[tops, first] | self.unsure[tops] | (self.lowest[tops, first] == NEVER))
            if not stale.any():
                return
            for row in set(first[stale].tolist()):
                self._look(row, tops[stale & (first == row)])
                self.lowest[columns, row] = np.maximum(self.lowest[columns, row], self.lowest[top, row])

    def _cheapest(self, columns: Whole) -> tuple[Whole, Whole]:
        """The columns in which something can still be bought, and the freshly known cheapest in each."""
        while True:
            columns = columns[~self.unsure[columns]]
            table = self.lowest[columns]
            first = table.argmin(axis=1)
            ended = table[np.arange(len(columns)), first] == NEVER
            self.running[columns[ended]] = False
            columns, first = columns[~ended], first[~ended]
            stale = ~self.fresh[columns, first]
            if not stale.any():
                return columns, first
            for row in set(first[stale].tolist()):
                self._look(row, columns[stale & (first == row)])

    def _of(self, table: Whole, offer: _Offer, columns: Whole) -> Whole:
        if len(columns) == 1:
            return table[columns[0]].take(offer.purses)[None, :]
        if len(columns) == self.count:
            return table.take(offer.purses, axis=1)
        return table.ravel().take(columns[:, None] * table.shape[1] + offer.purses)

    def _look(self, row: int, columns: Whole) -> None:
        """Find the lowest price at which the supporters can pay, and a sure bound below it."""
        offer, worst = self.scout.offers[row], self.worst[columns]
        purses = self._of(self.purses, offer, columns)
        cost = offer.cost << self.bits
        dead = self._dead(offer, columns, _sums(purses, offer.numbers))
        poorest = (purses if offer.even else purses // offer.points).min(axis=1)
        price = np.full(len(columns), cost // offer.weight)
        low, rich = price, poorest - worst > price
        if not rich.all():
            price, poor, weight = self._price(offer, purses, cost, self.lows[columns, row])
            errors = self._of(self.errors, offer, columns) * poor
            low = np.maximum(price - _sums(errors, offer.numbers) // np.maximum(weight, 1) - 2, 0)
        self.prices[columns, row], self.lows[columns, row] = price, low
        self.lowest[columns, row] = np.where(dead, NEVER, (low << self.shift) // offer.worth)
        self.fresh[columns, row], self.rich[columns, row] = True, rich

    def _dead(self, offer: _Offer, columns: Whole, held: Whole) -> Whole:
        """Where the supporters hold too little; where that cannot be told the column is given up."""
        cost, doubt = offer.cost << self.bits, self.worst[columns] * offer.voters
        if ((held + doubt >= cost) & (held - doubt < cost)).any():
            doubt = _sums(self._of(self.errors, offer, columns), offer.numbers)
            self.unsure[columns[(held + doubt >= cost) & (held - doubt < cost)]] = True
        return held + doubt < cost

    def _price(self, offer: _Offer, purses: Whole, cost: int, known: Whole):
        """(price per point rounded down, who gives all, the weight of the others), per column. `known` is a
        price surely not above the answer."""
        most = int(purses.max()) + 1
        poor = purses < _each(np.minimum(known, most), offer)
        weight = offer.weight - (poor * offer.weights).sum(axis=1)
        while True:
            rest = cost - _sums(purses * poor, offer.numbers)
            price = np.minimum(rest // np.maximum(weight, 1), most)
            more = poor | (purses < _each(price, offer))
            lighter = offer.weight - (more * offer.weights).sum(axis=1)
            if (lighter == weight).all():
                return price, poor, weight
            poor, weight = more, lighter

    def _buy(self, row: int, columns: Whole) -> None:
        """Buy in these columns what is proved to be the cheapest there: `row`, or one that ties with it."""
        high = self._highest_price(row, columns)
        rate = ((high << self.shift) // self.scout.offers[row].worth + 1)[:, None]
        before = rate.copy()  # at the next lower endowment, where that is of the same class
        kin = self.classes[columns[1:]] == self.classes[columns[:-1]]
        before[1:][kin] = rate[:-1][kin]
        for rival in np.flatnonzero((self.lowest[columns] <= before).any(axis=0)).tolist():
            near = columns[(self.lowest[columns, rival] <= before[:, 0]) & ~self.fresh[columns, rival]]
            if rival != row and len(near):
                self._look(rival, near)
        near = self.lowest[columns] <= rate
        near[:, row] = True
        alone = near.sum(axis=1) == 1
        tied = ~alone & (~near | self.rich[columns] & self.fresh[columns]).all(axis=1)
        self.unsure[columns[~alone & ~tied]] = True
        best = np.where(near, self.scout.place, near.shape[1]).argmin(axis=1)
        best[alone] = row
        self._join(columns, best, before[:, 0])
        for winner in set(best.tolist()):
            chosen = (best == winner) & ~self.unsure[columns]
            if chosen.any():
                these = columns[chosen]
                self._pay(winner, these, high[chosen] if winner == row else self.prices[these, winner] + 1)

    def _join(self, columns: Whole, best: Whole, before: Whole) -> None:
        """Keep columns joined whose winner at the lower endowment costs less than all others at the
        higher one. If everybody can pay it at the lower one, they can at all between, and it comes
        before whatever would come after it if everybody could pay that too."""
        lower = np.maximum(columns - 1, 0)
        later = (self.scout.place > self.scout.place[best][:, None]) & self.rich[lower, best][:, None]
        others = np.where(later, NEVER, self.lowest[columns])
        others[np.arange(len(columns)), best] = NEVER
        adjacent = np.concatenate([[False], columns[1:] == columns[:-1] + 1])
        adjacent[1:] &= (best[1:] == best[:-1]) & (self.classes[columns[1:]] == self.classes[columns[:-1]])
        self.joined[columns] &= adjacent & (before < others.min(axis=1))

    def _highest_price(self, row: int, columns: Whole) -> Whole:
        """A price per point at which the supporters can surely pay; a column where none is near is
        given up."""
        price = self.prices[columns, row]
        high, enough = price + 1, self.rich[columns, row]
        if enough.all():
            return high
        offer = self.scout.offers[row]
        least = self._of(self.purses, offer, columns) - self._of(self.errors, offer, columns)
        step = 2 * (price - self.lows[columns, row])
        for _ in range(4):
            high = np.where(enough, high, high + step)
            at_most = np.minimum(least, _each(high, offer))
            enough = enough | (_sums(at_most, offer.numbers) >= offer.cost << self.bits)
            if enough.all():
                break
        self.unsure[columns[~enough]] = True
        return high

    def _pay(self, row: int, columns: Whole, high: Whole) -> None:
        """Take the money; what is not known exactly makes the interval of every payer wider."""
        offer, price = self.scout.offers[row], self.prices[columns, row]
        low = np.where(self.rich[columns, row], price, self.lows[columns, row])
        purses, errors = self._of(self.purses, offer, columns), self._of(self.errors, offer, columns)
        empty = purses + errors < _each(low, offer)
        left = np.maximum(purses - _each(price, offer), 0)
        errors = errors + _each(high - low, offer)
        left[empty], errors[empty] = 0, 0
        here = np.ix_(columns, offer.purses)
        self.purses[here], self.errors[here] = left, errors
        self.worst[columns] = np.maximum(self.worst[columns], errors.max(axis=1))
        self.lowest[columns, row] = NEVER
        self._classify(columns)
        for column in columns.tolist():
            self.bought[column].append(row)

    def _classify(self, columns: Whole) -> None:
        """These columns have just bought the same: each class among them goes on as a class of its own."""
        fresh: dict[int, int] = {}
        for column in columns.tolist():
            before = int(self.classes[column])
            if before not in fresh:
                self.last_class += 1
                fresh[before] = self.last_class
            self.classes[column] = fresh[before]
