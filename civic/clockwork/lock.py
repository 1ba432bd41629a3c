"""The advisory lock that lets one clockwork run per database."""

import contextlib

from django.conf import settings
from django.db import Error, connections

from civic import env

KEY = 0x434C4F434B  # "CLOCK"


class Lock:
    """A session lock on a connection of its own, which no page or chore can close or roll back.

    Behind a pooler in transaction mode a session lock is lost silently, hence `DIRECT_DATABASE_URL`.
    """

    def __init__(self):
        self.connection = connections["default"].copy()
        if settings.DIRECT_DATABASE_URL:
            self.connection.settings_dict.update(env.database(settings.DIRECT_DATABASE_URL))
        self.is_held = False

    def hold(self):
        """True if we hold the lock now, taking it if it is free."""
        try:
            with self.connection.cursor() as cursor:
                if self.is_held:
                    cursor.execute("SELECT 1")
                else:
                    cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
                    self.is_held = cursor.fetchone()[0]
        except Error:
            self.release()
        return self.is_held

    def release(self):
        """Give the lock back; a connection that is lost already has given it back."""
        if self.is_held:
            self.is_held = False
            with contextlib.suppress(Error), self.connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [KEY])
        self.connection.close()
