"""The embedded PostgreSQL: start, join, stop, repair.

    python -m civic.postgres status | stop | repair | psql-url

These are not `manage.py` commands, because settings call `join_or_start`: such a command would start the
server in order to stop it, and could not run at all while the server is broken.

A caller may rely on this. Every process of one clone shares one server; whoever comes first starts it
(about a second), the others join (about a millisecond), and some seconds after the last of them has ended, however it
ended, it is stopped (`keeper.py`). No
TCP: a socket in a folder of mode 0700, peer authentication for the server's own user and root. Nobody stops
a server that another process uses. Data are never deleted: `repair` moves a damaged folder aside. Each
failure is an `Unavailable`: one sentence, no traceback.

Imports nothing of ours, and Django not at all. Words it owns: place, turn, claim.
"""

from pathlib import Path
from typing import Any
from urllib.parse import quote

from civic.postgres.place import PORT, VERSION, Place, programs, recorded
from civic.postgres.sentences import Damaged, DiskFull, InUse, Unavailable, in_one_sentence
from civic.postgres.server import (
    NAME,
    USER,
    answers,
    connection_count,
    processes,
    replies,
    server_pid,
    serves,
    set_aside,
    shut_down,
    start,
)
from civic.postgres.turns import alone, claim, turn, until

LEAVING = 2.0  # seconds in which the server has noticed that a connection was closed

__all__ = [
    "join_or_start",
    "psql_url",
    "stop",
    "repair",
    "status",
    "recorded",
    "programs",
    "answers",
    "Place",
    "Unavailable",
    "DiskFull",
    "Damaged",
    "InUse",
]


def join_or_start(root: Path) -> dict[str, Any]:
    """Django's settings for this clone's database, once its server is ready. Joining does nothing slow."""
    root = root.resolve()
    with in_one_sentence(root):
        claim(root)
        place = recorded(root)
        if place is None or not serves(place):
            with turn(root):
                place = recorded(root)
                if place is None or not serves(place):
                    place = start(root)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(place.socket),
        "PORT": PORT,
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
        "OPTIONS": {"connect_timeout": 10},
    }


def psql_url(root: Path) -> str:
    """A libpq URL for this clone's database, for psql and pg_dump; starts nothing."""
    place = recorded(root.resolve())
    if place is None:
        raise Unavailable("This clone has no database yet: any manage.py command makes one.")
    return f"postgresql://{USER}@/{NAME}?host={quote(str(place.socket), safe='')}&port={PORT}"


def stop(root: Path) -> bool:
    """Stop this clone's server; False if none ran. Raises `InUse` while anybody else uses it."""
    root = root.resolve()
    with in_one_sentence(root):
        place = recorded(root)
        if place is None:
            return False
        with turn(root):
            if not processes(place):
                return False
            with alone(root):
                others = connection_count(place)
                if others and not until(lambda: connection_count(place) == 0, LEAVING):
                    raise InUse(f"Other programs have {others} connection(s) to the database: close those.")
                shut_down(place)
            return True


def repair(root: Path) -> str:
    """Make this clone's server run, and say in a sentence what had to be done.

    A server that answers is left alone; one that hangs is restarted; a folder that cannot be started is moved
    aside and an empty one is begun.
    """
    root = root.resolve()
    with in_one_sentence(root), turn(root):
        place = recorded(root)
        if place and answers(place) and replies(place):
            return "The database runs and answers: there is nothing to repair."
        if place:
            shut_down(place, polite=2)
        try:
            start(root)
        except Damaged as damage:
            place = recorded(root)
            shut_down(place)
            aside = set_aside(place)
            start(root)
            return (
                f"The database was damaged ({damage.reason}): the old one is now in {aside}, "
                "an empty one runs, and `manage.py migrate` is due."
            )
        return "The database runs again: nothing was lost."


def status(root: Path) -> str:
    """In a sentence: whether the server runs, as which process, and where its data are."""
    place = recorded(root.resolve())
    if place is None:
        return "There is no embedded database yet: any manage.py command makes one."
    runs = f"runs as process {server_pid(place)}" if answers(place) else "does not run"
    return (
        f"The embedded PostgreSQL {VERSION} {runs}; "
        f"data in {place.data}, socket in {place.socket}, log in {place.log}."
    )
