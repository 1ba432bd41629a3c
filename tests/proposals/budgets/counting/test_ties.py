"""What is told of a tie is true: whoever is told to have lost by the tie rule wins as the first of its equals, and
nobody else does."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.count import _reasons, count
from proposals.budgets.counting.decisions import Outcome
from proposals.budgets.counting.explain import why
from proposals.budgets.counting.greedy import Greedy, Limit, greedy
from proposals.budgets.counting.methods import RULES
from proposals.budgets.counting.phragmen import phragmen
from proposals.budgets.counting.shares import CARDINALITY, COST, Market
from proposals.budgets.counting.ties import ranks
from tests.proposals.budgets.counting.elections import elections

EQUALS = st.one_of(elections(voters=5, projects=5, most=3), elections("cumulative", voters=4, projects=4, most=3))
VARIANTS = st.builds(
    Greedy,
    skip=st.booleans(),
    by_cost=st.booleans(),
    threshold=st.integers(0, 2),
    top=st.none() | st.integers(1, 3),
    limits=st.sampled_from([(), (Limit("district", most=1),)]),
    extra_share=st.sampled_from([None, Fraction(4, 5)]),
)


def shares(utility):
    def run(town, places):
        market = Market(town, places, utility)
        found = market.run(town.per_voter())
        return Outcome(found.winners, _reasons(market, found))

    return run


def first(places, index):
    """The same places with this one before all."""
    return [-1 if at == index else place for at, place in enumerate(places)]


@settings(max_examples=400, deadline=None)
@given(EQUALS, st.one_of(VARIANTS, st.sampled_from([phragmen, shares(COST), shares(CARDINALITY)])), st.data())
def test_exactly_those_lost_by_the_tie_rule_that_win_as_the_first_of_their_equals(town, rule, data):
    places = ["north" if data.draw(st.booleans()) else "south" for _ in town.projects]
    projects = (replace(each, places={"district": (place,)}) for each, place in zip(town.projects, places, strict=True))
    town = replace(town, projects=tuple(projects))
    order = ranks(town, "seed")

    def by(places):
        return greedy(town, rule, places) if isinstance(rule, Greedy) else rule(town, places)

    outcome = by(order)
    for at in range(len(town.projects)):
        decision = outcome.decisions[at]
        wins_as_first = at in by(first(order, at)).winners
        if decision.won:
            assert wins_as_first
        else:
            assert wins_as_first == (decision.tie is not None)
        if decision.tie:
            assert at not in decision.tie.others and decision.tie.against in decision.tie.others


@settings(max_examples=100, deadline=None)
@given(EQUALS, st.sampled_from(sorted(RULES)))
def test_whoever_loses_by_a_tie_loses_to_somebody_who_is_told_of_it(town, name):
    """But for add-one, whose winners are those of the last endowment: the same holds there."""
    decisions = count(town, RULES[name], "seed").outcome.decisions
    for at in range(len(town.projects)):
        tie = decisions[at].tie
        if tie and not decisions[at].won and decisions[tie.against].won:
            assert at in decisions[tie.against].tie.others


@pytest.mark.parametrize(
    ("costs", "ballots", "by", "says"),
    [
        ({"A": 60, "B": 50}, [["A", "B"]], "cost", "Tied with B: the lower cost comes first."),
        ({"A": 60, "B": 60}, [["A", "B"]], "lot", "Tied with B: decided by the lot, with the seed “2026”."),
    ],
)
def test_a_tie_is_data_and_a_sentence(costs, ballots, by, says):
    town = election(60, costs, ballots)
    told = why(count(town, RULES["greedy"], "2026"), 0)
    assert told["tie"] == {"with": ["B"], "by": by, "seed": "2026"} and says in told["en"]


def test_where_votes_break_a_tie_of_votes_per_money_it_is_told():
    town = election(60, {"A": 60, "B": 60, "C": 30}, [{"A": 4, "B": 4}, {"C": 2}], kind="cumulative")
    result = count(town, RULES["greedy-per-cost"], "2026")
    assert result.winners[0] == "C" and why(result, 0)["tie"]["by"] == "cost"


def test_many_equals_are_named_in_part_and_numbered():
    costs = {f"P{at}": 10 for at in range(12)}
    told = why(count(election(10, costs, [list(costs)]), RULES["greedy"], "2026"), 0)
    assert "P8, 3 more: decided by the lot" in told["en"] and len(told["tie"]["with"]) == 11
