"""The table of duties is fenced by the database: each constraint and each trigger is shown to bite, with plain SQL."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from civic.duties.models import Duty
from tests.duties.things import DONE, OWED, SET_AT, impose

pytestmark = pytest.mark.django_db

SET = f"update duties_duty set {{}} where kind = '{OWED}'"
SET_DONE = f"update duties_duty set {{}} where kind = '{DONE}'"
REOPEN = f"select set_config('duties.reopened', id::text, true) from duties_duty where kind = '{DONE}'; "

MOVE = (
    "insert into duties_move (duty_id, at, why, was_due_at, due_at, counted_from)"
    " select id, now(), {why}, due_at, due_at + interval '{days} days', {counted_from} from duties_duty"
    " order by id limit 1"
)
MOVED = MOVE.format(why="'closures'", days=1, counted_from="null")

NEEDLESS = SET.format("ended_at = set_at + interval '1 day'") + "; "
PAUSED = SET.format("paused_at = set_at + interval '1 day'") + "; "

CONSTRAINTS = {
    "duty_once": (
        "insert into duties_duty (subject, kind, starts_on, length, unit, set_at, due_at)"
        " select subject, kind, starts_on, length, unit, set_at, due_at from duties_duty"
    ),
    "duty_in_known_units": (
        "insert into duties_duty (subject, kind, starts_on, length, unit, set_at, due_at)"
        " select 'thing:9', kind, starts_on, length, 'weeks', set_at, due_at from duties_duty limit 1"
    ),
    "duty_due_after_it_was_set": SET.format("set_at = due_at"),
    "move_for_a_known_reason": MOVE.format(why="'because'", days=1, counted_from="null"),
    "move_earlier_by_closures_only": MOVE.format(why="'extended'", days=-1, counted_from="null"),
    "move_says_when_it_stood": MOVE.format(why="'closures'", days=1, counted_from="now()"),
    "duty_done_or_needless": SET.format("done_at = now(), ended_at = now()"),
    "duty_not_done_while_paused": SET.format("done_at = now(), paused_at = now()"),
}
TRIGGERS = {
    "duty_is_about_one_thing": [SET.format("subject = 'thing:2'"), SET.format("kind = 'tests.other'")],
    "duty_done_stands": [
        SET_DONE.format("done_at = null"),
        SET_DONE.format("done_at = done_at + interval '1 second'"),
        SET_DONE.format("due_at = due_at + interval '1 day'"),
        REOPEN + SET_DONE.format("done_at = done_at + interval '1 second'"),
        REOPEN + SET_DONE.format("done_at = null, due_at = due_at + interval '1 day'"),
        REOPEN.replace("id::text", "'0'") + SET_DONE.format("done_at = null"),
    ],
    "duty_is_never_deleted": ["delete from duties_duty"],
    "duty_moves_with_a_reason": [
        SET.format("due_at = due_at + interval '1 day'"),
        SET.format("due_at = due_at - interval '1 day'"),
        SET.format("length = 99"),
        SET.format("starts_on = starts_on + 1"),
        SET.format("unit = 'months'"),
        MOVED + ";" + SET.format("due_at = due_at + interval '2 days'"),
    ],
    "duty_needless_stands": [
        NEEDLESS + SET.format("ended_at = null"),
        NEEDLESS + SET.format("ended_at = ended_at + interval '1 second'"),
        NEEDLESS + SET.format("agency_id = null, length = 9"),
    ],
    "duty_pause_stands": [
        PAUSED + SET.format("paused_at = null"),
        PAUSED + SET.format("paused_at = paused_at + interval '1 second'"),
        PAUSED + MOVED + "; " + SET.format("paused_at = null, due_at = due_at + interval '1 day'"),
        PAUSED + REOPEN.replace(DONE, OWED) + SET.format("paused_at = paused_at + interval '1 second'"),
    ],
    "duty_ends_after_it_began": [
        SET.format("ended_at = set_at - interval '25 hours'"),
        SET.format("paused_at = set_at - interval '25 hours'"),
    ],
    "duty_is_never_emptied": ["set constraints all immediate; truncate duties_duty cascade"],
    "move_is_never_emptied": [MOVED + "; set constraints all immediate; truncate duties_move"],
    "move_stands": [
        MOVED + "; update duties_move set due_at = was_due_at",
        MOVED + "; delete from duties_move",
    ],
}


@pytest.fixture(autouse=True)
def facts(db):
    impose({OWED: 5, DONE: 5})
    Duty.objects.filter(kind=DONE).update(done_at=SET_AT)


def attempt(statement):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_constraint_bites(name):
    assert name in attempt(CONSTRAINTS[name])


@pytest.mark.parametrize("name", TRIGGERS)
def test_the_trigger_bites(name):
    for statement in TRIGGERS[name]:
        assert "a duty stands" in attempt(statement)


def test_what_is_not_done_can_be_moved_where_it_is_written_down():
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        cursor.execute(SET.format("due_at = due_at + interval '1 day', set_at = set_at + interval '1 hour'"))
        assert cursor.rowcount == 1


def test_a_clock_that_stood_goes_on_where_that_is_written_down_or_its_decision_taken_back():
    resumed = MOVE.format(why="'resumed'", days=1, counted_from="starts_on")
    resumed = resumed.replace("counted_from)", "counted_from, stopped_on)")
    resumed = resumed.replace("starts_on from", "starts_on, starts_on from")
    with connection.cursor() as cursor:
        cursor.execute(PAUSED + resumed)
        cursor.execute(SET.format("paused_at = null, due_at = due_at + interval '1 day'"))
        assert cursor.rowcount == 1
        cursor.execute(PAUSED + REOPEN.replace(DONE, OWED))
        cursor.execute(SET.format("paused_at = null"))
        assert cursor.rowcount == 1


def test_no_constraint_is_left_untried():
    models = apps.get_app_config("duties").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(CONSTRAINTS)


def test_no_trigger_is_left_untried():
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger join pg_proc on pg_proc.oid = tgfoid"
            " where not tgisinternal and proname like 'duties_%'"
        )
        assert {name for (name,) in cursor.fetchall()} == set(TRIGGERS)
