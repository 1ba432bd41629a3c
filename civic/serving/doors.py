"""Fast doors: ASGI applications past Django's middleware, for what many people do in the same moment.

An app plugs its doors in by a module or package `fast`, with `@door` on subclasses of `Door`. The switchboard opens one
of each in every process and asks them in turn, before the pages.
"""

import logging
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections
from django.http import parse_cookie
from django.utils.module_loading import autodiscover_modules

from civic.serving.bridge import Bridge, Response
from civic.serving.turnstile import Full, Turnstile, Unavailable

PAUSE = 0.2  # seconds between two tries while the database is away

logger = logging.getLogger(__name__)
_registered = []


class Door:
    """Answers one kind of request for many people at once, in batches that are one piece of `work` each.

    A subclass says its `method` and `path` (a regular expression for the address behind the language), does the `work`
    and writes `respond`. One per process, used from one event loop; `bridge` makes pages, `pages` answers whoever the
    door leaves to Django.
    """

    method = "GET"
    path = ""
    room = 4000  # people who may wait
    patience = 5  # seconds a batch waits for a database that is away
    whole = False  # whether a batch that failed is tried again as it is, never one by one
    with_slip: Callable[[str], dict] | None = None  # of a door that takes slips: the JSON that hands in one and no more

    def __init__(self, bridge: Bridge, pages: Callable):
        self.bridge, self.pages = bridge, pages
        self.address = address(self.path)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=type(self).__name__)
        self.turnstile = Turnstile(self._patiently, self.thread, room=self.room, whole=self.whole)

    def opens_for(self, scope: dict) -> bool:
        """Whether a request is for this door."""
        return scope["method"] == self.method and self.address.fullmatch(scope["path"]) is not None

    async def __call__(self, scope, receive, send):
        try:
            response = await self.respond(scope, receive)
        except (Full, Unavailable):
            response = self.busy(scope)
        if response is None:
            await self.pages(scope, receive, send)
        else:
            await response.send(send)

    async def respond(self, scope: dict, receive: Callable) -> Response | None:
        """The response to a request, or None to leave it to Django; `self.turnstile.enter(item)` does the work."""
        raise NotImplementedError

    def busy(self, scope: dict) -> Response:
        """The response (503) while too many wait or the database is away: come back in a moment."""
        raise NotImplementedError

    def work(self, items: Sequence) -> Sequence:
        """One result per item, in order; blocking, in the door's thread, safe to repeat after any failure."""
        raise NotImplementedError

    def _patiently(self, items):
        """`work(items)`, tried again for `patience` seconds while the database is away; then raises `Unavailable`."""
        deadline = time.monotonic() + self.patience
        while True:
            try:
                return self.work(items)
            except (OperationalError, InterfaceError) as error:
                connection.close()
                if time.monotonic() > deadline:
                    logger.error("%s: the database is away (%s)", type(self).__name__, error)
                    raise Unavailable from error
                time.sleep(PAUSE)

    async def close(self) -> None:
        """Answer everybody inside, then let go of the database."""
        await self.turnstile.close()
        self.thread.submit(connections.close_all)
        self.thread.shutdown(wait=False)


def address(path: str) -> re.Pattern:
    """What the address of `path` looks like in every language; the group `language` is None in the default one."""
    others = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return re.compile(rf"/(?:(?P<language>{others})/)?{path}", re.ASCII)


def cookies(scope: dict) -> dict[str, str]:
    """The cookies that came with a request, {name: value}."""
    return parse_cookie(";".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie"))


def door(cls: type[Door]) -> type[Door]:
    """Register a door; in the order of registration they are asked."""
    _registered.append(cls)
    return cls


def door_at(method: str, path: str) -> type[Door] | None:
    """Which kind of door is asked first with `method` at `path`."""
    return next((cls for cls in _doors() if cls.method == method and address(cls.path).fullmatch(path)), None)


def open_doors(bridge: Bridge, pages: Callable) -> list[Door]:
    """One of each door that an app has plugged in."""
    return [cls(bridge, pages) for cls in _doors()]


def _doors():
    autodiscover_modules("fast")
    return _registered
