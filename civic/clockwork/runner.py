"""Doing what is due: once, for ever, or in threads of the server.

One thread takes the chores in turn; a chore `apart` has a thread of its own beside it. All of them work only while
this process holds the lock.
"""

import logging
import threading
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import Error, close_old_connections, connections
from django.utils import timezone

from civic import lasting
from civic.clockwork import gone
from civic.clockwork.lock import Lock
from civic.clockwork.models import Round
from civic.clockwork.registry import Away, Chore, bells, chores

logger = logging.getLogger(__name__)

TICK = 1  # seconds between two looks at what is due
WAIT = 5  # seconds until another process is asked for the lock again, and until what is away is tried again
FAREWELL = 10  # seconds a round under way has to end

_running = None


def run_due(now: datetime, among: Iterable[Chore] | None = None) -> dict[str, int | None]:
    """Do every chore that is due at `now`, or those `among` them; returns {name: number done, or None if it failed}.

    A chore is due `every` after its last start, whether that round ended well or not; and if its last start lies in
    the future, because a clock was wrong.
    """
    started = dict(Round.objects.values_list("name", "started_at"))
    due = [c for c in list(chores.values() if among is None else among) if _is_due(c, started.get(c.name), now)]
    return {chore.name: _do(chore, now) for chore in due}


def _is_due(chore, started, now):
    return started is None or not started <= now < started + chore.every


def _do(chore, now):
    Round.objects.update_or_create(name=chore.name, defaults={"started_at": now})
    did, error = 0, ""
    try:
        did = int(chore.work(now) or 0)
    except Away as away:
        logger.error("The chore %s waits: %s", chore.name, away)
        error = str(away)[:1000]
    except Exception as failure:  # one chore's failure must not stop the others
        logger.exception("The chore %s failed", chore.name)
        error = f"{type(failure).__name__}: {failure}"[:1000]
    if did and chore.forgets:
        gone.note(chore.name, now, did)
    Round.objects.filter(name=chore.name).update(finished_at=timezone.now(), did=did, error=error)
    return None if error else did


def run_forever(stop: threading.Event) -> None:
    """Look at what is due each second until the event `stop` is set; one process at a time does."""
    lock = Lock()
    hands = [_begin(f"clockwork {chore.name}", partial(_apart, chore, lock, stop), stop) for chore in _apart_chores()]
    try:
        lasting.until_stopped("clockwork", partial(_in_turn, lock, stop), stop)
    finally:
        stop.set()
        for chore in _apart_chores():
            bells[chore.name].set()
        for hand in hands:
            hand.join(FAREWELL)
        lock.release()


def _apart_chores():
    return [chore for chore in chores.values() if chore.apart]


def _begin(name, work, stop):
    """A daemon, so that a server that ends does not wait for a mail server that does not answer."""
    thread = threading.Thread(target=_closing, args=[partial(lasting.until_stopped, name, work, stop)], daemon=True)
    thread.name = name
    thread.start()
    return thread


def _closing(work):
    try:
        work()
    finally:
        connections.close_all()


def _in_turn(lock, stop):
    while not stop.is_set():
        pause = TICK if _one_look(lock) else WAIT
        stop.wait(pause)


def _one_look(lock):
    """Run what is due in turn if the lock is ours; a database that is away is waited for."""
    return lock.hold() and _look([chore for chore in chores.values() if not chore.apart]) is not None


def _apart(chore, lock, stop):
    """Look after one chore that stands apart: each second, or when its bell is rung."""
    bell = bells[chore.name]
    while not stop.is_set():
        was_rung = bell.is_set()
        bell.clear()
        done = _look([chore], hurried=was_rung) if lock.is_held else {}
        bell.wait(TICK if done is not None and None not in done.values() else WAIT)


def _look(among, hurried=False):
    """What `run_due` did `among` these chores, all of them if `hurried`; None if the database cannot be asked."""
    close_old_connections()
    try:
        now = timezone.now()
        return {chore.name: _do(chore, now) for chore in among} if hurried else run_due(now, among)
    except Error as error:
        logger.error("Clockwork could not reach the database: %s", error)
        return None
    finally:
        close_old_connections()


def start_thread() -> None:
    """Start clockwork beside the server, once per process, unless CLOCKWORK=off; see `stop_thread`."""
    global _running
    if not settings.CLOCKWORK or _running:
        return
    stop = threading.Event()
    thread = threading.Thread(target=_closing, args=[partial(run_forever, stop)], name="clockwork", daemon=True)
    _running = stop, thread
    thread.start()


def stop_thread(timeout: float = FAREWELL) -> None:
    """Let the rounds under way end, then stop."""
    global _running
    if _running:
        stop, thread = _running
        stop.set()
        thread.join(timeout)
        _running = None
