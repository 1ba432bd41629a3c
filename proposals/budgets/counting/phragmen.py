"""Phragmén's sequential rule, for approval ballots.

Every voter earns money at the same steady pace. As soon as the supporters of a project together hold its
cost, it is bought and their purses are empty. The count stops when the next to be bought does not fit into
the budget (when several are bought at the same instant, as soon as one of them does not fit). A project
that alone exceeds the budget takes no part. One nobody supports would be bought at the end of time: it
comes after all others, and its reason says so.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from .ballots import Election
from .decisions import Decision, Outcome, with_ties

NEVER = (True, Fraction(0))


def phragmen(election: Election, ties: Sequence[int]) -> Outcome:
    """The winners in order; every figure `at` is the money each voter had earned when the project was
    bought."""
    clock = _Clock(election)
    waiting = {at for at, project in enumerate(election.projects) if project.cost <= election.budget}
    waiting -= election.withdrawn
    decisions = {
        at: Decision(at, False, "over_budget", {"short": project.cost - election.budget})
        for at, project in enumerate(election.projects)
        if at not in waiting
    } | {at: Decision(at, False, "withdrawn") for at in election.withdrawn}
    left, winners, choices = election.budget, [], []
    instants = {at: clock.instant(at) for at in waiting}
    while waiting:
        first = min(instants[at] for at in waiting)
        tied = [at for at in waiting if instants[at] == first]
        if any(election.projects[at].cost > left for at in tied):
            break
        bought = min(tied, key=lambda at: ties[at])
        waiting.discard(bought)
        left -= election.projects[bought].cost
        winners.append(bought)
        choices.append((bought, tied))
        figures = {"round": len(winners), "at": first[1], "left": left}
        decisions[bought] = Decision(bought, True, "unsupported" if first == NEVER else "earned", figures)
        for at in clock.buy(bought, first[1]) & waiting:
            instants[at] = clock.instant(at)
    _losers(election, waiting, instants, left, decisions)
    return Outcome(tuple(winners), with_ties(decisions, choices), {"left": left})


class _Clock:
    """Who emptied the purse when. All times are whole multiples of 1/`unit`, which is refined as needed."""

    def __init__(self, election: Election):
        self.election, self.unit, self.times = election, 1, [0]
        self.ballots = list(election.ballots.items())
        self.supporters: list[list[int]] = [[] for _ in election.projects]
        for voter, (ballot, _) in enumerate(self.ballots):
            for index, points in ballot:
                if points > 0:
                    self.supporters[index].append(voter)
        self.emptied = [0] * len(self.ballots)  # the purchase (0: none yet) that emptied this purse
        self.support = [sum(self.ballots[voter][1] for voter in voters) for voters in self.supporters]
        self.by_purchase = [{0: support} for support in self.support]

    def instant(self, at: int) -> tuple[bool, Fraction]:
        """(never by itself, when): the time at which the supporters' purses hold the cost."""
        if not self.support[at]:
            return NEVER
        spent = sum(self.times[purchase] * number for purchase, number in self.by_purchase[at].items())
        cost = self.election.projects[at].cost * self.unit
        return (False, Fraction(spent + cost, self.support[at] * self.unit))

    def buy(self, bought: int, when: Fraction) -> set[int]:
        """Empty the purses of the supporters; the projects whose instant has moved."""
        finer = when.denominator // gcd(when.denominator, self.unit)
        self.unit *= finer
        self.times = [time * finer for time in self.times]
        self.times.append(when.numerator * (self.unit // when.denominator))
        now, touched = len(self.times) - 1, set()
        for voter in self.supporters[bought]:
            before, (ballot, number) = self.emptied[voter], self.ballots[voter]
            self.emptied[voter] = now
            for index, points in ballot:
                if points > 0:
                    held = self.by_purchase[index]
                    held[before] -= number
                    held[now] = held.get(now, 0) + number
                    touched.add(index)
        return touched


def _losers(election, waiting, instants, left, decisions) -> None:
    first = min((instants[at] for at in waiting), default=None)
    for at in waiting:
        short = election.projects[at].cost - left
        if instants[at] == NEVER:
            decisions[at] = Decision(at, False, "nobody")
        elif instants[at] == first and short > 0:
            decisions[at] = Decision(at, False, "earned_too_late", {"at": instants[at][1], "short": short})
        else:
            decisions[at] = Decision(at, False, "not_earned", {"at": instants[at][1], "ended": first[1]})
