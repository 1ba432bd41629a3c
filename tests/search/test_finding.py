"""Asking the index: what is found, in which order, counted how; and that nothing hidden is."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from civic.search import finding, frequencies, statements
from civic.search.asking import read
from civic.search.finding import Sight, alike, find, suggested
from civic.search.indexing import WRITE, behind, rebuild, values
from civic.search.kinds import Entry, kinds
from civic.search.models import REVIEW, Document, Frequency, Rebuild
from tests.people import NOON

pytestmark = pytest.mark.django_db
SIGHT = Sight(nudged=False)


@pytest.fixture
def index():
    """Write a document of a kind of the tests' own: `index(number, title, text)`."""

    def write(number, title, text="", **more):
        entry = Entry(title=title, text=text, path="/", **{"at": NOON} | more)
        with statements.careful() as cursor:
            cursor.execute(WRITE, values("tried", number, entry))

    return write


def found(typed, **how):
    answer = find(read(typed), sight=SIGHT, now=NOON, **how)
    return [hit.thing for hit in answer.hits if hit.kind == "tried"]


def test_any_spelling_finds_any_spelling(index):
    index(1, "臺北的平台", "在這裡")
    for typed in ("台北", "平臺", "这里", "這裏", "北的平"):
        assert found(typed) == [1]


def test_one_character_a_beginning_and_a_mixed_word_are_found(index):
    index(1, "5G基地台", "Wi-Fi throughout")
    for typed in ("基", "5g", "5G 基地台", "through", "基地", "fi"):
        assert found(typed) == [1]
    assert found("hrough") == []


def test_the_phrase_goes_before_all_words_and_these_before_most(index):
    index(1, "公園", "路燈很多的公園旁邊")
    index(2, "別的", "公園路燈壞了")
    index(3, "路燈", "沒有別的")
    frequencies.count(NOON)
    assert found("公園 路燈")[:2] in ([2, 1], [1, 2])
    assert found("公園路燈")[0] == 2


@pytest.mark.parametrize("typed", ["bus", "bus lane"])
def test_a_whole_word_goes_before_words_that_only_begin_with_it(index, typed):
    index(1, "Busy business lanes", "busy busy lanes, busily")
    index(2, "A stop", "One bus on that lane, and a long text about many other things, trees and lamps and benches.")
    index(3, "Buses on lanes", at=NOON + timedelta(days=1))
    assert found(typed)[0] == 2 and set(found(typed)) == {1, 2, 3}


def test_of_very_many_whole_words_in_titles_go_first(index, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 2)
    index(1, "The bus")
    index(2, "Busy", at=NOON + timedelta(days=1))
    index(3, "A text", "bus", at=NOON + timedelta(days=2))
    assert found("bus") == [1, 2, 3]
    assert found("bu") == [2, 1, 3]


def test_a_quoted_phrase_must_stand_there_and_a_word_after_a_minus_must_not(index):
    index(1, "公園路燈", "捷運旁邊")
    index(2, "路燈公園", "")
    assert found('"公園路燈"') == [1]
    assert found("路燈 -捷運") == [2]


def test_filters_are_counted_exactly(index):
    index(1, "路燈", phase="collecting")
    index(2, "路燈", phase="answered")
    index(3, "路燈", phase="answered", theme="works")
    answer = find(read("路燈"), sight=SIGHT, now=NOON, filters={"phase": "answered"})
    assert (answer.total, answer.counts["phase"]) == (2, {"collecting": 1, "answered": 2})
    assert answer.counts["theme"] == {"works": 1}


def test_answers_that_are_overdue_are_a_filter_read_from_the_clock(index):
    index(1, "路燈", due_at=NOON)
    index(2, "路燈", due_at=NOON + timedelta(seconds=1), theme="works")
    index(3, "路燈")

    def late(now, **filters):
        answer = find(read("路燈"), sight=SIGHT, now=now, filters={"late": "yes", **filters})
        return [hit.thing for hit in answer.hits], answer.counts["late"]

    assert late(NOON) == ([], {})
    assert late(NOON + timedelta(seconds=1)) == ([1], {"yes": 1})
    assert late(NOON + timedelta(days=1), theme="works") == ([2], {"yes": 1})
    assert found("很亮的路燈", filters={"late": "yes"}) == []


def test_orders_other_than_the_best_first(index):
    index(1, "路燈", standing=5)
    index(2, "路燈", standing=50)
    assert found("路燈", order="standing") == [2, 1] and found("路燈", order="newest") == [2, 1]
    index(3, "路燈", due_at=NOON)
    index(4, "路燈", due_at=NOON - timedelta(days=1))
    assert found("路燈", order="due") == [4, 3, 2, 1]
    assert found("很亮的路燈", order="due") == [4, 3, 2, 1]
    assert found("很亮的路燈", order="standing")[:2] == [2, 1]


def test_very_many_are_paged_to_the_end(index, monkeypatch):
    monkeypatch.setattr(finding, "CANDIDATES", 20)
    for number in range(45):
        index(number, "路燈")
    pages = [found("路燈", page=page) for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [20, 20, 5, 0]
    assert len({number for page in pages for number in page}) == 45
    assert find(read("路燈"), sight=SIGHT, now=NOON).by_newest


def test_a_pair_that_belongs_to_no_word_tells_little_however_rare_it_is(index):
    index(1, "視網膜", "盲點有一個。" + "眼睛裏面看見光" * 4 + "。形狀")
    index(2, "星系", "各式各樣的形態呈現")
    frequencies.count(NOON)
    assert found("盲點呈現什麼樣的形狀")[0] == 1


def test_what_has_too_little_of_a_question_is_only_near(index):
    index(1, "路燈", "很亮")
    index(2, "公園的鞦韆", "溜滑梯與沙坑")
    frequencies.count(NOON)
    answer = find(read("溜滑梯沙坑鞦韆公園的路燈"), sight=SIGHT, now=NOON)
    assert [hit.thing for hit in answer.hits] == [2] and [hit.thing for hit in answer.nearest] == [1]


def test_sight_and_language_bound_everything(index):
    index(1, "路燈", sight=REVIEW)
    index(2, "路燈", language="en")
    answer = find(read("路燈"), sight=Sight(language="zh-hant"), now=NOON)
    assert (answer.total, answer.hits, suggested(read("路燈"), sight=SIGHT, most=5)) == (0, [], [])
    answer = find(read("路燈"), sight=Sight(upto=REVIEW, language="en"), now=NOON)
    assert {hit.thing for hit in answer.hits} == {1, 2}


@pytest.mark.parametrize(
    "typed", ["", "\0", "'", "&|!():*", '"', "-路燈", "%_", "x" * 10_000, "路" * 10_000, "的" * 50]
)
def test_hostile_questions_are_answered(index, typed):
    index(1, "路燈")
    find(read(typed), sight=SIGHT, now=NOON)


def test_a_slow_question_is_cut_off(index, monkeypatch):
    monkeypatch.setattr(statements, "PATIENCE", 1)
    with pytest.raises(finding.TooSlow), statements.careful() as cursor:
        cursor.execute("SELECT pg_sleep(2)")


def test_settings_are_as_before_afterwards(index):
    with statements.careful() as cursor:
        pass
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')")
        assert cursor.fetchone() == ("0", "on")


def test_other_words_for_the_same_are_alike(index):
    index(1, "公園的路燈太暗", "晚上走路很危險")
    index(2, "增設自行車道", "騎車比較安全")
    frequencies.count(NOON)
    assert alike("公園路燈很暗", kind="tried", sight=SIGHT, now=NOON)[0][0].thing == 1
    assert all(hit.thing != 1 for hit, _share in alike("公園路燈", kind="tried", sight=SIGHT, now=NOON, beside=1))


def test_similar_ones_are_found_where_nothing_was_there_to_be_counted(index):
    """As in a new town, whose clock has not come round again."""
    Document.objects.all().delete()
    frequencies.count(NOON)
    index(1, "公園的路燈太暗", "晚上走路很危險")
    assert [hit.thing for hit, _share in alike("公園路燈很暗", kind="tried", sight=SIGHT, now=NOON)] == [1]


def test_what_no_document_has_any_more_is_not_counted_any_more(index):
    index(1, "路燈")
    index(2, "路燈")
    assert frequencies.are_old(NOON)
    frequencies.count(NOON)
    assert Frequency.objects.get(term="路灯").documents == 2 and not frequencies.are_old(NOON)
    Document.objects.all().delete()
    frequencies.count(NOON)
    assert not Frequency.objects.exists()


def test_documents_are_written_anew_and_go_on_where_they_were_left():
    kind = kinds["theme"]
    Document.objects.filter(kind="theme").delete()
    Document.objects.create(kind="theme", thing=10**9, path="/", title="gone", year=2026, at=NOON, size=1)
    Rebuild.objects.filter(kind="theme").delete()
    turns = iter([True, False])
    assert kind in behind()
    assert not rebuild(kind, goes_on=lambda: next(turns))
    half = Document.objects.filter(kind="theme").exclude(thing=10**9).count()
    assert rebuild(kind, goes_on=lambda: True) and kind not in behind()
    assert half <= Document.objects.filter(kind="theme").count() == kind.rows().count()
    assert not Document.objects.filter(thing=10**9).exists()


def test_the_command_writes_the_kinds_it_is_given_and_names_those_there_are(capsys):
    Document.objects.filter(kind="theme").delete()
    call_command("reindex", "theme")
    assert Document.objects.filter(kind="theme").count() == kinds["theme"].rows().count()
    assert "100%" in capsys.readouterr().err
    with pytest.raises(CommandError, match="there are proposal"):
        call_command("reindex", "themes")
