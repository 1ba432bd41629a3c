"""The front door of the count: `count(election, rule)`.

The answer is the same whoever counts: it depends on the election, the rule and the published seed, not on
the order of ballots or projects, the machine or the day.
"""

from collections import ChainMap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil

from .addone import add_one
from .ballots import Election
from .decisions import Decision, Outcome, with_ties
from .greedy import Greedy, greedy
from .methods import GREEDY, PHRAGMEN, Rule
from .phragmen import phragmen
from .shares import Market, Run
from .ties import ranks

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Count:
    """A finished count. `support` is what projects were ranked by; `by_list` says that equal ones stand in the order
    of the list, and not in that of the written tie rule."""

    election: Election
    rule: Rule
    outcome: Outcome
    support: Sequence[int | Fraction]
    seed: str = ""
    by_list: bool = False

    @property
    def winners(self) -> list[str]:
        """The ids of the winners, in the order in which they were chosen."""
        return [self.election.projects[index].id for index in self.outcome.winners]

    @property
    def spent(self) -> int:
        return self.election.cost_of(self.outcome.winners)


def count(
    election: Election,
    rule: Rule,
    seed: str = "",
    *,
    by_list: bool = False,
    support: Sequence[int | Fraction] | None = None,
    progress: Progress | None = None,
) -> Count:
    """Count `election` by `rule`. The order of the list may stand for the tie rule (`by_list`), and other sums for
    those of the ballots (`support`, in the unit of the election's scores). `progress` is told (endowment,
    spent) now and then. Where nobody voted nothing is decided, by any rule."""
    order = range(len(election.projects)) if by_list else ranks(election, seed)
    sums = election.scores if support is None else support
    if election.nobody_voted:
        outcome = _undecided(election)
    elif rule.family == GREEDY:
        outcome = greedy(election, rule.greedy, order, support=sums)
    elif rule.family == PHRAGMEN:
        outcome = phragmen(election, order)
    elif rule.eligible_share is not None:
        outcome = _among_the_eligible(election, rule, order, sums, progress)
    else:
        outcome = _equal_shares(election, rule, order, sums, progress)
    return Count(election, rule, outcome, sums, seed, by_list)


def _undecided(election: Election) -> Outcome:
    reasons = ("withdrawn" if at in election.withdrawn else "nobody_voted" for at in range(len(election.projects)))
    return Outcome((), {at: Decision(at, False, reason) for at, reason in enumerate(reasons)})


def _equal_shares(election, rule: Rule, order, support, progress) -> Outcome:
    market = Market(election, order, rule.utility_for(election.counts_points))
    notes: dict = {}
    if rule.stop:
        raised = add_one(market, rule.stop, progress)
        endowment, winners = Fraction(raised.level * election.scale), raised.winners
        start = Fraction(election.per_voter() // election.scale * election.scale)
        notes |= {
            "start": start,
            "counts": raised.counts,
            "stopped": "overspending" if raised.overspends else "exhaustion",
        }
        reasons: Mapping[int, Decision] = _Reasons(market, endowment, winners)
    else:
        run = market.run(election.per_voter())
        endowment, winners, reasons = run.endowment, run.winners, _reasons(market, run)
    outcome = Outcome(winners, reasons, {**notes, "endowment": endowment})
    if rule.then_by_votes:
        outcome = _filled_up(election, outcome, order, support)
    return _compared(election, outcome, order, support) if rule.comparison else outcome


def _among_the_eligible(election: Election, rule: Rule, order, support, progress) -> Outcome:
    share, barred = rule.eligible_share / max(election.budget, 1), {}
    for at, project in enumerate(election.projects):
        needed = ceil(share * project.cost * election.voters)
        if election.votes[at] < needed:
            barred[at] = Decision(at, False, "not_eligible", {"voters": needed})
    outcome = _equal_shares(election.without(barred), rule, order, support, progress)
    return replace(outcome, decisions=ChainMap(barred, outcome.decisions))


class _Reasons(Mapping):
    """The decisions of the endowment that counts, found by one more exact count when they are first
    asked for. Raises ArithmeticError if that count should have other winners than were announced."""

    def __init__(self, market: Market, endowment: Fraction, winners: tuple[int, ...]):
        self.market, self.endowment, self.winners = market, endowment, winners

    @cached_property
    def decisions(self) -> dict[int, Decision]:
        run = self.market.run(self.endowment)
        if run.winners != self.winners:
            raise ArithmeticError(f"At an endowment of {self.endowment} two counts differ.")
        return _reasons(self.market, run)

    def __getitem__(self, index: int) -> Decision:
        return self.decisions[index]

    def __iter__(self):
        return iter(self.decisions)

    def __len__(self) -> int:
        return len(self.decisions)


def _reasons(market: Market, run: Run) -> dict[int, Decision]:
    decisions = {at: Decision(at, True, "free", {}) for at in run.free}
    for place, step in enumerate(run.rounds, 1):
        strongest = max(points for _, points in market.supporters[step.index])
        figures = {"round": place, "payers": step.payers, "most": min(step.price * strongest, run.endowment)}
        decisions[step.index] = Decision(step.index, True, "bought", figures)
    for at, held in run.held.items():
        short = market.election.projects[at].cost - held
        decisions[at] = Decision(at, False, "short", {"held": held, "short": short})
    for at in range(len(market.election.projects)):
        reason = "withdrawn" if at in market.election.withdrawn else "nobody"
        decisions.setdefault(at, Decision(at, False, reason, {}))
    return with_ties(decisions, ((step.index, step.equal) for step in run.rounds))


def _filled_up(election: Election, outcome: Outcome, order, support) -> Outcome:
    more = greedy(election, Greedy(), order, chosen=outcome.winners, support=support)
    decisions = dict(outcome.decisions)
    for at, decision in more.decisions.items():
        if decision.won:
            decisions[at] = replace(decision, reason="filled_up")
        elif decision.tie:
            decisions[at] = replace(decisions[at], tie=decision.tie)
    return Outcome(outcome.winners + more.winners, decisions, {**outcome.notes, "left": more.notes["left"]})


def _compared(election: Election, outcome: Outcome, order, support) -> Outcome:
    """Ask each ballot which winners it names more of; the winners by votes stand only if more voters
    prefer them."""
    by_votes = greedy(election, Greedy(), order, support=support)
    fair, popular = set(outcome.winners), set(by_votes.winners)
    for_fair = for_popular = 0
    for ballot, number in election.ballots.items():
        balance = sum((at in fair) - (at in popular) for at, points in ballot if points > 0)
        for_fair += number if balance > 0 else 0
        for_popular += number if balance < 0 else 0
    notes = {**outcome.notes, "prefer_shares": for_fair, "prefer_votes": for_popular}
    if for_popular > for_fair:
        return Outcome(by_votes.winners, by_votes.decisions, notes)
    return replace(outcome, notes=notes)
