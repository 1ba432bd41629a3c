"""Ten thousand boxes and their rolls do not slow the vote in one: what a ballot reads and writes does not grow.

Counted in pages of the database that its statements touch, not in seconds.
"""

import json

import pytest
from django.db import connection

from proposals.ballots.actions import casting
from proposals.ballots.models import Box
from tests.ballots import things

pytestmark = pytest.mark.django_db
BOXES, EACH = 10_000, 3
PAGES = 60  # touched by one statement about one ballot

MANY = """
    insert into ballots_box (subject, opens_at, closes_at, places, fingerprint, turnout, version, fault, digest)
    select 'thing:' || n, opens_at, closes_at, places, md5(n::text), 0, 1, '', ''
      from ballots_box, generate_series(1000, 999 + %s) n where id = %s
"""
ROLLS = """
    insert into ballots_roll (box_id, person_id, area, how)
    select b.id, p.id, 0, 'online' from ballots_box b, accounts_person p where b.id <> %s and p.id = any(%s)
"""


@pytest.fixture
def box(mei, bo, sam):
    """One box among ten thousand, in each of which three people have voted."""
    box = things.box()
    with connection.cursor() as cursor:
        cursor.execute(MANY, [BOXES, box.pk])
        cursor.execute(ROLLS, [box.pk, [mei.pk, bo.pk, sam.pk]])
        cursor.execute("analyze ballots_box; analyze ballots_roll")
    assert Box.objects.count() == BOXES + 1
    return box


def pages(statement, values):
    """How many pages a statement touches."""
    with connection.cursor() as cursor:
        cursor.execute(f"explain (analyze, buffers, format json) {statement}", values)
        (told,) = cursor.fetchone()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def test_a_ballot_touches_as_few_pages_as_in_a_box_that_is_alone(box, mei):
    asked = [[f"{{{box.pk}}}", f"{{{mei.pk}}}", casting.JOINED], [f"{{{box.pk}}}", "{1}"]]
    assert pages(casting.ROLLS, asked[0]) < PAGES
    assert pages(casting.ENTER, ["online", f"{{{box.pk}}}", f"{{{mei.pk}}}", "{0}"]) < PAGES
    assert pages(casting.MOVE, asked[1]) < PAGES
    assert things.vote(box, mei, 1).fresh is False, "the statement above has entered them"


def test_control_without_the_key_of_the_roll_all_of_it_is_read(box, mei):
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate; alter table ballots_roll drop constraint ballots_roll_pkey")
        cursor.execute("select indexname from pg_indexes where tablename = 'ballots_roll'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'drop index "{name}"')
    assert pages(casting.ROLLS, [f"{{{box.pk}}}", f"{{{mei.pk}}}", casting.JOINED]) > PAGES
