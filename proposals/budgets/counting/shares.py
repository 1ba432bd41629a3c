"""The Method of Equal Shares at one endowment, exactly.

Every voter gets the same endowment. In each round every project is offered to its supporters at the lowest
price per unit of satisfaction ("rate") at which together they can pay its cost, the poor giving all they
have. The project with the lowest rate is bought. It ends when no project's supporters can pay for it.

All purses are whole multiples of 1/`grain`, which is refined whenever a price needs it: exact, and without
fractions in the inner loop. Rates only rise from round to round, so a project is looked at again only if
its last known rate could still be the lowest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from heapq import heapify, heappop, heappush
from math import gcd

from .ballots import Election

COST, CARDINALITY = "cost", "cardinality"  # a voter's satisfaction: money spent / projects (or points) won


@dataclass(frozen=True)
class Round:
    """One purchase. `price` is what a supporter with one point paid at most; `equal` are all projects of that rate,
    of which the tie rule chose."""

    index: int
    rate: Fraction
    price: Fraction
    payers: int
    equal: tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """What one endowment buys. `held` tells, for each project given up, the money its supporters had
    left then."""

    endowment: Fraction
    free: tuple[int, ...]
    rounds: tuple[Round, ...]
    held: dict[int, Fraction]

    @property
    def winners(self) -> tuple[int, ...]:
        return self.free + tuple(step.index for step in self.rounds)


class Market:
    """An election prepared for many runs: who supports what, and how strongly."""

    def __init__(self, election: Election, ties: Sequence[int], utility: str = COST):
        self.election, self.ties, self.utility = election, ties, utility
        costs, backed = [project.cost for project in election.projects], election.backed
        self.free = tuple(at for at in sorted(range(len(costs)), key=ties.__getitem__) if costs[at] == 0 and backed[at])
        self.wanted = [at for at, cost in enumerate(costs) if cost > 0 and backed[at] and at not in election.withdrawn]

    @cached_property
    def numbers(self) -> list[int]:
        return list(self.election.ballots.values())

    @cached_property
    def supporters(self) -> list[list[tuple[int, int]]]:
        """For each project (purse, points) of all who gave it any."""
        supporters: list[list[tuple[int, int]]] = [[] for _ in self.election.projects]
        for purse, ballot in enumerate(self.election.ballots):
            for index, points in ballot:
                if points > 0:
                    supporters[index].append((purse, points))
        return supporters

    def worth(self, index: int) -> int:
        """What one point for this project means to its supporters."""
        return self.election.projects[index].cost if self.utility == COST else 1

    def first_rate(self, at: int) -> Fraction:
        """The rate of a project while nobody is poor."""
        return self.rate(at, sum(points * self.numbers[purse] for purse, points in self.supporters[at]))

    def rate(self, at: int, weight: int) -> Fraction:
        """The rate at which supporters of so many points together pay all of the cost alike."""
        return Fraction(self.election.projects[at].cost, weight * self.worth(at))

    def run(self, endowment: Fraction) -> Run:
        """Buy with this endowment."""
        return _Sale(self, endowment).run()


class _Sale:
    """The purses and offers of one run."""

    def __init__(self, market: Market, endowment: Fraction):
        self.market, self.endowment = market, endowment
        self.grain = endowment.denominator
        self.purses = [endowment.numerator] * len(market.numbers)
        self.offers = [(market.first_rate(at), at) for at in market.wanted]
        heapify(self.offers)
        self.held: dict[int, Fraction] = {}

    def run(self) -> Run:
        rounds: list[Round] = []
        while True:
            fresh = self._offers()
            if not fresh:
                return Run(self.endowment, self.market.free, tuple(rounds), self.held)
            best = min(rate for rate, _ in fresh)
            equal = tuple(at for rate, at in fresh if rate == best)
            winner = min(equal, key=self.market.ties.__getitem__)
            for rate, at in fresh:
                if at != winner:
                    heappush(self.offers, (rate, at))
            price = best * self.market.worth(winner)
            rounds.append(Round(winner, best, price, self._pay(winner, price), equal))

    def _offers(self) -> list[tuple[Fraction, int]]:
        """Fresh rates of all projects that could be the cheapest now."""
        fresh: list[tuple[Fraction, int]] = []
        best = None
        while self.offers and (best is None or self.offers[0][0] <= best):
            at = heappop(self.offers)[1]
            rate = self._rate(at)
            if rate is not None:
                fresh.append((rate, at))
                best = rate if best is None else min(best, rate)
        return fresh

    def _rate(self, at: int) -> Fraction | None:
        """The lowest rate at which the supporters can pay; None if they cannot."""
        cost = self.market.election.projects[at].cost * self.grain
        numbers, purses = self.market.numbers, self.purses
        rich = [
            (purses[purse], points, numbers[purse]) for purse, points in self.market.supporters[at] if purses[purse]
        ]
        held = sum(money * number for money, _, number in rich)
        if held < cost:
            self.held[at] = Fraction(held, self.grain)
            return None
        rest = cost
        weight = sum(points * number for _, points, number in rich)
        while True:
            poor = [member for member in rich if member[0] * weight < rest * member[1]]
            if not poor:
                return Fraction(rest, weight * self.grain * self.market.worth(at))
            rich = [member for member in rich if member[0] * weight >= rest * member[1]]
            rest -= sum(money * number for money, _, number in poor)
            weight -= sum(points * number for _, points, number in poor)

    def _pay(self, winner: int, price: Fraction) -> int:
        """Take the money; how many voters gave some."""
        finer = price.denominator // gcd(price.denominator, self.grain)
        if finer > 1:
            self.grain *= finer
            self.purses = [money * finer for money in self.purses]
        each = price.numerator * (self.grain // price.denominator)
        purses, payers = self.purses, 0
        for purse, points in self.market.supporters[winner]:
            if purses[purse]:
                payers += self.market.numbers[purse]
                purses[purse] = max(0, purses[purse] - each * points)
        return payers
