"""A box that is declared void: it takes nothing, is never opened, and what is left of it goes."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from civic.lifecycle import Refused
from civic.record.models import Entry
from proposals.ballots import actions, clockwork, keys, reading, rules
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests import people
from tests.ballots import things
from tests.ballots.things import CLOSED, COUNTED, DURING, again


@pytest.fixture
def cast(own_database):
    return SimpleNamespace(**{name: people.CAST[name]() for name in ("mei", "bo", "ada", "eve")})


def lose(box, folders):
    for folder in folders:
        (folder / f"{box.fingerprint}.key").unlink()


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


def test_a_lost_key_is_noted_when_the_box_closes_and_a_key_that_is_there_is_not(cast, folders):
    lost, well = things.box("thing:1"), things.box("thing:2")
    things.vote(lost, cast.mei, 1)
    lose(lost, folders)
    assert actions.close(lost, now=CLOSED).fault == "key" and actions.close(well, now=CLOSED).fault == ""
    assert Entry.objects.filter(verb="ballots.count_stopped", data__box=lost.pk).count() == 1
    assert reading.has_lost_a_key([well, lost]) and not reading.has_lost_a_key([well])


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("copies", [0, 1, 2])
def test_a_void_box_is_never_opened_and_what_is_left_goes(cast, folders, copies, is_closed):
    box, ada = things.box(), cast.ada
    things.vote(box, cast.mei, 1)
    for folder in folders[copies:]:
        (folder / f"{box.fingerprint}.key").unlink()
    if is_closed:
        actions.close(box, now=CLOSED)
    now = CLOSED if is_closed else DURING
    box = actions.void(box, now=now, actor=ada)
    assert reading.state_of_key(box) == "void" and refusal(actions.void, box, now=now, actor=ada) == "void"
    assert refusal(actions.confirm, box, ada, now=now, may=things.anybody) == "void"
    assert refusal(things.vote, box, cast.bo, 2) == "void"
    assert clockwork.count(COUNTED) == 1 and clockwork.count(COUNTED) == 0
    box = again(box)
    assert box.opened_at is None and box.key_gone_at == box.sealed_gone_at == COUNTED
    assert not keys.copies(box.fingerprint) and not Sealed.objects.exists() and not Paper.objects.exists()
    assert Roll.objects.count() == 1, "who voted is told, and can object"
    assert clockwork.forget_rolls(now + rules.ROLL_KEPT - timedelta(seconds=1)) == 0
    assert clockwork.forget_rolls(COUNTED + rules.ROLL_KEPT) == 1 and not Roll.objects.exists()


def test_what_was_opened_is_not_declared_void(cast):
    box = things.box()
    things.vote(box, cast.mei, 1)
    box = things.counted(box, cast.ada, cast.eve)
    assert refusal(actions.void, box, now=COUNTED, actor=cast.ada) == "opened"


@pytest.mark.parametrize(
    "statement",
    [
        "update ballots_box set voided_at = null",
        "update ballots_box set voided_at = voided_at + interval '1 hour'",
        "update ballots_box set opened_at = now(), digest = 'a'",
        "insert into ballots_paper (id, box_id, area, choices) select gen_random_uuid(), id, 0, '{1}' from ballots_box",
    ],
)
def test_the_database_keeps_it_void(db, ada, eve, statement):
    box = things.confirmed(things.box(), ada, eve)
    actions.void(box, now=CLOSED, actor=ada)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_closes_no_box_early_that_is_not_void(db):
    box = things.box()
    with pytest.raises(IntegrityError), transaction.atomic():
        Box.objects.filter(pk=box.pk).update(closed_at=DURING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Box.objects.filter(pk=box.pk).update(voided_at=DURING)
    assert Box.objects.filter(pk=box.pk).update(closed_at=DURING, voided_at=DURING)
