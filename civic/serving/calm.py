"""Limits what many say alike in the log: a database that is away makes every request fail, and whoever looks for holes
sends what makes no sense, a thousand times; and what was refused to nobody is no refusal. Pure, no Django.
"""

import logging
import time

from civic.serving.shelf import is_asked_again

PAUSE = 1.0  # seconds between two tracebacks that say the same
AWAY = {"OperationalError", "InterfaceError"}  # what Django and psycopg call a database that is away
STRANGERS = "django.security."  # where Django tells of requests that no page of ours sends: a foreign host, say
QUIET = 60.0  # seconds between two lines of the same kind there
LONGEST = 300  # characters of such a line; what it quotes may be as long as a header


class Calm(logging.Filter):
    """Leaves out the traceback, never the line, of an error that says the database is away, but for one a second. Makes
    one warning a minute, without a traceback, of each kind of senseless request. The next one tells how many were left
    out. The traceback of any other fault is somebody's only trace of it. Leaves out that a plain question of the shelf
    was refused: the asker's own comes next."""

    def __init__(self):
        super().__init__()
        self.seen = {}  # {(logger, kind of error): (when one was let through, how many were not since)}

    def filter(self, record: logging.LogRecord) -> bool:
        asked = getattr(getattr(record, "request", None), "META", {})
        if is_asked_again(getattr(record, "status_code", 0), asked):
            return False
        if record.name.startswith(STRANGERS):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = record.getMessage()[:LONGEST], ()
            record.exc_info = record.exc_text = None
            return self._is_due((record.name, None), QUIET, record, "(and {} more)")
        if record.exc_info and record.exc_info[0] is not None and record.exc_info[0].__name__ in AWAY:
            kind = record.name, record.exc_info[0]
            if not self._is_due(kind, PAUSE, record, "(and {} more without their tracebacks)"):
                record.exc_info = record.exc_text = None
        return True

    def _is_due(self, kind, pause, record, rest):
        """Whether the last of this kind was let through a `pause` ago or longer; then the record tells the `rest`."""
        now = time.monotonic()
        last, left_out = self.seen.get(kind, (now - pause, 0))
        if now - last < pause:
            self.seen[kind] = last, left_out + 1
            return False
        self.seen[kind] = now, 0
        if left_out:
            record.msg = f"{record.msg} {rest.format(left_out)}"
        return True
