"""Excerpts: marked in any spelling, cut at sense, never inside markup."""

from hypothesis import given, settings
from hypothesis import strategies as st

from civic.search.asking import read
from civic.search.excerpts import LENGTH, excerpt, marked
from tests.searching import searched


def test_hits_are_marked_as_they_are_written():
    assert marked("臺北的路燈", read("台北 路灯")) == "<mark>臺北</mark>的<mark>路燈</mark>"


def test_what_was_written_is_escaped():
    assert marked("<b>路燈</b> & more", read("路燈 b")) == (
        "&lt;b&gt;<mark>路燈</mark>&lt;/b&gt; &amp; more"
    )


def test_the_piece_with_the_hit_is_shown_from_the_beginning_of_its_sentence():
    text = "這是別的事情。" * 40 + "公園裡的路燈很暗。" + "還有別的。" * 40
    shown = excerpt(text, read("路燈"))
    assert shown.startswith("…") and shown.endswith("…") and "公園裡的<mark>路燈</mark>很暗" in shown


def test_the_piece_with_most_of_it_is_shown_however_often_it_stands_in_a_text():
    text = "我，" + "其他的事。" * 1900 + "我，我我我。"
    assert excerpt(text, read("我")).endswith("<mark>我</mark>，<mark>我我我</mark>。")
    assert excerpt("我，" * 5000, read("我")).count("<mark>我</mark>") == LENGTH // 2


def test_a_hit_that_is_longer_than_a_piece_counts_for_nothing_before_it():
    text = "天" * 200 + "。" + "其他的事。" * 50 + "天天。"
    assert excerpt(text, read("天天")).endswith("<mark>天天</mark>。")


@settings(max_examples=searched(100))
@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_has_an_excerpt(text, typed):
    shown = excerpt(text, read(typed))
    bare = shown.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and len(bare) <= (LENGTH + 2) * 6
