"""What the fast doors deny, in small number: once a minute for each person or network, deed and reason.

A flood of refused requests is a few rows: each process knows what it has noted in this minute, and notes no more than
`MOST`. It is written by a thread that makes pages, never by one through which deeds pass.
"""

import logging
from concurrent.futures import Executor
from datetime import datetime

from django.db import InterfaceError, OperationalError, close_old_connections

from civic.security.actions import DENIED, note
from civic.security.whence import coming_from, truncated

MOST = 100  # in a minute

logger = logging.getLogger(__name__)


class Denials:
    """Those of one door in one process; used from one event loop. `pool`: of the threads that write."""

    def __init__(self, pool: Executor):
        self.pool = pool
        self.minute, self.known = None, set()

    def tell(self, deed: str, why: str, address: str, now: datetime, *, actor: str = "", about: str = "") -> None:
        """Have noted that a deed was denied to `actor`, or to somebody at an address who came in the name of `about`;
        both are keys, "" where nobody is known."""
        if self._is_new((deed, why, actor or about or truncated(address)), now):
            self.pool.submit(_write, deed, why, address, actor, about)

    def _is_new(self, what, now):
        minute = now.replace(second=0, microsecond=0)
        if minute != self.minute:
            self.minute, self.known = minute, set()
        if what in self.known or len(self.known) >= MOST:
            return False
        self.known.add(what)
        return True


def _write(deed, why, address, actor, about):
    close_old_connections()
    try:
        with coming_from(address):
            note("security.denied", actor=actor, about=about, result=DENIED, deed=deed, why=why)
    except (OperationalError, InterfaceError) as error:
        logger.warning("a denial could not be noted: the database is away (%s)", error)
