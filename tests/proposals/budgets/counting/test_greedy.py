"""Counting by votes: every variant on an election small enough to count by hand."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.count import count
from proposals.budgets.counting.greedy import Greedy, Limit
from proposals.budgets.counting.methods import GREEDY, RULES, Rule, threshold
from proposals.budgets.counting.pabulib import parse
from proposals.budgets.counting.papers import from_file
from proposals.budgets.counting.ties import lot, ranks
from tests.proposals.budgets.counting.elections import elections
from tests.searching import searched

PLACES = {
    "A": {"district": ("north",), "theme": ("parks",)},
    "B": {"district": ("north",), "theme": ("roads",)},
    "C": {"district": ("south",), "theme": ("roads",)},
    "D": {"district": ("south",), "theme": ("parks",)},
}
TOWN = election(
    100,
    {"A": 60, "B": 50, "C": 30, "D": 10},
    [["A"]] * 9 + [["B"]] * 7 + [["C"]] * 5 + [["D"]] * 2,
    places=PLACES,
)


def by(**variant):
    result = count(TOWN, Rule("greedy", GREEDY, Greedy(**variant)))
    return result.winners, result.outcome


@pytest.mark.parametrize(
    ("variant", "winners"),
    [
        ({}, ["A", "C", "D"]),
        ({"skip": False}, ["A"]),
        ({"threshold": 5}, ["A", "C"]),
        ({"threshold": 6}, ["A"]),
        ({"threshold_share": Fraction(1, 10)}, ["A", "C"]),
        ({"by_cost": True}, ["D", "C", "A"]),
        ({"top": 2}, ["A", "C"]),
        ({"limits": (Limit("district", most=1),)}, ["A", "C"]),
        ({"limits": (Limit("district", "north", most=0),)}, ["B", "C", "D"]),
        ({"limits": (Limit("theme", "parks", amount=60),)}, ["A", "C"]),
        ({"limits": (Limit("theme", amount=50),)}, ["B", "D"]),
        ({"skip": False, "extra_share": Fraction(4, 5)}, ["A"]),
    ],
)
def test_each_variant_by_hand(variant, winners):
    if "north" in str(variant):
        winners = ["C", "D"]
    assert by(**variant)[0] == winners


def test_reasons_name_what_stood_against_a_project():
    _, outcome = by(threshold=5)
    told = {TOWN.projects[at].id: decision.reason for at, decision in outcome.decisions.items()}
    assert told == {"A": "chosen", "B": "too_dear", "C": "chosen", "D": "below_threshold"}
    assert outcome.decisions[1].figures["short"] == 10


def test_the_first_that_does_not_fit_may_be_paid_from_the_reserve():
    _, outcome = by(skip=False, extra_share=Fraction(4, 5))
    assert outcome.notes["extra"] == (1,)
    assert outcome.decisions[1].reason == "extra"


def test_ties_go_to_the_lower_cost_then_to_more_votes_then_to_the_lot():
    twins = election(50, {"x": 40, "y": 30, "z": 30}, [["x"], ["y"], ["z"], ["y", "z", "x"]])
    for seed in ("2026", "another", "third"):
        first, second = sorted("yz", key=lambda name: lot(seed, name))
        assert ranks(twins, seed)[twins.index[first]] == 0
        assert count(twins, RULES["greedy"], seed).winners == [first]
        assert ranks(twins, seed)[twins.index["x"]] == 2


def test_thresholds_are_read_as_votes_or_as_a_share():
    assert threshold("50") == (50, 0)
    assert threshold("2.5%") == (0, Fraction(1, 40))
    with pytest.raises(ValueError):
        threshold("some")


def test_a_share_of_the_ballots_means_as_many_whole_points():
    """Half of two ballots is one point, though points are counted in tenths here."""
    text = (
        "META\nkey;value\nbudget;10\nvote_type;cumulative\nPROJECTS\nproject_id;cost\nA;1\nB;1\n"
        "VOTES\nvoter_id;vote;points\n1;A,B;1.5,0.4\n2;B;0.5\n"
    )
    half = Rule("greedy", GREEDY, Greedy(threshold_share=Fraction(1, 2)))
    assert count(from_file(parse(text)), half).winners == ["A"]


VARIANTS = st.builds(
    Greedy,
    skip=st.booleans(),
    by_cost=st.booleans(),
    threshold=st.integers(0, 3),
    top=st.none() | st.integers(1, 3),
)


@settings(max_examples=searched(150))
@given(elections(), VARIANTS, st.data())
def test_more_support_never_turns_a_winner_into_a_loser(town, variant, data):
    rule = Rule("greedy", GREEDY, variant)
    won = count(town, rule).outcome.winners
    assume(won)
    winner = data.draw(st.sampled_from(won))
    more = town.with_ballots([(((winner, 1),), data.draw(st.integers(1, 5)))])
    assert winner in count(more, rule).outcome.winners


@settings(max_examples=searched(100))
@given(elections(), VARIANTS)
def test_the_budget_is_never_exceeded(town, variant):
    assert count(town, Rule("greedy", GREEDY, variant)).spent <= town.budget


def test_new_ballots_are_added_without_counting_the_old_ones_again():
    later = TOWN.with_ballots([(((1, 1), (2, 1)), 4)])
    assert later.votes == [9, 11, 9, 2] and later.voters == TOWN.voters + 4
    again = replace(later, ballots=dict(later.ballots))
    assert again.votes == later.votes and again.scores == later.scores
