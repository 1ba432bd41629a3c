"""Calm in the log: while the database is away, every request fails alike, and one traceback a second says it. Pure."""

import logging
import time

PAUSE = 1.0  # seconds between two tracebacks of one kind


class Calm(logging.Filter):
    """Lets a traceback of one kind through once a second; the next one tells how many were left out."""

    def __init__(self):
        super().__init__()
        self.seen = {}  # {(logger, kind of error): (when one was let through, how many were not since)}

    def filter(self, record):
        if not record.exc_info:
            return True
        kind, now = (record.name, record.exc_info[0]), time.monotonic()
        last, left_out = self.seen.get(kind, (now - PAUSE, 0))
        if now - last < PAUSE:
            self.seen[kind] = last, left_out + 1
            return False
        self.seen[kind] = now, 0
        if left_out:
            record.msg = f"{record.msg} (and {left_out} more like it)"
        return True
