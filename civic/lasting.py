"""Work that lives as long as its process: whatever else ends it is logged and counted, and it begins again. Pure."""

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Awaitable, Callable

PAUSE = 1.0  # seconds until a work that ended begins again

logger = logging.getLogger(__name__)
endings: Counter[str] = Counter()  # {name of a work: how often it ended unasked in this process}


async def for_ever(name: str, work: Callable[[], Awaitable]) -> None:
    """Do `await work()` again and again, as a task; only cancelling ends it."""
    while True:
        try:
            await work()
            _note(name, "ended")
        except Exception:
            _note(name, "failed", exc_info=True)
        await asyncio.sleep(PAUSE)


def until_stopped(name: str, work: Callable[[], None], stop: threading.Event) -> None:
    """Do `work()` again and again, as a thread, until `stop` is set."""
    while not stop.is_set():
        try:
            work()
            if not stop.is_set():
                _note(name, "ended")
        except (Exception, SystemExit):  # which would end a thread without a word
            _note(name, "failed", exc_info=True)
        stop.wait(PAUSE)


def _note(name, how, exc_info=False):
    endings[name] += 1
    logger.error("%s %s, and begins again", name, how, exc_info=exc_info)
