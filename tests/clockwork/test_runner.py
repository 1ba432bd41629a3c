import threading
from datetime import UTC, datetime, timedelta

import pytest

from civic.clockwork import chore, registry, runner
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
