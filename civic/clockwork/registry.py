"""The socket: chores and how often they are due."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

chores = {}


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done again and again: `work(now)` returns the number of things done."""

    name: str
    every: timedelta
    work: Callable


def chore(*, every):
    """Register a function `work(now) -> int` of an app's `clockwork.py`, due each `every`.

    It must be idempotent and late-safe: it is called once however many turns were missed, it may be
    killed half-way and called again, and it should leave after a few seconds even if more is to do.
    """

    def register(work):
        name = f"{work.__module__.removesuffix('.clockwork')}.{work.__name__}"
        chores[name] = Chore(name, every, work)
        return work

    return register
