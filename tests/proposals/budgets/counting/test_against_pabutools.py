"""The same winners as the academic reference, with the same tie rule, on every file and on random elections."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from proposals.budgets.counting.count import count
from proposals.budgets.counting.methods import RULES
from tests.proposals.budgets.counting.elections import BIG, PATHS, counted, each_file, elections
from tests.proposals.budgets.counting.reference import Reference
from tests.searching import searched

few = settings(max_examples=searched(40))
UTILITIES = ("cost", "cardinality")
ADD_ONE = (("equal-shares-add1", "overspending"), ("equal-shares-add1-exhaustive", "exhaustion"))


def winners(election, name, utility="", then_by_votes=False):
    rule = replace(RULES[name], utility=utility, then_by_votes=then_by_votes)
    return set(count(election, rule).winners)


def agree_on_shares(election, utility):
    theirs = Reference(election)
    assert winners(election, "equal-shares", utility) == theirs.shares(utility)
    filled = winners(election, "equal-shares", utility, then_by_votes=True)
    assert filled == theirs.shares_then_votes(utility)
    for name, stop in ADD_ONE:
        assert winners(election, name, utility) == theirs.shares_add_one(utility, stop), stop


@pytest.mark.shared
@each_file
def test_by_votes_and_by_votes_per_cost(path):
    election = counted(path)
    theirs = Reference(election)
    assert winners(election, "greedy") == theirs.greedy()
    assert winners(election, "greedy-per-cost") == theirs.greedy(by_cost=True)


@pytest.mark.shared
@each_file
def test_equal_shares_on_every_file(path):
    election = counted(path)
    theirs = Reference(election)
    utilities = UTILITIES[:1] if BIG in path.stem else UTILITIES
    for utility in ["cardinality"] if election.counts_points else utilities:
        assert winners(election, "equal-shares", utility) == theirs.shares(utility)


@pytest.mark.shared
@each_file
def test_the_last_steps_of_adding_one_on_every_file(path):
    """pabutools needs minutes for all steps of all files (`tests/bench/count.py` gives it one); it begins
    one step before our end here, and finds the same end and the same winners."""
    election = counted(path)
    for name, stop in ADD_ONE[:1] if BIG in path.stem else ADD_ONE:
        ours = count(election, RULES[name])
        level = max(ours.outcome.notes["endowment"] - election.scale, 0)
        utility = ours.rule.utility_for(election.counts_points)
        assert set(ours.winners) == Reference(election).shares_add_one(utility, stop, level)


@pytest.mark.shared
def test_all_steps_of_adding_one_in_assen():
    agree_on_shares(counted(next(path for path in PATHS if "Assen" in path.stem)), "cost")


@pytest.mark.shared
@pytest.mark.parametrize("path", [path for path in PATHS if BIG not in path.stem], ids=lambda path: path.stem[:40])
def test_phragmen_on_every_file(path):
    election = counted(path)
    if not election.counts_points:
        assert winners(election, "phragmen") == Reference(election).phragmen()


@few
@given(elections())
def test_random_approval_elections(election):
    theirs = Reference(election)
    assert winners(election, "greedy") == theirs.greedy()
    assert winners(election, "greedy-per-cost") == theirs.greedy(by_cost=True)
    assert winners(election, "phragmen") == theirs.phragmen()
    for utility in UTILITIES:
        agree_on_shares(election, utility)


@few
@given(elections("choose-1"))
def test_random_elections_with_one_choice(election):
    assert winners(election, "phragmen") == Reference(election).phragmen()
    agree_on_shares(election, "cost")


@few
@given(elections("cumulative"))
def test_random_elections_with_points(election):
    agree_on_shares(election, "cardinality")


@few
@given(elections("ordinal"))
def test_random_rankings(election):
    agree_on_shares(election, "cardinality")
