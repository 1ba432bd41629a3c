"""What the database refuses of ballots, whoever asks."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from civic.verbs import letting
from proposals.ballots import actions, reading
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests.ballots import things
from tests.ballots.things import CLOSED, CLOSES, COUNTED, DURING, OPENS, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(mei):
    box = things.box()
    vote(box, mei, 1)
    return box


def refused(deed, *told, **more):
    """Whether the database itself says no."""
    try:
        with transaction.atomic():
            deed(*told, **more)
    except IntegrityError:
        return True
    return False


def changed(box, **fields):
    return refused(Box.objects.filter(pk=box.pk).update, **fields)


def sealed(box):
    return Sealed.objects.filter(box=box)


def paper(box):
    return refused(Paper.objects.create, box=box, choices=[1])


def test_what_a_box_has_promised_stands(box):
    promised = {"subject": "thing:9", "opens_at": OPENS + things.TICK, "places": 9, "fingerprint": "x", "turnout": 0}
    for name, value in promised.items():
        assert changed(box, **{name: value}), name
    assert changed(box, closes_at=CLOSES - things.TICK)
    assert not changed(box, closes_at=CLOSES + timedelta(days=1)) and not changed(box, turnout=2)


def test_only_the_second_of_one_person_leaves_an_open_box_and_ballot_and_entry_go_together(box, mei, bo, rui):
    vote(box, bo, 2)
    vote(box, rui, 2)
    ballot = {each: sealed(box).filter(pk=reading.cipher_of(box).pseudonym(each.pk)) for each in (mei, bo, rui)}
    entry = {each: Roll.objects.filter(box=box, person=each) for each in (mei, bo, rui)}
    assert refused(entry[bo].delete) and refused(ballot[bo].delete), "without a joining"
    with letting("accounts.joined", f"{bo.pk}>{mei.pk}"):
        assert refused(entry[rui].delete), "of somebody else"
        assert refused(ballot[bo].delete), "a ballot without its entry"
        assert refused(Roll.objects.filter(box=box, person__in=[mei, bo]).delete), "both of them"
        assert not refused(entry[bo].delete) and not refused(ballot[bo].delete)
        assert not changed(box, turnout=2)
        actions.close(box, now=CLOSED)
        assert refused(ballot[rui].delete) and refused(entry[rui].delete) and changed(box, turnout=1)


def test_an_open_box_is_neither_opened_nor_forgotten_nor_closed_too_early(box, ada):
    for fields in (
        {"opened_at": DURING, "digest": "x"}, {"digest": "x"}, {"key_gone_at": DURING}, {"sealed_gone_at": DURING},
        {"roll_gone_at": DURING}, {"first_confirmer": ada}, {"second_confirmer": ada}, {"closed_at": DURING},
    ):  # fmt: skip
        assert changed(box, **fields), fields
    assert paper(box)
    assert refused(sealed(box).delete) and refused(Roll.objects.all().delete) and refused(Box.objects.all().delete)


@pytest.mark.parametrize("table", ["box", "roll", "sealed", "paper"])
def test_nothing_is_emptied_in_one_go(box, table):
    assert refused(connection.cursor().execute, f"set constraints all immediate; truncate ballots_{table} cascade")


def test_who_voted_stands_and_a_sealed_ballot_stays_in_its_place(box, bo):
    assert refused(Roll.objects.update, area=3) and refused(Roll.objects.update, how="paper")
    other = things.box("thing:2")
    for fields in ({"area": 3}, {"box": other}, {"pseudonym": uuid4()}):
        assert refused(sealed(box).update, **fields), fields
    assert not refused(sealed(box).update, ballot=b"x")
    assert refused(Roll.objects.create, box=box, person=reading.Roll.objects.get().person, how="online")


def test_a_closed_box_takes_nothing(box, bo):
    actions.close(box, now=CLOSED)
    assert refused(Roll.objects.create, box=box, person=bo, how="online")
    assert refused(Sealed.objects.create, box=box, pseudonym=uuid4(), ballot=b"x")
    assert refused(sealed(box).update, ballot=b"x")
    later = CLOSED + timedelta(days=9)
    for fields in ({"closed_at": None}, {"closed_at": COUNTED}, {"closes_at": later}, {"turnout": 2}):
        assert changed(box, **fields), fields


def test_two_different_people_confirm(box, ada, eve):
    box = actions.close(box, now=CLOSED)
    assert changed(box, second_confirmer=ada), "not before a first"
    assert not changed(box, first_confirmer=ada)
    assert changed(box, second_confirmer=ada) and changed(box, first_confirmer=eve)
    assert changed(box, opened_at=COUNTED, digest="x") and paper(box), "one is not enough"
    assert not changed(box, second_confirmer=eve)
    assert changed(box, opened_at=COUNTED), "not without a digest"
    assert changed(box, key_gone_at=COUNTED), "not before it is opened"


def test_papers_come_once_and_stand(box, ada, eve):
    box = things.confirmed(box, ada, eve)
    assert not paper(box)
    assert not changed(box, opened_at=COUNTED, digest="x")
    assert paper(box) and refused(Paper.objects.update, choices=[2]) and refused(Paper.objects.all().delete)
    assert changed(box, digest="y") and changed(box, opened_at=CLOSED)
    assert refused(sealed(box).delete), "not before the key is gone"
    assert not changed(box, key_gone_at=COUNTED)
    assert changed(box, roll_gone_at=COUNTED), "not before the sealed ballots are"
    assert not refused(sealed(box).delete) and not changed(box, sealed_gone_at=COUNTED)
    assert not refused(Roll.objects.all().delete) and not changed(box, roll_gone_at=COUNTED)
    assert changed(box, key_gone_at=None)
