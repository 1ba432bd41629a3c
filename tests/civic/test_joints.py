"""Titles break between words: what the joints are, and that nothing of them gets into what is copied or exported."""

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.templatetags.civic import jointed
from civic.text import joints, words

pytestmark = pytest.mark.joints
ROOT = Path(__file__).resolve().parents[2]

BROKEN = {  # what the model alone would tear, or leave hanging
    "補助款發放與薪資計算": ["補助款", "薪資"],
    "為滿18歲的人下修年齡限制": ["18歲", "年齡"],
    "社區照顧關懷據點的輪椅接送": ["關懷據點的"],
    "夜市後巷加裝路燈": ["路燈"],
    "延伸台鐵由枋山至墾丁": ["由枋山", "至墾丁"],
    "十座公園的哺乳室": ["十座", "公園的"],
    "里民廚房一週煮三天": ["一週", "三天"],
    "高雄 i-Voting 2.0 試辦": ["i-Voting", "2.0"],
}


@pytest.mark.parametrize(("title", "whole"), BROKEN.items(), ids=ascii)
def test_what_belongs_together_stays_together(title, whole):
    pieces = words(title)
    assert len(pieces) > 1 and "".join(pieces) == title
    assert [word for word in whole if not any(word in piece for piece in pieces)] == []


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one():
    for title in ("反對「捐血者健康標準」放寬，終生不得！", "（含公共空間、中庭花園）全面禁菸：先試辦一處"):
        pieces = words(title)
        assert len(pieces) > 2
        assert not any(piece[0] in joints.CLOSING for piece in pieces)
        assert not any(piece[-1] in joints.OPENING for piece in pieces)


@pytest.mark.parametrize("text", ["Trees at every crossing", "道路に木を植えてください", "", "字" * 201, "42"])
def test_what_is_no_chinese_title_is_one_piece(text):
    assert words(text) == (text,)


@given(st.text(alphabet=st.sampled_from("的一二公園路燈請把在與，。「」（）aB3 \u200b😀邊樹"), max_size=60))
def test_the_pieces_always_make_up_the_text(text):
    assert "".join(words(text)) == text
    assert all(words(text)) or text == ""


def test_most_titles_of_the_town_have_joints_and_few_characters_hang():
    titles = [proposal["title"] for path in (ROOT / "civic/demo/town/proposals").glob("*.toml")
              for proposal in tomllib.loads(path.read_text(encoding="utf-8"))["proposal"]]  # fmt: skip
    assert len(titles) > 20, "void unless the titles are found"
    pieces = [words(title) for title in titles]
    assert sum(len(each) > 1 for each in pieces) > len(titles) * 0.9
    hanging = [each for found in pieces for each in found if len(each.strip()) == 1]
    assert len(hanging) <= len(titles) * 0.05, hanging


def test_a_title_on_a_page_is_text_with_places_to_break():
    assert jointed("老店門口的<雙語>說明牌") == '<span class="joints">老店門口的<wbr>&lt;雙語&gt;<wbr>說明牌</span>'
    assert jointed("Trees & <more>") == "Trees &amp; &lt;more&gt;"


def test_every_listed_word_is_there_once_and_is_chinese():
    rows = [row for row in (ROOT / "civic/text/joints.txt").read_text(encoding="utf-8").split("\n") if row]
    listed = [row for row in rows if not row.startswith("#")]
    assert len(listed) == len(set(listed)) > 50
    assert all(re.fullmatch("[一-鿿]{2,6}", word) for word in listed)
