"""What must live for ever lives for ever: it is begun again, and somebody is told."""

import asyncio
import threading

import pytest

from civic import lasting
from tests.waiting import PATIENCE, happening


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(lasting, "PAUSE", 0)


def test_a_task_that_fails_or_ends_begins_again_until_it_is_cancelled(caplog):
    begun = []

    async def work():
        begun.append(len(begun))
        if len(begun) == 1:
            raise KeyError("version")
        if len(begun) > 2:
            await asyncio.Event().wait()

    async def story():
        task = asyncio.create_task(lasting.for_ever("a task", work))
        await happening(lambda: len(begun) == 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    before = lasting.endings["a task"]
    assert asyncio.run(story())
    assert lasting.endings["a task"] == before + 2
    failed, ended = [record for record in caplog.records if record.name == "civic.lasting"]
    assert failed.exc_info and "a task failed" in failed.getMessage() and "a task ended" in ended.getMessage()


def test_a_thread_that_fails_begins_again_until_it_is_stopped():
    stop, begun = threading.Event(), []

    def work():
        begun.append(len(begun))
        if len(begun) < 3:
            raise (KeyError, SystemExit)[len(begun) - 1]("version")
        stop.set()

    before = lasting.endings["a thread"]
    thread = threading.Thread(target=lasting.until_stopped, args=["a thread", work, stop])
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive() and lasting.endings["a thread"] == before + 2
