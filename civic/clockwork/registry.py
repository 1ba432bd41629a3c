"""The socket: chores and how often they are due."""

import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

chores = {}
bells = defaultdict(threading.Event)  # {name of a chore apart: rung when there is something to do in this process}


class Away(Exception):
    """What a chore needs of the outside is away: said in one line, tried again soon, no fault of ours."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done again and again: `work(now)` returns the number of things done. What it `forgets` is told in
    public, day by day, as a number (`Gone`)."""

    name: str
    every: timedelta
    work: Callable
    apart: bool = False
    forgets: bool = False


def chore(*, every: timedelta, apart: bool = False, forgets: bool = False) -> Callable:
    """Register a function `work(now) -> int` of an app's `clockwork.py`, due each `every`.

    It must be idempotent and late-safe: it is called once however many turns were missed, it may be
    killed half-way and called again, and it should leave after a few seconds even if more is to do.
    What talks to the outside (mail, text messages) and may wait for it stands `apart`: it has a thread of
    its own, so that no other chore waits with it; it raises `Away` if the outside cannot be reached. One that `forgets`
    removes what is kept of people no longer, and returns how much.
    """

    def register(work):
        name = _name(work)
        chores[name] = Chore(name, every, work, apart, forgets)
        return work

    return register


def hurry(work: Callable) -> None:
    """Have a chore apart done at once if this process does it; elsewhere it is done when it is due."""
    bells[_name(work)].set()


def _name(work):
    return f"{work.__module__.removesuffix('.clockwork')}.{work.__name__}"
