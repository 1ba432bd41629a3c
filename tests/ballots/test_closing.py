"""The closing: from sealed ballots to papers, each step with its marker; whatever does not agree destroys nothing."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, transaction

from civic.accounts import crowd
from civic.accounts.models import Person
from civic.lifecycle import Denied, Refusal, Refused
from civic.record.models import Entry
from proposals.ballots import actions, clockwork, keys, reading, registry, rules
from proposals.ballots.actions import Stopped
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests.ballots import things
from tests.ballots.things import CLOSED, CLOSES, COUNTED, MADE, TICK, again, anybody, confirmed, counted, vote

VOTES = [(1, 2), (), (3,), (1, 2), (2,)]


@pytest.fixture
def folk(own_database):
    return list(Person.objects.filter(pk__in=crowd.admit(7, tag="voter", at=MADE)).order_by("pk"))


@pytest.fixture
def box(folk):
    box = things.box()
    for number, (person, choices) in enumerate(zip(folk, VOTES, strict=False)):
        vote(box, person, *choices, area=1 + number % 2)
    vote(box, folk[0], 2, 3, area=1)
    return box


PAPERS = [(1, (2,)), (1, (2, 3)), (1, (3,)), (2, ()), (2, (1, 2))]


def verbs(box):
    return Counter(Entry.objects.about(box.subject).values_list("verb", flat=True))


def stopped(box):
    """Why the count of a confirmed box stands still; nothing may have been destroyed."""
    before = (Sealed.objects.filter(box=box).count(), keys.copies(box.fingerprint))
    with pytest.raises(Stopped) as stop:
        actions.finish(box, now=COUNTED)
    assert (Sealed.objects.filter(box=box).count(), keys.copies(box.fingerprint)) == before
    assert again(box).fault == stop.value.fault
    assert not again(box).key_gone_at
    return stop.value.fault


def harm(*statements):
    """What nobody but the owner of the database can do: past all fences."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in ("box", "roll", "sealed", "paper"):
            cursor.execute(f"alter table ballots_{table} disable trigger user")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute("set constraints all immediate")
        for table in ("box", "roll", "sealed", "paper"):
            cursor.execute(f"alter table ballots_{table} enable trigger user")


def test_everything_is_counted_and_then_nobodys(box, folk, folders):
    box = counted(box, *folk[:2])
    assert reading.papers(box) == PAPERS
    assert box.digest == reading.digest_of(PAPERS) and box.turnout == len(PAPERS)
    assert (box.closed_at, box.opened_at, box.key_gone_at, box.sealed_gone_at) == (CLOSED, COUNTED, COUNTED, COUNTED)
    assert not Sealed.objects.exists() and keys.copies(box.fingerprint) == 0
    assert [path for folder in folders for path in folder.iterdir()] == []
    assert Roll.objects.count() == 5 and reading.state_of_key(box) == "destroyed"
    assert verbs(box) == {
        "ballots.box_made": 1, "ballots.closed": 1, "ballots.count_confirmed": 2, "ballots.counted": 1,
        "ballots.key_destroyed": 1, "ballots.sealed_deleted": 1,
    }  # fmt: skip
    with pytest.raises(keys.KeyAway):
        list(reading.opened(box))


def test_done_again_it_does_nothing(box, folk):
    box = counted(box, *folk[:2])
    told, version = verbs(box), box.version
    actions.close(box, now=COUNTED)
    actions.finish(box, now=COUNTED + timedelta(days=1))
    assert (verbs(box), again(box).version, again(box).opened_at) == (told, version, COUNTED)
    assert reading.papers(box) == PAPERS


def test_a_digest_anybody_can_repeat():
    """`sort` is not needed: papers are published sorted."""
    text = b"1:2\n1:2,3\n2:\n"
    assert reading.digest_of([(1, (2,)), (1, (2, 3)), (2, ())]) == hashlib.sha256(text).hexdigest()


def test_a_box_nobody_voted_in_is_closed_like_any_other(folk):
    box = counted(things.box(), *folk[:2])
    assert reading.papers(box) == [] and box.digest == reading.digest_of([]) and box.sealed_gone_at


def test_other_boxes_are_left_alone(box, folk):
    other = things.box("thing:2")
    vote(other, folk[0], 1)
    counted(box, *folk[:2])
    assert reading.own(other, folk[0].pk, now=things.DURING) == (0, (1,))
    assert not again(other).closed_at


# --- who and when ------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [CLOSES - TICK, CLOSES, CLOSED - TICK])
def test_it_closes_once_all_that_arrived_in_time_is_counted(box, at):
    with pytest.raises(Refused):
        actions.close(box, now=at)
    assert not again(box).closed_at
    assert actions.close(box, now=CLOSED).closed_at == CLOSED


def test_two_people_confirm_and_neither_twice(box, folk):
    one, two, three = folk[:3]
    with pytest.raises(Refused) as open_still:
        actions.confirm(box, one, now=CLOSED, may=anybody)
    box = actions.close(box, now=CLOSED)
    for person, code in ((one, None), (one, "oneself"), (two, None), (three, "confirmed"), (one, "confirmed")):
        if code is None:
            actions.confirm(box, person, now=CLOSED, may=anybody)
        else:
            with pytest.raises(Refused) as refused:
                actions.confirm(box, person, now=CLOSED, may=anybody)
            assert refused.value.refusal.code == code
    assert open_still.value.refusal.code == "open"
    assert (again(box).first_confirmer, again(box).second_confirmer) == (one, two)


def test_who_may_confirm_is_asked_under_the_lock(box, folk):
    box, asked = actions.close(box, now=CLOSED), []

    def nobody(person):
        asked.append((person, connection.in_atomic_block))
        return Refusal("no_role", "No.")

    with pytest.raises(Denied):
        actions.confirm(box, folk[0], now=CLOSED, may=nobody)
    assert asked == [(folk[0], True)] and not again(box).first_confirmer


def test_without_two_nothing_is_opened(box, folk):
    for so_far in (0, 1):
        with pytest.raises(Refused):
            actions.finish(box, now=COUNTED)
        assert not Paper.objects.exists() and keys.copies(box.fingerprint) == 2
        if not so_far:
            box = actions.close(box, now=CLOSED)
            actions.confirm(box, folk[0], now=CLOSED, may=anybody)


def test_nothing_is_destroyed_within_somebody_elses_transaction(box, folk):
    """The papers could still be rolled back when the key is gone."""
    box = confirmed(box, *folk[:2])
    with transaction.atomic(), pytest.raises(RuntimeError):
        actions.finish(box, now=COUNTED)
    assert keys.copies(box.fingerprint) == 2


# --- what stops it -----------------------------------------------------------------------------


def test_a_ballot_that_was_changed_stops_it(box, folk):
    box = confirmed(box, *folk[:2])
    harm("update ballots_sealed set ballot = set_byte(ballot, 20, get_byte(ballot, 20) # 1)"
         " where pseudonym = (select pseudonym from ballots_sealed limit 1)")  # fmt: skip
    assert stopped(box) == "ballot"
    assert not Paper.objects.exists() and verbs(box)["ballots.count_stopped"] == 1


def test_ballots_that_changed_places_stop_it(box, folk):
    """As when somebody's ballot is copied over another's."""
    box = confirmed(box, *folk[:2])
    harm("update ballots_sealed set ballot = (select ballot from ballots_sealed order by pseudonym limit 1)"
         " where pseudonym = (select pseudonym from ballots_sealed order by pseudonym desc limit 1)")  # fmt: skip
    assert stopped(box) == "ballot"


INSERT = "insert into ballots_roll (box_id, person_id, area, how) select id, {{person}}, 1, '{}' from ballots_box"


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("delete from ballots_sealed where area = 2", "roll"),
        ("delete from ballots_roll where area = 2", "roll"),
        ("update ballots_roll set area = 3 where area = 2", "roll"),
        (INSERT.format("online"), "roll"),
        (INSERT.format("paper"), "turnout"),
        ("update ballots_box set turnout = turnout + 1", "turnout"),
    ],
)
def test_numbers_that_do_not_agree_stop_it(box, folk, statement, fault):
    box = confirmed(box, *folk[:2])
    harm(statement.format(person=folk[6].pk))
    assert stopped(box) == fault
    assert not Paper.objects.exists()


def test_a_ballot_against_the_rules_stops_it(box, folk, monkeypatch):
    monkeypatch.setattr(things, "against", lambda choices: None)
    vote(box, folk[5], 0, area=1)
    monkeypatch.undo()
    monkeypatch.setitem(registry._instruments, "thing", things.Things())
    assert stopped(confirmed(box, *folk[:2])) == "rules"


def test_a_lost_key_stops_it_until_it_is_back(box, folk, folders):
    box = confirmed(box, *folk[:2])
    for folder in folders:
        folder.rename(folder.with_name(f"{folder.name} away"))
    assert stopped(box) == "key"
    assert clockwork.count_again(COUNTED) == 0 and verbs(box)["ballots.count_stopped"] == 1, "told once"
    for folder in folders:
        folder.with_name(f"{folder.name} away").rename(folder)
    assert clockwork.count(COUNTED) == 0, "it waits for the minute"
    assert clockwork.count_again(COUNTED) == 1
    assert reading.papers(box) == PAPERS and again(box).fault == "" and again(box).sealed_gone_at


def test_papers_that_are_not_those_that_were_opened_keep_the_key(box, folk, monkeypatch):
    box = confirmed(box, *folk[:2])
    with monkeypatch.context() as still:
        still.setattr(actions.closing, "_destroy_key", lambda box, now: box)
        still.setattr(actions.closing, "_forget_sealed", lambda box, now: box)
        actions.finish(box, now=COUNTED)
    harm("update ballots_paper set choices = '{3}' where choices = '{2}'")
    assert stopped(box) == "digest"
    harm("update ballots_paper set choices = '{2}' where area = 1 and id = (select id from ballots_paper where area = 1"
         " and choices = '{3}' limit 1)")  # fmt: skip
    assert actions.finish(box, now=COUNTED).key_gone_at


def test_a_copy_that_cannot_be_destroyed_is_not_said_to_be(box, folk, folders):
    """The disk of the second place is not there: the papers stand, key and sealed ballots stay until it is back."""
    box = confirmed(box, *folk[:2])
    folders[1].rename(folders[1].with_name("away"))
    folders[1].mkdir()
    assert stopped(box) == "copy"
    assert reading.papers(box) == PAPERS
    folders[1].rmdir()
    folders[1].with_name("away").rename(folders[1])
    assert actions.finish(box, now=COUNTED).sealed_gone_at and keys.copies(box.fingerprint) == 0


# --- the clock ---------------------------------------------------------------------------------


def test_the_clock_closes_and_once_confirmed_counts(box, folk):
    assert [clockwork.close(at) for at in (CLOSED - TICK, CLOSED, CLOSED)] == [0, 1, 0]
    assert clockwork.count(CLOSED) == 0
    for person in folk[:2]:
        actions.confirm(again(box), person, now=CLOSED, may=anybody)
    assert [clockwork.count(COUNTED), clockwork.count(COUNTED)] == [1, 0]
    assert reading.papers(box) == PAPERS


def test_a_count_that_stands_still_holds_up_no_other(box, folk):
    other = confirmed(things.box("thing:2"), *folk[:2])
    box = confirmed(box, *folk[:2])
    harm(f"delete from ballots_sealed where box_id = {box.pk} and area = 2")
    assert box.pk < other.pk and clockwork.count(COUNTED) == 1
    assert again(other).sealed_gone_at and again(box).fault == "roll"


def test_the_roll_is_kept_for_half_a_year_and_the_turnout_for_good(box, folk):
    box = counted(box, *folk[:2])
    end = COUNTED + rules.ROLL_KEPT
    assert [clockwork.forget_rolls(at) for at in (end - TICK, end, end)] == [0, 1, 0]
    assert not Roll.objects.exists()
    assert (again(box).turnout, again(box).roll_gone_at) == (5, end)
    assert reading.papers(box) == PAPERS and reading.miscounted() == []
    assert verbs(box)["ballots.roll_deleted"] == 1


def test_an_open_box_keeps_its_roll(box):
    assert clockwork.forget_rolls(MADE + timedelta(days=9999)) == 0
    actions.forget_rolls(box, now=MADE + timedelta(days=9999))
    assert Roll.objects.filter(box=box).count() == 5 and not Box.objects.exclude(roll_gone_at=None).exists()
