"""Voters' purses between two bounds, in numbers a processor adds exactly.

For a whole range of endowments at once, every purse lies between a lower and an upper bound. Buying is
monotone: whoever has at least as much before a purchase pays at most as high a price and has at least as
much after it. So what the lower bounds would pay and keep bounds all from below, and the upper ones from
above, for every endowment of the range.

Bounds are whole multiples of 2**-`bits` of the smallest unit of money, held in float64, and no sum of them
reaches 2**53: there floats are whole numbers, and adding them is exact in any order. So are prices, rounded
outwards: the floor of a quotient of such numbers is exact too.
"""

from dataclasses import dataclass

import numpy as np

Purses = np.ndarray  # float64, all of them whole numbers; one for each ballot, or (lanes × ballots)
NEVER = float("inf")  # the price of what cannot be paid
NEAR = 8.0  # of the smallest steps of a price
THREADS = 4096  # shorter columns are multiplied by one thread
EXACT = 53  # below 2**53 every whole number is a float64


@dataclass(frozen=True, eq=False)
class Offer:
    """A project as the purses see it: who supports it, how many equal ballots each of them is, how strongly
    (None: with one point each). `weight` is all points for it; a rate is a price per point ÷ `worth`. `at`
    is its index in the election."""

    at: int
    cost: int
    worth: int
    purses: np.ndarray
    numbers: np.ndarray
    points: np.ndarray | None
    weights: np.ndarray
    weight: int
    voters: int

    def held(self, purses: Purses) -> float:
        """What its supporters hold together."""
        return total(purses[self.purses], self.numbers)

    def asked(self, price):
        """What each supporter is asked for at this price per point, or at these prices (lanes × 1)."""
        return price if self.points is None else self.points * price

    def lowest(self, purses: Purses, cost: float, known: float, limit: float = NEVER) -> float:
        """The lowest price per point at which together they can pay `cost`, rounded down; NEVER if they hold
        too little. `known` is a price surely not above it. Where it is beyond `limit`, any price that is
        too, and not above it, will do."""
        held, price = purses[self.purses], known
        while price <= limit:
            missing, more = self._missing(held, cost, price)
            if missing < more or missing <= 0:
                return price
            if not more:
                return NEVER
            price += missing // more
        return price

    def enough(self, purses: Purses, cost: float, lowest: float) -> float:
        """A price just above the lowest at which they can surely pay `cost`; NEVER if there is none.
        `lowest` is a price surely not above that."""
        held, price = purses[self.purses], lowest + NEAR
        while True:
            missing, more = self._missing(held, cost, price)
            if missing <= 0:
                return price
            if not more:
                return NEVER
            price -= -missing // more

    def _missing(self, held: Purses, cost: float, price: float) -> tuple[float, float]:
        """What is missing at this price, and the most that a price higher by one would bring."""
        asked = self.asked(price)
        missing = cost - total(np.minimum(held, asked), self.numbers)
        return missing, total(held > asked, self.weights) if missing > 0 else 0.0

    def prices(self, least: Purses, most: Purses, cost: float, known: float) -> tuple[np.ndarray, np.ndarray]:
        """The same two for each lane of what the supporters hold (lanes × supporters): the lowest price at
        its upper bounds, one that is enough at its lower bounds."""
        lowest = self._risen(most, cost, np.full(len(most), known), np.floor_divide)
        return lowest, self._risen(least, cost, lowest + NEAR, _ceil_divide)

    def _risen(self, held: Purses, cost: float, prices: np.ndarray, divide) -> np.ndarray:
        while True:
            asked = self.asked(prices[:, None])
            missing = cost - np.minimum(held, asked).dot(self.numbers)
            short = (missing > 0) & (prices < NEVER)
            if not short.any():
                return prices
            more = (held > asked).dot(self.weights)
            steps = divide(missing, more, out=np.full(len(more), NEVER), where=more > 0)
            steps[~short] = 0.0
            if not steps.any():
                return prices
            prices = prices + steps

    def take(self, purses: Purses, price, held: Purses | None = None) -> None:
        """Let the supporters, who hold `held`, pay this price per point, or these (lanes × 1); the poor give
        all they have."""
        left = (purses.take(self.purses, axis=-1) if held is None else held) - self.asked(price)
        np.maximum(left, 0.0, out=left)
        for lane, kept in zip(np.atleast_2d(purses), np.atleast_2d(left), strict=True):
            lane[self.purses] = kept  # faster than in all lanes by one index

    def can_all_pay(self, purses: Purses, price):
        """Whether no supporter is too poor for this price; for lanes (and prices lanes × 1), in each."""
        return (purses.take(self.purses, axis=-1) >= self.asked(price)).all(axis=-1)

    def is_twin(self, other: "Offer") -> bool:
        """Whether the two cost the same supporters the same for the same points: always at the same rate."""
        return (
            (self.cost, self.worth, self.voters) == (other.cost, other.worth, other.voters)
            and np.array_equal(self.purses, other.purses)
            and np.array_equal(self.weights, other.weights)
        )


def total(amounts: np.ndarray, numbers: np.ndarray) -> float:
    """Σ amount × number. `dot` is faster on short columns; on long ones its threads cost more than they
    bring."""
    return float(amounts.dot(numbers) if len(amounts) < THREADS else np.einsum("i,i->", amounts, numbers))


def _ceil_divide(amounts: np.ndarray, numbers: np.ndarray, out: np.ndarray, where: np.ndarray) -> np.ndarray:
    return -np.floor_divide(-amounts, numbers, out=-out, where=where)


def offers(market) -> list[Offer] | None:
    """An offer for each wanted project of the market, in that order; None where its numbers are too large."""
    marks = market.election.marks
    if marks is None:
        return None
    numbers = marks.numbers.astype(float)
    here = [slice(*marks.bounds[at : at + 2]) for at in market.wanted]
    return [
        _offer(market, at, marks.points[rows], marks.ballots[rows], numbers)
        for at, rows in zip(market.wanted, here, strict=True)
    ]


def _offer(market, at: int, points: np.ndarray, purses: np.ndarray, numbers_of: np.ndarray) -> Offer:
    if points.min() < 1:
        purses, points = purses[points > 0], points[points > 0]
    numbers = numbers_of[purses]
    strong = points.astype(float) if points.max() > 1 else None
    weights = numbers if strong is None else numbers * strong
    cost, worth = market.election.projects[at].cost, market.worth(at)
    return Offer(at, cost, worth, purses, numbers, strong, weights, int(weights.sum()), int(numbers.sum()))
