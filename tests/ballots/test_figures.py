"""Numbers of voters are published only so far that nobody's can be worked out of them."""

from collections import defaultdict
from datetime import date
from itertools import combinations, product

import pytest

from proposals.ballots import figures
from proposals.ballots.figures import LEAST, band_of, withheld


def test_small_numbers_go_with_the_smallest_of_the_others():
    assert withheld([40, 3, 12, 25]) == [40, None, None, 25]
    assert withheld([12, 3, 12, 25]) == [None, None, None, 25]
    assert withheld([40, 10, 25]) == [40, 10, 25]
    assert withheld([9, 0]) == [None, None] and withheld([]) == []


@pytest.mark.parametrize("places", [2, 3, 4])
def test_no_sum_and_no_difference_reveals_a_small_number(places):
    """The total less any of what is told is what is left: never one hidden number alone."""
    for numbers in product((0, 1, 9, 10, 11, 30), repeat=places):
        told = withheld(numbers)
        assert all(number is None or number >= LEAST for number in told)
        shown = [at for at, number in enumerate(told) if number is not None]
        for some in (some for size in range(len(shown) + 1) for some in combinations(shown, size)):
            left = [told[at] for at in range(places) if at not in some]
            assert left != [None]


@pytest.mark.parametrize("places", [2, 3, 4])
def test_who_knows_the_rule_and_the_total_learns_no_hidden_number(places, monkeypatch):
    """All numbers there could be: whatever is published, each hidden one could have been another."""
    monkeypatch.setattr(figures, "LEAST", 3)
    behind = defaultdict(list)
    for numbers in product(range(8), repeat=places):
        behind[sum(numbers), tuple(withheld(numbers))].append(numbers)
    tried = 0
    for (total, told), possible in behind.items():
        for at, number in enumerate(told):
            if number is None and total:  # nobody voted: that hides nothing
                tried += 1
                assert len({numbers[at] for numbers in possible}) > 1, (total, told)
    assert tried > 10


def test_ages_are_those_of_the_day():
    on = date(2026, 3, 2)
    born = {date(2008, 3, 2): 18, date(2008, 3, 3): 0, date(1996, 2, 29): 30, date(1900, 1, 1): 65, date(2027, 1, 1): 0}
    assert {day: band_of(day, on) for day in born} == born
