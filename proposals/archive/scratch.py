"""A database to throw away beside the one in use: made, migrated as far as proposals need it, dropped.

Needs a database role that may create databases; otherwise raises ProgrammingError.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

PREFIX = "civic_replay_"
TRIES = 20  # to drop a database, half a second apart
LABELS = {"city", "accounts", "agencies", "record", "outbox", "clockwork", "live", "search", "proposals"}


@contextmanager
def database() -> Iterator[str]:
    """Within, the default connection is to an empty database of our tables, whose name is given; afterwards all is as
    before.

    Its commits are not awaited by the disk: nothing in it outlives the process. What a killed process left behind is
    dropped by the next.
    """
    used = connection.settings_dict["NAME"]
    scratch = f"{PREFIX}{os.getpid()}"
    _sweep()
    _administer(f'create database "{scratch}"')
    try:
        _administer(f'alter database "{scratch}" set synchronous_commit = off')
        _connect(scratch)
        _migrate()
        yield scratch
    finally:
        _connect(used)
        drop(scratch)


def drop(name: str) -> None:
    """Drop the database `name`, whoever is still connected.

    Only a vacuum by the server itself is waited for: nobody but its superuser may end it.
    """
    for number in range(TRIES):
        try:
            _administer(f'drop database if exists "{name}" with (force)')
            return
        except ProgrammingError:
            if number == TRIES - 1:
                raise
            time.sleep(0.5)


def _connect(name):
    connection.close()
    connection.settings_dict["NAME"] = name


def _administer(statement, *values):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


def _sweep():
    """Drop the databases of processes that are gone; one that is in use refuses by itself."""
    for (name,) in _administer("select datname from pg_database where starts_with(datname, %s)", PREFIX):
        if not _lives(name.removeprefix(PREFIX)):
            with suppress(OperationalError, ProgrammingError):
                _administer(f'drop database "{name}"')


def _lives(pid):
    return pid.isdigit() and os.path.exists(f"/proc/{pid}")


def _migrate():
    executor = MigrationExecutor(connection)
    executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in LABELS])
