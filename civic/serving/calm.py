"""Limits the tracebacks in the log: while the database is away, every request fails alike, and one a second is enough.

Pure, no Django.
"""

import logging
import time

PAUSE = 1.0  # seconds between two tracebacks that say the same
AWAY = {"OperationalError", "InterfaceError"}  # what Django and psycopg call a database that is away


class Calm(logging.Filter):
    """Leaves out the traceback, never the line, of an error that says the database is away, but for one a second; the
    next one tells how many went without. The traceback of any other fault is somebody's only trace of it."""

    def __init__(self):
        super().__init__()
        self.seen = {}  # {(logger, kind of error): (when a traceback was let through, how many were not since)}

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.exc_info or record.exc_info[0] is None or record.exc_info[0].__name__ not in AWAY:
            return True
        kind, now = (record.name, record.exc_info[0]), time.monotonic()
        last, left_out = self.seen.get(kind, (now - PAUSE, 0))
        if now - last < PAUSE:
            self.seen[kind] = last, left_out + 1
            record.exc_info = record.exc_text = None
            return True
        self.seen[kind] = now, 0
        if left_out:
            record.msg = f"{record.msg} (and {left_out} more without their tracebacks)"
        return True
