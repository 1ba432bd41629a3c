"""Doing what is due: once, for ever, or in a thread of the server."""

import logging
import threading

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections
from django.utils import timezone

from civic.clockwork.lock import Lock
from civic.clockwork.models import Round
from civic.clockwork.registry import chores

logger = logging.getLogger(__name__)

TICK = 1  # seconds between two looks at what is due
WAIT = 5  # seconds until another process is asked for the lock again

_running = None


def run_due(now):
    """Do every chore that is due at `now`; returns {name: number done, or None if it failed}.

    A chore is due `every` after its last start, whether that round ended well or not.
    """
    started = dict(Round.objects.values_list("name", "started_at"))
    due = [c for c in list(chores.values()) if c.name not in started or started[c.name] + c.every <= now]
    return {chore.name: _do(chore, now) for chore in due}


def _do(chore, now):
    Round.objects.update_or_create(name=chore.name, defaults={"started_at": now})
    did, error = 0, ""
    try:
        did = chore.work(now) or 0
    except Exception as failure:  # one chore's failure must not stop the others
        logger.exception("The chore %s failed", chore.name)
        error = f"{type(failure).__name__}: {failure}"[:1000]
    Round.objects.filter(name=chore.name).update(finished_at=timezone.now(), did=did, error=error)
    return None if error else did


def run_forever(stop):
    """Look at what is due each second until the event `stop` is set; one process at a time does."""
    lock = Lock()
    try:
        while not stop.is_set():
            pause = TICK if _one_look(lock) else WAIT
            stop.wait(pause)
    finally:
        lock.release()


def _one_look(lock):
    """Run what is due if the lock is ours; a database that is away is waited for."""
    close_old_connections()
    try:
        if not lock.hold():
            return False
        run_due(timezone.now())
    except DatabaseError:
        logger.exception("Clockwork could not reach the database")
        return False
    finally:
        close_old_connections()
    return True


def start_thread():
    """Start clockwork beside the server, once per process, unless CLOCKWORK=off; see `stop_thread`."""
    global _running
    if not settings.CLOCKWORK or _running:
        return
    stop = threading.Event()
    thread = threading.Thread(target=_thread, args=[stop], name="clockwork", daemon=True)
    _running = stop, thread
    thread.start()


def _thread(stop):
    try:
        run_forever(stop)
    finally:
        connections.close_all()


def stop_thread(timeout=10):
    """Let the round under way end, then stop."""
    global _running
    if _running:
        stop, thread = _running
        stop.set()
        thread.join(timeout)
        _running = None
