"""Voters' purses between two bounds, in numbers a processor adds exactly.

For a whole range of endowments at once, every purse lies between a lower and an upper bound. Buying is
monotone: whoever has at least as much before a purchase pays at most as high a price and has at least as
much after it. So what the lower bounds would pay and keep bounds all from below, and the upper ones from
above, for every endowment of the range.

Bounds are whole multiples of 2**-`bits` of the smallest unit of money, held in float64, and no sum of them
reaches 2**53: there floats are whole numbers, and adding them is exact in any order. Prices are rounded
outwards by Python's own whole numbers.
"""

from dataclasses import dataclass

import numpy as np

Purses = np.ndarray  # float64, all of them whole numbers
NEAR = 8  # of the smallest steps of a price
THREADS = 4096  # shorter columns are multiplied by one thread
EXACT = 53  # below 2**53 every whole number is a float64


@dataclass(frozen=True)
class Offer:
    """A project as the purses see it: who supports it, how many equal ballots each of them is, how strongly
    (None: with one point each). `weight` is all points for it; a rate is a price per point ÷ `worth`."""

    cost: int
    worth: int
    purses: np.ndarray
    numbers: np.ndarray
    points: np.ndarray | None
    weights: np.ndarray
    weight: int
    voters: int

    def asked(self, price: int):
        """What each supporter is asked for at this price per point."""
        return float(price) if self.points is None else self.points * float(price)

    def price(self, held: Purses, cost: int, known: int) -> int | None:
        """The lowest price per point at which together they can pay `cost`, rounded down; None if they hold
        too little. `known` is a price surely not above it."""
        price = max(known, cost // self.weight)
        given = _sum(np.minimum(held, self.asked(price)), self.numbers)
        while given < cost:
            more = _sum(self.weights, held > self.asked(price))
            if not more:
                return None
            step = (cost - given) // more
            if not step:
                break
            price += step
            given = _sum(np.minimum(held, self.asked(price)), self.numbers)
        return price

    def surely(self, held: Purses, cost: int, known: int) -> int | None:
        """A price just above the lowest at which they can surely pay `cost`; None if there is none near."""
        if _sum(np.minimum(held, self.asked(known + NEAR)), self.numbers) >= cost:
            return known + NEAR
        price = self.price(held, cost, known)
        if price is None:
            return None
        for more in (price + 1, price + 2, price + 4):
            if _sum(np.minimum(held, self.asked(more)), self.numbers) >= cost:
                return more
        return None

    def can_all_pay(self, held: Purses, price: int) -> bool:
        return bool((held >= self.asked(price)).all())


def _sum(amounts: np.ndarray, numbers: np.ndarray) -> int:
    """Σ amount × number. `@` is faster on short columns; on long ones its threads cost more than they bring."""
    return int(amounts @ numbers if len(amounts) < THREADS else np.einsum("i,i->", amounts, numbers))


def offers(market) -> list[Offer] | None:
    """An offer for each wanted project of the market, in that order; None where its numbers are too large."""
    marks = market.election.marks
    if marks is None:
        return None
    found = []
    for at in market.wanted:
        here = slice(*marks.bounds[at : at + 2])
        points, purses = marks.points[here], marks.ballots[here]
        if points.min(initial=1) < 1:
            purses, points = purses[points > 0], points[points > 0]
        numbers = marks.numbers[purses]
        even = bool((points == 1).all())
        weights = numbers if even else numbers * points
        cost, voters = market.election.projects[at].cost, int(numbers.sum())
        weight = voters if even else int(weights.sum())
        floats = [None if even else points.astype(float), numbers.astype(float), weights.astype(float)]
        found.append(Offer(cost, market.worth(at), purses, floats[1], floats[0], floats[2], weight, voters))
    return found
