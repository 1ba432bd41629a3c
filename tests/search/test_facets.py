"""Counting by facet numbers: the same as counting one by one, whatever has been learnt before."""

import random
from collections import Counter
from datetime import timedelta

import numpy
import pytest
from django.db import connection

from civic.search import facets, statements
from civic.search.asking import read
from civic.search.facets import FILTERS, LATE, Facets
from civic.search.indexing import WRITE, values
from civic.search.kinds import Entry
from civic.search.statements import Scan, Sight
from tests.people import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ALL = Scan(read(""), Sight())


@pytest.fixture(autouse=True)
def nothing_learnt(monkeypatch):
    monkeypatch.setattr(facets, "_known", Facets.none())


def write(chance, number):
    """A document with facets drawn at random, and what its `FILTERS` are."""
    drawn = {
        "phase": chance.choice(["collecting", "answered", ""]),
        "theme": chance.choice(["transport", "safety"]),
        "district": chance.choice(["", "64000010", "64000020"]),
        "agency": chance.choice(["", "transport"]),
    }
    at = NOON - chance.choice([0, 400]) * DAY
    due_at = chance.choice([None, NOON - DAY, NOON + DAY])
    entry = Entry(title="樹", text="", path="/", at=at, due_at=due_at, **drawn)
    with connection.cursor() as cursor:
        cursor.execute(WRITE, values("tried", number, entry))
    return drawn | {"kind": "tried", "year": at.year, "late": LATE[due_at is not None and due_at < NOON]}


def one_by_one(documents, filters):
    """What `counted` says, the slow way."""
    counts = {name: Counter() for name in FILTERS}
    total = 0
    for each in documents:
        amiss = [name for name, wanted in filters.items() if str(each[name]) != wanted]
        total += not amiss
        for name in FILTERS:
            if each[name] and amiss in ([], [name]):
                counts[name][each[name]] += 1
    return total, counts


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"phase": "answered"},
        {"late": "yes"},
        {"late": "yes", "theme": "safety", "year": str(NOON.year)},
        {"phase": "answered", "district": "64000020"},
        {"phase": "no such phase"},
        {"late": "no such thing"},
    ],
    ids=str,
)
def test_each_filter_is_counted_with_the_other_ones(filters):
    chance, documents = random.Random(7), []
    for learnt in range(3):  # the second and third time there are combinations that are new
        documents += [write(chance, 40 * learnt + number) for number in range(40)]
        with statements.careful() as cursor:
            assert ALL.counted(cursor, NOON, filters) == one_by_one(documents, filters)


def test_what_is_learnt_is_bounded_and_begins_anew(monkeypatch):
    monkeypatch.setattr(facets, "MOST", 20)
    chance, documents = random.Random(8), []
    for turn in range(4):
        documents += [write(chance, 15 * turn + number) for number in range(15)]
        with statements.careful() as cursor:
            assert ALL.counted(cursor, NOON, {}) == one_by_one(documents, {})


def test_documents_that_went_between_the_two_questions_are_not_counted():
    chance = random.Random(9)
    drawn = write(chance, 1)
    with connection.cursor() as cursor:
        known = facets._known.with_all(cursor, numpy.array([0]))
        both = numpy.array([*known.numbers, 0])
        total, counts = known.with_all(cursor, both).tally(both, numpy.array([1, 1]), numpy.array([0, 0]), {})
    assert total == 1 and counts["theme"] == {drawn["theme"]: 1} and counts["late"] == {}
