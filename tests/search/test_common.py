"""Very common words: what the line-up says of them is what reading row by row says, whatever changed since."""

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction

from civic.search import common, facets, frequencies, statements
from civic.search.asking import read
from civic.search.facets import Facets
from civic.search.indexing import WRITE, values
from civic.search.kinds import Entry
from civic.search.models import PUBLIC, REVIEW, Change, Common, Document, Lineup
from civic.search.statements import Scan, Sight
from tests.people import NOON

DAY = timedelta(days=1)
SIGHT = Sight(language="zh-hant")
FILTERS = [{}, {"phase": "answered"}, {"late": "yes"}, {"theme": "trees", "year": str(NOON.year)}, {"phase": "none"}]
ASKED = ["樹", "路樹", "公園路樹", "", '"路樹"']


@pytest.fixture(autouse=True)
def few_are_many(own_database, monkeypatch):
    monkeypatch.setattr(common, "LEAST", 3)
    monkeypatch.setattr(facets, "_known", Facets.none())
    Document.objects.all().delete()


def write(chance, number):
    entry = Entry(
        title=chance.choice(["路樹", "公園的樹", "路燈"]),
        text=chance.choice(["公園路樹", "公園", "樹與公園"]),
        path="/",
        at=NOON - chance.randrange(500) * DAY,
        sight=chance.choice([PUBLIC, PUBLIC, PUBLIC, REVIEW]),
        language=chance.choice(["", "", "zh-hant", "en"]),
        phase=chance.choice(["collecting", "answered", ""]),
        theme=chance.choice(["trees", "lamps"]),
        due_at=chance.choice([None, NOON - DAY, NOON + DAY]),
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values("tried", number, entry))


def line_up():
    frequencies.count(NOON)
    return common.line_up(NOON)


def both(typed, filters, shown=slice(0, 20)):
    """What the line-up says, and what rows say: (total, counts), the newest, those with a title first."""
    question = read(typed)
    with statements.careful() as cursor:
        known = common.matches(cursor, question, SIGHT)
        assert known is not None
        for source in (known, Scan(question, SIGHT)):
            newest = source.newest(cursor, NOON, filters, shown, titled=False)
            titled = source.newest(cursor, NOON, filters, shown, titled=bool(question))
            yield source.counted(cursor, NOON, filters), newest, titled


def agree():
    for typed in ASKED:
        for filters in FILTERS:
            ours, theirs = both(typed, filters)
            assert ours == theirs
    ours, theirs = both("樹", {}, slice(20, 40))
    assert ours == theirs


def test_the_line_up_says_what_rows_say_before_and_after_changes():
    chance = random.Random(5)
    for number in range(80):
        write(chance, number)
    assert line_up() and Common.objects.filter(term="树").exists()
    agree()
    for number in range(40, 100):  # some are as they were, some others, some new
        write(chance, number)
    Document.objects.filter(thing__lt=10).delete()
    assert Change.objects.exists()
    agree()
    line_up()
    assert not Change.objects.exists() and Lineup.objects.count() == 1
    agree()


def test_what_somebody_is_writing_meanwhile_is_seen_once_it_is_there():
    chance = random.Random(6)
    for number in range(30):
        write(chance, number)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("DELETE FROM search_document WHERE thing < 5")
            line_up()
            agree()
            cursor.execute("COMMIT")
        agree()
    finally:
        other.close()


def test_what_the_first_question_would_learn_is_kept_at_hand():
    for number in range(20):
        write(random.Random(number), number)
    common.keep_at_hand()
    line_up()
    common.keep_at_hand()
    assert common._line.snapshot == Lineup.objects.get().snapshot
    assert {*common._line.numbers} and {*common._line.numbers} <= {*facets._known.numbers}


def test_what_stands_behind_a_document_changes_no_line_up():
    write(random.Random(7), 1)
    line_up()
    Document.objects.update(standing=9)
    assert not Change.objects.exists()


@pytest.mark.parametrize("typed", ["bus", "樹 -燈", '"公園路樹"', "很少"])
def test_other_questions_are_answered_row_by_row(typed):
    for number in range(20):
        write(random.Random(8), number)
    line_up()
    with statements.careful() as cursor:
        assert common.matches(cursor, read(typed), SIGHT) is None
        assert common.matches(cursor, read("樹"), Sight(upto=REVIEW)) is None


def test_a_line_up_of_another_cluster_or_with_too_many_changes_is_left_aside(monkeypatch):
    for number in range(20):
        write(random.Random(9), number)
    line_up()
    monkeypatch.setattr(common, "FEW", 0)
    with statements.careful() as cursor, transaction.atomic():
        assert common.matches(cursor, read("樹"), SIGHT) is not None
        write(random.Random(10), 5)
        assert common.matches(cursor, read("樹"), SIGHT) is None
    line_up()
    Lineup.objects.update(cluster=1)
    with statements.careful() as cursor:
        assert common.matches(cursor, read("樹"), SIGHT) is None


def test_documents_are_lined_up_anew_by_the_hour_and_sooner_when_many_changed(monkeypatch):
    assert common.is_old(NOON)
    line_up()
    assert not common.is_old(NOON + 30 * common.KEPT / 60) and common.is_old(NOON + common.KEPT)
    monkeypatch.setattr(common, "FEW", 1)
    write(random.Random(11), 1)
    assert not common.is_old(NOON) and common.is_old(NOON + 30 * common.KEPT / 60)
