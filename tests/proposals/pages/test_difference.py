"""What changed in an amended text: the two texts can be read out of it again, and what stayed is not shown as new."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.pages.difference import GONE, NEW, SAME, difference

TEXTS = st.text(alphabet="樹蔭路口。\n ab", max_size=80)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_it(before, after):
    pieces = difference(before, after)
    assert "".join(text for kind, text in pieces if kind != NEW) == before
    assert "".join(text for kind, text in pieces if kind != GONE) == after


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("種樹。澆水。", "種樹。澆水。", ((SAME, "種樹。澆水。"),)),
        ("種樹。", "種樹。澆水。", ((SAME, "種樹。"), (NEW, "澆水。"))),
        ("在路口種樹。", "在校門口種樹。", ((SAME, "在"), (GONE, "路"), (NEW, "校門"), (SAME, "口種樹。"))),
        ("a\r\nb", "a\nb", ((SAME, "a\nb"),)),
        ("", "樹", ((NEW, "樹"),)),
    ],
)
def test_what_stayed_is_told_from_what_changed(before, after, pieces):
    assert difference(before, after) == pieces


def test_the_longest_texts_are_compared_too():
    before, after = "甲。" * 5000, "乙。" * 5000
    assert difference(before, after) == ((GONE, before), (NEW, after))
