"""Shares of a budget as the page says them: rounded, and nothing reads as reached that is not."""

import pytest

from tests.proposals.budgets.counting.javascript import percents_in_node

SAID = {
    (1, 3): 33.3,
    (2, 3): 66.7,
    (3337, 10_000): 33.4,
    (3345, 10_000): 33.5,
    (9994, 10_000): 99.9,
    (99_999, 100_000): 99.9,
    (10**15 - 1, 10**15): 99.9,
    (10**15, 10**15): 100,
    (10**15 + 1, 10**15): 100.1,
    (10_006, 10_000): 100.1,
    (3, 2): 150,
    (1, 10**15): 0.1,
    (0, 10): 0,
    (5, 0): 0,
}


@pytest.mark.node
def test_a_share_is_rounded_and_says_100_only_of_the_whole():
    assert dict(zip(SAID, percents_in_node(SAID), strict=True)) == SAID
