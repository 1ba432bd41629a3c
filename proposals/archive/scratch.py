"""A database to throw away beside the one in use: made, migrated as far as proposals need it, dropped."""

import os
import time
from contextlib import contextmanager, suppress

from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

PREFIX = "civic_replay_"
TRIES = 20  # tries
LABELS = {"city", "accounts", "agencies", "record", "outbox", "clockwork", "live", "proposals"}


@contextmanager
def database():
    """Within, the default connection is to an empty database of our tables; afterwards all is as before.

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


def drop(name):
    """Drop it from under whoever is still connected; a vacuum of the server's own, which only its superuser may end,
    is waited for."""
    for number in range(TRIES):
        try:
            return _administer(f'drop database if exists "{name}" with (force)')
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
