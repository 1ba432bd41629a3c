"""Ballots against the close and against each other, and a closing that is killed wherever it is.

Each has its negative control: the lock, or the order of the steps, is taken away, and the fault must appear.
"""

import os
import signal
import traceback
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from civic.accounts import crowd
from civic.accounts.models import Person
from civic.live import bus
from civic.record.models import Entry
from proposals.ballots import actions, keys, reading, registry
from proposals.ballots.actions import Cast, casting, closing
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests.ballots import things
from tests.ballots.things import CLOSED, CLOSES, COUNTED, MADE, TICK, again, anybody, arrival, judge, vote
from tests.races import arena
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE, somebody_waits, until


@pytest.fixture(autouse=True)
def things_and_keys(monkeypatch, settings, tmp_path):
    monkeypatch.setitem(registry._instruments, "thing", things.Things())
    settings.BALLOT_KEYS = [tmp_path / "one", tmp_path / "two"]


@pytest.fixture
def folk(own_database):
    return list(Person.objects.filter(pk__in=crowd.admit(30, tag="voter", at=MADE)).order_by("pk"))


@pytest.fixture
def box(folk):
    return things.box()


def cast_late(box, person, *choices):
    """A ballot that arrived in the last moment; a `Cast` or a `Refusal`."""
    late = arrival(box, person, *choices, at=CLOSES - TICK)
    return actions.cast_many([late], judge, clock=lambda: CLOSES)[0]


def read_without_lock(ids):
    return {box.pk: box for box in Box.objects.filter(pk__in=ids)}


# --- many at once ------------------------------------------------------------------------------


def test_everybody_at_once_and_each_twice_is_counted_once(box, folk):
    deeds = [lambda person=person, n=n: vote(box, person, n) for person in folk[:15] for n in (1, 2)]
    outcomes = arena.at_once(*deeds)
    assert [each for each in outcomes if not isinstance(each, Cast)] == []
    assert sum(each.fresh for each in outcomes) == 15
    assert (again(box).turnout, Roll.objects.count(), Sealed.objects.count()) == (15, 15, 15)
    assert reading.miscounted() == [] and len(list(reading.opened(box))) == 15


def test_batches_that_meet_in_two_boxes_do_not_wait_for_each_other(box, folk):
    other = things.box("thing:2")
    batches = [[arrival(one, person, 1) for one in pair for person in folk] for pair in ((box, other), (other, box))]
    outcomes = arena.at_once(*(lambda batch=batch: things.cast(*batch) for batch in batches * 3))
    assert all(isinstance(each, Cast) for outcome in outcomes for each in outcome)
    assert [again(each).turnout for each in (box, other)] == [30, 30]


# --- the close against a change ----------------------------------------------------------------


def test_a_change_under_way_is_waited_for_and_counted(box, folk, monkeypatch):
    vote(box, folk[0], 1)
    gate = Gate(monkeypatch, casting, "_move")
    changing = under_way(lambda: cast_late(box, folk[0], 2))
    assert gate.reached.wait(PATIENCE)
    closing_now = under_way(lambda: actions.close(box, now=CLOSED))
    until(somebody_waits)
    gate.open()
    assert changing.outcome() == Cast(False) and closing_now.outcome().closed_at == CLOSED
    assert list(reading.opened(box)) == [(0, (2,))]


def changing_while_closing(box, person, monkeypatch):
    """What a change was told that came while the close was about to commit."""
    gate = Gate(monkeypatch, closing, "tell")
    closing_now = under_way(lambda: actions.close(box, now=CLOSED))
    assert gate.reached.wait(PATIENCE)
    changing = under_way(lambda: cast_late(box, person, 2))
    done_or_waiting(changing)
    gate.open()
    assert closing_now.outcome().closed_at == CLOSED
    return changing.outcome()


def test_a_change_after_the_close_is_refused_and_the_earlier_one_stands(box, folk, monkeypatch):
    vote(box, folk[0], 1)
    assert changing_while_closing(box, folk[0], monkeypatch).code == "late"
    assert list(reading.opened(box)) == [(0, (1,))]


def test_control_without_the_lock_a_closed_box_is_changed(box, folk, monkeypatch):
    vote(box, folk[0], 1)
    monkeypatch.setattr(casting, "_lock", read_without_lock)
    monkeypatch.setattr(casting, "_move", lambda *told: None)  # which would wait for the row as well
    assert changing_while_closing(box, folk[0], monkeypatch) == Cast(False), "this is the fault that the lock prevents"
    assert list(reading.opened(box)) == [(0, (2,))]


def changing_while_opening(box, person, monkeypatch):
    """(what a change was told that came while the ballots were being opened, the papers)"""
    things.confirmed(box, *Person.objects.order_by("-pk")[:2])
    gate = Gate(monkeypatch, closing, "instrument_of")
    opening = under_way(lambda: actions.finish(box, now=COUNTED))
    assert gate.reached.wait(PATIENCE)
    changing = under_way(lambda: cast_late(box, person, 2))
    done_or_waiting(changing)
    gate.open()
    opening.outcome()
    return changing.outcome(), reading.papers(box)


def test_nobody_is_told_that_it_counts_while_the_ballots_are_opened(box, folk, monkeypatch):
    vote(box, folk[0], 1)
    told, papers = changing_while_opening(box, folk[0], monkeypatch)
    assert told.code == "late" and papers == [(0, (1,))]


def test_control_without_lock_rule_and_fence_a_change_that_counts_is_lost(box, folk, monkeypatch):
    vote(box, folk[0], 1)
    monkeypatch.setattr(casting, "_lock", read_without_lock)
    monkeypatch.setattr(casting, "_move", lambda *told: None)
    monkeypatch.setattr(casting.rules, "may_take", lambda *told: None)
    with connection.cursor() as cursor:
        cursor.execute("alter table ballots_sealed disable trigger user")
    told, papers = changing_while_opening(box, folk[0], monkeypatch)
    assert told == Cast(False) and papers == [(0, (1,))], "told that it counts, and not among the papers"


# --- killed -------------------------------------------------------------------------------------

VOTES = [(1,), (2, 3), (), (1,)]
PAPERS = [(0, ()), (0, (1,)), (0, (1,)), (0, (2, 3))]


def a_box_with_votes(folk):
    box = things.box()
    for person, choices in zip(folk, VOTES, strict=False):
        vote(box, person, *choices)
    return box


def close_it(box, folk):
    """The whole closing, from wherever it stands."""
    box = actions.close(again(box), now=CLOSED)
    for number, person in enumerate(folk[:2]):
        box = again(box)
        if not (box.first_confirmer_id, box.second_confirmer_id)[number]:
            actions.confirm(box, person, now=CLOSED, may=anybody)
    actions.finish(again(box), now=COUNTED)


@contextmanager
def moments(meet):
    """Call `meet()` before each statement, commit, and write or removal of a file, and at the end of the block: what
    comes after one of them is what comes before the next."""

    def around(real):
        def met(*args, **kwargs):
            meet()
            return real(*args, **kwargs)

        return met

    # Only within a forked process, which ends before anybody could miss what was there.
    connection.ensure_connection()
    connection._commit = around(connection._commit)
    keys.os.fsync = around(os.fsync)
    Path.unlink = around(Path.unlink)
    with connection.execute_wrapper(lambda execute, *told: around(execute)(*told)):
        yield
    meet()


def closing_in_a_process(box, folk, kill_at=None):
    """Close `box` in a process that is killed at a moment, counted from 1; how many moments there were, else None."""
    connections.close_all()
    reads, writes = os.pipe()
    process = os.fork()
    if process == 0:
        _close_and_leave(box, folk, kill_at, writes)
    os.close(writes)
    with os.fdopen(reads) as said:
        words = said.read()
    _pid, status = os.waitpid(process, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL and kill_at
        return None
    assert os.WEXITSTATUS(status) == 0, words
    return int(words)


def _close_and_leave(box, folk, kill_at, says):
    """In the forked process, which never comes back."""
    try:
        bus._gathered = bus._Gathered()  # the thread of the other one was not forked, its lock may be
        count = 0

        def meet():
            nonlocal count
            count += 1
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

        with moments(meet):
            close_it(box, folk)
        os.write(says, str(count).encode())
        os._exit(0)
    except BaseException:
        os.write(says, traceback.format_exc().encode())
        os._exit(1)


def lost(box):
    """Whether the ballots of a box can be had no more: neither as papers that are whole, nor sealed and with a key."""
    box = again(box)
    if box.digest and reading.digest_of(reading.papers(box)) == box.digest == reading.digest_of(PAPERS):
        return False
    return keys.copies(box.fingerprint) == 0 or Sealed.objects.filter(box=box).count() < len(VOTES)


def is_done(box):
    """What must be true of a box in the end, however often its closing was cut short."""
    box = again(box)
    verbs = sorted(Entry.objects.about(box.subject).filter(data__box=box.pk).values_list("verb", flat=True))
    assert reading.papers(box) == PAPERS and box.digest == reading.digest_of(PAPERS)
    assert box.closed_at and box.opened_at and box.key_gone_at and box.sealed_gone_at
    assert not Sealed.objects.filter(box=box).exists() and box.fingerprint not in keys.kept()
    assert Roll.objects.filter(box=box).count() == box.turnout == len(VOTES)
    assert verbs == [
        "ballots.box_made", "ballots.closed", "ballots.count_confirmed", "ballots.count_confirmed", "ballots.counted",
        "ballots.key_destroyed", "ballots.sealed_deleted",
    ]  # fmt: skip
    return True


def test_killed_anywhere_it_loses_nothing_and_is_taken_up_again(folk):
    box = a_box_with_votes(folk)
    count = closing_in_a_process(box, folk)
    assert is_done(box)
    assert count > 40, "void unless the moments are met"
    seen = set()
    for moment in range(1, count + 1):
        box = a_box_with_votes(folk)
        assert closing_in_a_process(box, folk, kill_at=moment) is None, "void unless it was killed"
        assert not lost(box), moment
        stood = again(box)
        seen.add((bool(stood.closed_at), bool(stood.opened_at), len(keys.kept().get(box.fingerprint, [])),
                  keys.copies(box.fingerprint), bool(stood.key_gone_at),
                  Sealed.objects.filter(box=box).exists(), bool(stood.sealed_gone_at)))  # fmt: skip
        close_it(box, folk)
        assert is_done(box), moment
    # (closed, opened, files of the key, copies of it, key gone, sealed rows, sealed gone)
    assert seen == {
        (False, False, 2, 2, False, True, False),
        (True, False, 2, 2, False, True, False),
        (True, True, 2, 2, False, True, False),
        (True, True, 2, 1, False, True, False),
        (True, True, 2, 0, False, True, False),
        (True, True, 1, 0, False, True, False),
        (True, True, 0, 0, False, True, False),
        (True, True, 0, 0, True, True, False),
        (True, True, 0, 0, True, False, False),
        (True, True, 0, 0, True, False, True),
    }


def test_control_a_key_destroyed_before_the_papers_are_committed_loses_them(folk, monkeypatch):
    real = closing.change

    def too_early(box, **fields):
        if "opened_at" in fields:
            keys.destroy(box.fingerprint)
        return real(box, **fields)

    monkeypatch.setattr(closing, "change", too_early)
    count = closing_in_a_process(a_box_with_votes(folk), folk)
    for moment in range(1, count + 1):
        box = a_box_with_votes(folk)
        closing_in_a_process(box, folk, kill_at=moment)
        if lost(box):
            return
    raise AssertionError("this is the fault that the order of the steps prevents")


def test_two_processes_that_close_one_box_do_it_once(folk):
    box = a_box_with_votes(folk)
    box = things.confirmed(box, *folk[:2])
    outcomes = arena.at_once(*[lambda: actions.finish(again(box), now=COUNTED)] * 4)
    assert [each for each in outcomes if isinstance(each, BaseException)] == []
    assert is_done(box) and Paper.objects.count() == len(PAPERS)


def test_what_was_told_to_count_survives_its_server(folk):
    """Killed while casting: whoever was told that it counts is on the roll, with a ballot that can be read."""
    box = things.box()
    connections.close_all()
    reads, writes = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            bus._gathered = bus._Gathered()
            for number, person in enumerate(folk):
                if number == 20:
                    with transaction.atomic():
                        vote(box, person, 1)
                        os.kill(os.getpid(), signal.SIGKILL)
                vote(box, person, 2)
                os.write(writes, f"{person.pk}\n".encode())
        finally:
            os._exit(1)
    os.close(writes)
    with os.fdopen(reads) as said:
        told = {int(line) for line in said}
    assert os.WIFSIGNALED(os.waitpid(process, 0)[1]) and len(told) == 20
    assert set(Roll.objects.values_list("person_id", flat=True)) == told
    assert sorted(reading.opened(box)) == [(0, (2,))] * 20 and reading.miscounted() == []
