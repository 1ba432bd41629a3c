"""Forcing the order of a race: one deed waits at a gate inside its transaction while the other is under way."""

import threading

from tests.races import arena
from tests.waiting import PATIENCE, somebody_waits, until


class Gate:
    """A place inside a deed: `reached` tells that it has come there, `open` lets it go on."""

    def __init__(self, monkeypatch, module, step, *, before=True):
        self.reached, self._open, self._before = threading.Event(), threading.Event(), before
        self._real = getattr(module, step)
        monkeypatch.setattr(module, step, self._stop)

    def _stop(self, *args, **kwargs):
        answer = None if self._before else self._real(*args, **kwargs)
        self.reached.set()
        assert self._open.wait(PATIENCE)
        return self._real(*args, **kwargs) if self._before else answer

    def open(self):
        self._open.set()


def under_way(deed):
    """`deed` in a thread of its own; `.outcome()` waits for what it returns or raises."""
    outcomes = []
    thread = threading.Thread(target=lambda: outcomes.extend(arena.at_once(deed)), daemon=True)
    thread.start()
    thread.is_done = lambda: bool(outcomes)

    def outcome():
        thread.join(PATIENCE)
        return outcomes[0]

    thread.outcome = outcome
    return thread


def done_or_waiting(deed):
    """Come back once `deed` has come as far as it can: to its end, or to a lock that another holds."""
    until(lambda: deed.is_done() or somebody_waits())
