import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import InterfaceError

from civic import lasting
from civic.clockwork import Away, chore, hurry, registry, runner
from civic.clockwork.lock import Lock
from civic.clockwork.models import Round
from tests.waiting import PATIENCE, until

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def calls(monkeypatch):
    """An empty socket with one hourly chore, and the instants it was called at."""
    monkeypatch.setattr(runner, "chores", {})
    monkeypatch.setattr(registry, "chores", runner.chores)
    calls = []

    @chore(every=HOUR)
    def tidy(now):
        calls.append(now)
        return 3

    return calls


@pytest.mark.django_db
def test_a_chore_is_done_when_due_and_not_before(calls):
    assert list(runner.run_due(NOON).values()) == [3]
    assert runner.run_due(NOON + HOUR - timedelta(microseconds=1)) == {}
    runner.run_due(NOON + HOUR)
    assert calls == [NOON, NOON + HOUR]


@pytest.mark.django_db
def test_missed_turns_are_made_up_by_one(calls):
    runner.run_due(NOON)
    runner.run_due(NOON + 50 * HOUR)
    assert len(calls) == 2


@pytest.mark.django_db
def test_a_failing_chore_is_noted_and_stops_no_other(calls):
    @chore(every=HOUR)
    def fail(now):
        raise ValueError("no such street")

    @chore(every=HOUR)
    def last(now):
        calls.append("last")

    name = f"{__name__}.fail"
    assert runner.run_due(NOON)[name] is None
    assert "last" in calls
    assert Round.objects.get(name=name).error == "ValueError: no such street"
    assert runner.run_due(NOON + HOUR)[name] is None, "a failed chore comes round again"


@pytest.mark.usefixtures("own_database")
def test_only_one_clockwork_at_a_time_holds_the_lock():
    first, second = Lock(), Lock()
    try:
        assert first.hold() and first.hold()
        assert not second.hold()
        first.release()
        assert second.hold()
    finally:
        first.release()
        second.release()


@pytest.mark.usefixtures("own_database")
def test_a_lost_connection_is_a_lost_lock_and_is_taken_again():
    lock = Lock()
    try:
        assert lock.hold()
        lock.connection.connection.close()
        assert not lock.hold()
        until(lock.hold)  # the old session ends soon
    finally:
        lock.release()


@pytest.mark.usefixtures("own_database")
def test_the_thread_works_until_it_is_stopped(calls, settings, monkeypatch):
    settings.CLOCKWORK = True
    worked = threading.Event()
    chore(every=HOUR)(lambda now: worked.set())
    runner.start_thread()
    assert worked.wait(PATIENCE)
    runner.stop_thread()
    assert not [t for t in threading.enumerate() if t.name == "clockwork"]


def test_no_thread_is_started_where_clockwork_is_off(settings):
    settings.CLOCKWORK = False
    runner.start_thread()
    assert runner._running is None


@pytest.mark.django_db
@pytest.mark.parametrize("ahead", [timedelta(microseconds=1), timedelta(days=1), timedelta(days=40_000)])
def test_a_chore_that_began_in_the_future_is_due(calls, ahead):
    Round.objects.create(name=f"{__name__}.tidy", started_at=NOON + ahead)
    assert list(runner.run_due(NOON).values()) == [3]
    assert runner.run_due(NOON) == {}, "once"


@pytest.mark.django_db
def test_a_chore_that_answers_nonsense_stops_no_other(calls):
    chore(every=HOUR)(lambda now: "a lot")
    assert set(runner.run_due(NOON).values()) == {3, None}


@pytest.mark.django_db
def test_what_is_away_is_told_in_a_line(calls, caplog):
    @chore(every=HOUR, apart=True)
    def post(now):
        raise Away("the post office is closed")

    name = f"{__name__}.post"
    assert runner.run_due(NOON)[name] is None
    assert Round.objects.get(name=name).error == "the post office is closed"
    [record] = [record for record in caplog.records if record.name == "civic.clockwork.runner"]
    assert record.exc_info is None and "the post office is closed" in record.getMessage()


@pytest.fixture
def running(own_database, calls, settings):
    """Clockwork in threads, begun by the test: `running()`; its ears are taken off in the end."""
    settings.CLOCKWORK = True
    yield runner.start_thread
    runner.stop_thread(PATIENCE)
    assert not [t for t in threading.enumerate() if t.name.startswith("clockwork")]


def test_a_chore_that_waits_for_the_world_holds_up_no_other(running):
    begun, over = threading.Event(), threading.Event()
    done = []

    @chore(every=timedelta(), apart=True)
    def wait_for_the_world(now):
        begun.set()
        over.wait(PATIENCE)

    @chore(every=timedelta())
    def turn_the_wheel(now):
        done.append(now)

    running()
    try:
        assert begun.wait(PATIENCE)
        seen = len(done)
        until(lambda: len(done) > seen + 1)
    finally:
        over.set()


def test_a_chore_apart_that_is_hurried_need_not_wait_until_it_is_due(running):
    done = []

    @chore(every=HOUR, apart=True)
    def carry(now):
        done.append(now)

    running()
    until(lambda: len(done) == 1)
    hurry(carry)
    until(lambda: len(done) == 2)


def test_a_thread_of_clockwork_that_fails_begins_again_and_is_counted(running, monkeypatch):
    faults, before = [InterfaceError("gone"), RuntimeError("what?")], lasting.endings["clockwork"]
    hold = Lock.hold

    def fail_at_first(lock):
        if faults:
            raise faults.pop()
        return hold(lock)

    monkeypatch.setattr(Lock, "hold", fail_at_first)
    monkeypatch.setattr(lasting, "PAUSE", 0.01)
    worked = threading.Event()
    chore(every=HOUR)(lambda now: worked.set())
    running()
    assert worked.wait(PATIENCE)
    assert lasting.endings["clockwork"] == before + 2
