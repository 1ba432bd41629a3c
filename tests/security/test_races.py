"""Sealing while somebody writes: ids are given in an order, but not committed in it."""

import threading
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connections, transaction

from civic.record.actions import write
from civic.security import sealing
from civic.security.models import Seal

pytestmark = pytest.mark.usefixtures("own_database")
NOON, MIDNIGHT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC), datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
AT_MOST = 30  # seconds until such a test is given up


@contextmanager
def somebody_writing():
    """Inside, another transaction has written an entry and not yet ended."""
    has_written, may_end = threading.Event(), threading.Event()

    def work():
        with transaction.atomic():
            write("opened", "proposal:1", actor="clock", at=NOON)
            has_written.set()
            may_end.wait(AT_MOST)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert has_written.wait(AT_MOST)
    try:
        yield
    finally:
        may_end.set()
        thread.join(AT_MOST)


def test_whoever_writes_is_waited_for_and_nothing_is_sealed_until_then(monkeypatch):
    monkeypatch.setattr(sealing, "PATIENCE", "200ms")
    with somebody_writing():
        write("opened", "proposal:2", actor="clock", at=NOON)
        with pytest.raises(OperationalError):
            sealing.seal(MIDNIGHT)
        write("opened", "proposal:3", actor="clock", at=NOON)
    assert not Seal.objects.exists()
    assert sealing.seal(MIDNIGHT) == 2
    assert Seal.objects.get(book="record").count == 3 and list(sealing.faults(MIDNIGHT)) == []


def test_negative_control_without_the_wait_a_row_comes_after_its_seal(monkeypatch):
    def newest(book):
        with connections["default"].cursor() as cursor:
            cursor.execute(f"select coalesce(max(id), 0) from {book.table}")
            return cursor.fetchone()[0]

    monkeypatch.setattr(sealing, "_written", newest)
    with somebody_writing():
        write("opened", "proposal:2", actor="clock", at=NOON)
        sealing.seal(MIDNIGHT)
    assert [fault.kind for fault in sealing.faults(MIDNIGHT)] == [sealing.ADDED]
