"""Folding and cutting: whatever is indexed is found by each part of it, however its characters are written."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.search.asking import LONGEST, MOST_TERMS, read
from civic.search.folding import SHORT, folded, folded_in_place, is_chinese, plain, runs
from tests.searching import searched

CHINESE = "臺台檯裡裏里週周佔占著着路燈公園一二人行道高雄市什麼哪請問為何"
TEXTS = st.text(alphabet=CHINESE + "aB5Gé ，。\n「」#-\"2024年", max_size=80)
ANYTHING = st.text(max_size=200)
pytestmark = pytest.mark.django_db
SPECIAL = set("'\\ :&|!()*<>\0")  # what means something to PostgreSQL


def has(document, typed):
    """Whether a document with this text has all terms of what was typed."""
    words = "&".join(term.tsquery for term in read(typed).terms)
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_words(%s) @@ %s::tsquery", [plain(document), words])
        return cursor.fetchone()[0]


def terms(document):
    """What a document with this text is found by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search_words(%s))", [plain(document)])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "spellings",
    ["臺北 台北 檯北", "這裡 這裏 這里", "週末 周末", "佔用 占用", "著作 着作", "ＡＢＣ abc", "Café cafe", "５Ｇ 5g"],
)
def test_spellings_meet(spellings):
    assert len({folded(one) for one in spellings.split()}) == 1


@given(st.text(max_size=40), st.integers(1, 4 * SHORT))
def test_a_long_text_is_folded_as_its_characters_are(text, length):
    long = (text * length)[:length]
    each = [folded(one) for one in long]
    found, places = folded_in_place(long)
    assert (found, list(places)) == ("".join(each), [at for at, one in enumerate(each) for _char in one])
    assert folded(long) == found


def test_mixed_words_are_cut_where_the_script_changes():
    assert runs(folded("5G基地台，Wi-Fi")) == ["5g", "基地台", "wi", "fi"]


def test_white_space_within_chinese_is_none():
    assert plain("公 園\n路燈").split() == ["公园路灯"]


@pytest.mark.parametrize("text", ["民國113年", "113年", "2024", "於2024年完工"])
def test_a_year_is_the_same_in_both_calendars(text):
    for asked in ("113年", "2024年", "2024", "民國113年"):
        assert has(text, asked)
    assert not has(text, "112年")


@settings(max_examples=searched(200))
@given(TEXTS, st.data())
def test_each_part_of_a_run_is_found(text, data):
    for run in runs(folded(text)):
        least = 2
        if len(run) >= least:
            start = data.draw(st.integers(0, len(run) - least)) if is_chinese(run) else 0
            end = data.draw(st.integers(start + least, len(run)))
            assert has(text, run[start:end])


@settings(max_examples=searched(200))
@given(ANYTHING)
def test_anything_makes_a_question_and_a_text(typed):
    question = read(typed * 3)
    assert len(question.terms) <= MOST_TERMS
    for term in question.terms + question.characters:
        assert not SPECIAL & {*term.text, *term.year}
    assert not SPECIAL & set("".join(terms(typed.replace("\0", ""))))


def test_pairs_are_cut_within_a_run_only():
    found = ["5g", "公", "公园", "台", "园", "园路", "地", "地台", "基", "基地", "路", "𠀋", "𠀋𠀋"]
    assert sorted(terms("公園\t路 5G基地台，𠀋𠀋")) == found


@pytest.mark.parametrize("typed", ["", "\0", "&|!():*<->", '"' * 5, "-", "- -", "，。！", "x" * 10_000, "路" * 10_000])
def test_hostile_questions_are_bounded(typed):
    assert sum(len(term.text) for term in read(typed).terms) <= 2 * LONGEST


def test_a_question_is_read():
    question = read('公園的路燈 "很暗" -捷運 113年')
    assert {term.text for term in question.terms} >= {"公园", "路灯", "很暗"}
    assert question.phrases == ("很暗",)
    assert [[term.text for term in each] for each in question.without] == [["捷运"]]
    assert [term.year for term in question.terms if term.year] == ["y2024"]


@pytest.mark.parametrize(
    ("typed", "word", "number"), [("#42", "", 42), ("提議 42", "提议", 42), ("提議#42", "提议", 42)]
)
def test_a_number_is_read(typed, word, number):
    assert (read(typed).word, read(typed).number) == (word, number)


def test_a_year_or_a_count_is_no_number_of_a_thing():
    assert read("42").number is None and read("113年").number is None


def test_words_that_only_ask_are_left_out_unless_there_are_no_others():
    assert {term.text for term in read("請問路燈在哪裡").terms} == {"路灯", "灯在"}
    assert read("什麼").terms
