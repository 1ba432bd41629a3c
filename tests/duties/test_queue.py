"""What a desk asks: each thing once, the nearest end first, for one's own agencies only."""

from datetime import timedelta

import pytest

from civic.agencies.models import Agency
from civic.desks.queue import queue
from civic.duties import actions
from tests import people
from tests.duties.things import DONE, OWED, SET_AT, impose

pytestmark = pytest.mark.django_db


def titles(person, role="official", agencies=None):
    return [(row.line.title, row.due.label) for row in queue(person, role, SET_AT, agencies)]


def test_each_thing_stands_there_once_with_what_ends_next(ann):
    impose({OWED: 9, DONE: 5}, subject="thing:1")
    impose({OWED: 7, DONE: 12}, subject="thing:2")
    assert titles(ann) == [("Thing 1", DONE), ("Thing 2", OWED)]
    actions.fulfil("thing:1", DONE, at=SET_AT)
    assert titles(ann) == [("Thing 2", OWED), ("Thing 1", OWED)]


def test_other_roles_have_other_queues(ann):
    impose({OWED: 5})
    assert titles(ann, role="reviewer") == []


def test_an_agency_sees_what_it_owes_and_what_it_helps_with(ann, kai):
    for number, agency in ((1, people.transport()), (2, people.transport()), (3, people.parks()), (4, None)):
        impose({OWED: 5}, subject=f"thing:{number}", when=SET_AT + number * timedelta(days=1), agency=agency)
    seen = {who.nickname: titles(who, agencies=Agency.objects.spoken_for_by(who)) for who in (ann, kai)}
    assert seen["ann"] == [("Thing 1", OWED), ("Thing 2", OWED)]
    assert seen["kai"] == [("Thing 2", OWED), ("Thing 3", OWED)]


def test_a_queue_costs_the_same_however_long_it_is(ann, django_assert_num_queries):
    for number in range(9):
        impose({OWED: 5}, subject=f"thing:{number}")
    with django_assert_num_queries(4):  # the duties, what moved them, closures, recusals
        assert len(titles(ann)) == 9
