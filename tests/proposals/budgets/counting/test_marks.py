"""Ballots as columns of numbers."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.budgets.counting.ballots import election
from proposals.budgets.counting.count import count
from proposals.budgets.counting.marks import columns
from proposals.budgets.counting.methods import RULES
from tests.proposals.budgets.counting.elections import elections
from tests.searching import searched


def from_scratch(town):
    return replace(town, ballots=dict(town.ballots))


@settings(max_examples=searched(200))
@given(st.one_of(elections(), elections("scoring")), st.data())
def test_columns_are_carried_on_when_more_ballots_arrive(town, data):
    assert town.marks is not None
    marks = st.tuples(st.integers(0, len(town.projects) - 1), st.integers(0, 3))
    ballots = st.lists(marks, unique_by=lambda mark: mark[0]).map(lambda ballot: tuple(sorted(ballot)))
    more = data.draw(st.lists(st.tuples(st.one_of(st.sampled_from([*town.ballots]), ballots), st.integers(1, 4))))
    later = town.with_ballots(more)
    found, wanted = later.__dict__["marks"], columns(later.ballots, len(later.projects))
    for name in ("bounds", "ballots", "points", "numbers"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name)), name
    again = from_scratch(later)
    assert (later.votes, later.scores, later.backed, later.voters) == (
        again.votes,
        again.scores,
        again.backed,
        again.voters,
    )
    rule = RULES["equal-shares-add1"]
    assert count(later, rule).winners == count(again, rule).winners


def test_there_are_no_columns_where_a_sum_could_be_too_large_for_them():
    town = election(10, {"A": 4, "B": 4}, [{"A": 2**40}, {"B": 1}], kind="scoring")
    assert town.marks is not None
    assert town.with_ballots([(((0, 1),), 2**12)]).marks is None
    assert town.with_ballots([(((0, 2**60),), 1)]).marks is None
    assert town.with_ballots([(((0, 2**70),), 1)]).marks is None
