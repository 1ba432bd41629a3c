"""Waiting for what is to happen, however slow the machine: a deadline ends a hang, it judges no speed."""

import asyncio
import time

from django.db import connection

PATIENCE = 120  # seconds
LOOK = 0.02  # seconds between two looks


def until(happened):
    """Look until `happened()` is true, and return what it said."""
    end = time.monotonic() + PATIENCE
    while not (said := happened()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(LOOK)
    return said


async def happening(happened):
    """`until` in an event loop."""
    end = time.monotonic() + PATIENCE
    while not (said := happened()):
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(LOOK)
    return said


def somebody_waits():
    """Whether a session of this database waits for a lock that another holds."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(
            "select exists (select from pg_locks join pg_stat_activity using (pid)"
            " where not granted and datname = current_database())"
        )
        return cursor.fetchone()[0]
