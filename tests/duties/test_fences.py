"""The table of duties is fenced by the database: each constraint and each trigger is shown to bite, with plain SQL."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from civic.duties.models import Duty
from tests.duties.things import DONE, OWED, SET_AT, impose

pytestmark = pytest.mark.django_db

SET = f"update duties_duty set {{}} where kind = '{OWED}'"
SET_DONE = f"update duties_duty set {{}} where kind = '{DONE}'"

CONSTRAINTS = {
    "duty_once": (
        "insert into duties_duty (subject, kind, starts_on, length, unit, set_at, due_at)"
        " select subject, kind, starts_on, length, unit, set_at, due_at from duties_duty"
    ),
    "duty_in_known_units": SET.format("unit = 'weeks'"),
    "duty_due_after_it_was_set": SET.format("due_at = set_at"),
    "duty_done_or_needless": SET.format("done_at = now(), ended_at = now()"),
    "duty_not_done_while_paused": SET.format("done_at = now(), paused_at = now()"),
}
TRIGGERS = {
    "duty_is_about_one_thing": [SET.format("subject = 'thing:2'"), SET.format("kind = 'tests.other'")],
    "duty_done_stands": [
        SET_DONE.format("done_at = null"),
        SET_DONE.format("done_at = done_at + interval '1 second'"),
        SET_DONE.format("due_at = due_at + interval '1 day'"),
    ],
    "duty_is_never_deleted": ["delete from duties_duty"],
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


def test_what_is_not_done_can_be_moved():
    with connection.cursor() as cursor:
        cursor.execute(SET.format("due_at = due_at + interval '1 day', set_at = set_at + interval '1 hour'"))
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
