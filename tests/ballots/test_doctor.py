"""What the doctor says of keys and counts."""

import pytest

from civic.observing import NOTE, WELL, WRONG
from proposals.ballots import doctor, keys, rules
from proposals.ballots.models import Box
from tests.ballots import things
from tests.ballots.things import vote

pytestmark = pytest.mark.django_db


def said(question, verdict):
    return " ".join(one.words for one in question() if one.verdict == verdict)


@pytest.fixture
def box(mei):
    box = things.box()
    vote(box, mei, 1)
    return box


def paths(box, folders):
    return [folder / f"{box.fingerprint}.key" for folder in folders]


def test_without_boxes_there_is_nothing_to_say():
    assert list(doctor.ballot_keys()) == list(doctor.counts()) == []


def test_both_places_are_well(box, settings):
    settings.DEMO = True
    assert "of 1 boxes" in said(doctor.ballot_keys, WELL) and not said(doctor.ballot_keys, WRONG)
    assert not said(doctor.ballot_keys, NOTE)


def test_two_places_on_one_disk_are_worth_knowing_in_a_city(box, settings):
    settings.DEMO = False
    assert "on one disk" in said(doctor.ballot_keys, NOTE)


def test_one_copy_is_to_be_copied_and_none_is_a_lost_vote(box, folders):
    one, two = paths(box, folders)
    two.unlink()
    assert f"copy {one.name} between" in said(doctor.ballot_keys, WRONG) and not said(doctor.ballot_keys, WELL)
    one.unlink()
    words = said(doctor.ballot_keys, WRONG)
    assert "its 1 ballots are lost" in words and box.subject in words


def test_a_key_others_may_read_is_wrong(box, folders):
    paths(box, folders)[0].chmod(0o644)
    assert "chmod 600" in said(doctor.ballot_keys, WRONG)


def test_a_key_that_came_back_after_the_count_is_named(box, folders, ada, eve):
    kept = keys.read(box.fingerprint)
    box = things.confirmed(box, ada, eve)
    Box.objects.filter(pk=box.pk).update(opened_at=things.COUNTED, digest="x")
    Box.objects.filter(pk=box.pk).update(key_gone_at=things.COUNTED)
    keys.destroy(box.fingerprint)
    assert list(doctor.ballot_keys()) == []
    paths(box, folders)[1].write_bytes(kept)
    assert f"{paths(box, folders)[1]} came back" in said(doctor.ballot_keys, WRONG)


def test_a_key_of_no_box_is_not_called_one_that_came_back(box):
    keys.make()
    assert "came back" not in said(doctor.ballot_keys, WRONG)


@pytest.mark.parametrize("fault", rules.FAULTS)
def test_a_count_that_stands_still_is_named(box, fault):
    Box.objects.filter(pk=box.pk).update(fault=fault)
    assert "stands still" in said(doctor.counts, WRONG) and doctor.FAULTS[fault] in said(doctor.counts, WRONG)


def test_a_turnout_that_is_not_the_roll_is_named(box):
    Box.objects.filter(pk=box.pk).update(turnout=3)
    assert "of box" in said(doctor.counts, WRONG) and "is 3, but 1" in said(doctor.counts, WRONG)
