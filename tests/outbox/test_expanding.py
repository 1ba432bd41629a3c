from datetime import timedelta

import pytest
from django.db import transaction

from civic.outbox import expanding
from civic.outbox.actions import post
from civic.outbox.expanding import expand
from civic.outbox.models import Letter, Mailing
from tests.people import NOON

LATER = NOON + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch, told):
    monkeypatch.setattr(expanding, "CHUNK", 2)


def tell(readers, key="told:1", kind="tests.told"):
    with transaction.atomic():
        post(kind, "proposal:1", key=key, at=NOON, readers=readers)
    return Mailing.objects.get(key=key)


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5])
def test_every_reader_gets_one_letter_in_chunks(db, number):
    mailing = tell(list(range(1, number + 1)))
    assert expand(LATER) == number
    assert sorted(mailing.letters.values_list("person_id", flat=True)) == list(range(1, number + 1))
    mailing.refresh_from_db()
    assert mailing.expanded_at == LATER
    assert expand(LATER) == 0


def test_an_expander_that_died_is_continued_where_it_stood(db):
    mailing = tell([1, 2, 3, 4, 5])
    expanding._expand_chunk(LATER)
    mailing.refresh_from_db()
    assert (mailing.cursor, mailing.expanded_at) == (2, None)
    assert expand(LATER) == 3
    assert Letter.objects.count() == 5


def test_a_reader_who_has_a_letter_already_gets_no_second(db):
    mailing = tell([1, 2, 3])
    expand(LATER)
    Mailing.objects.filter(pk=mailing.pk).update(cursor=0, expanded_at=None)
    expand(LATER)
    assert Letter.objects.count() == 3


def test_a_mailing_nobody_can_expand_holds_up_no_other_and_is_given_up_in_the_end(db):
    broken, good = tell([1], key="broken", kind="tests.unknown"), tell([1], key="good")
    assert expand(LATER) == 1
    assert good.letters.count() == 1
    now = LATER
    for pause in Mailing.PAUSES:
        broken.refresh_from_db()
        assert broken.abandoned_at is None and "KeyError" in broken.last_error
        now += pause
        expand(now)
    broken.refresh_from_db()
    assert broken.abandoned_at == now
