"""The switchboard: one process, one port, everything Civic serves.

Websockets go to Channels, what a fast door opens for goes through it, every other path to Django's WSGI application
in a few threads. With the server it starts and stops what lives beside the pages: the hub of live
numbers, clockwork, and the watch over the embedded database.
"""

import asyncio
import logging
import os
import sys
from collections import Counter, deque
from functools import partial

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
pages = get_wsgi_application()

from channels.routing import URLRouter  # noqa: E402 Django comes first
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from civic import lasting, metrics, postgres  # noqa: E402
from civic.clockwork import runner as clockwork  # noqa: E402
from civic.live.consumer import LiveConsumer  # noqa: E402
from civic.live.hub import hub  # noqa: E402
from civic.serving import visitors  # noqa: E402
from civic.serving.bridge import Bridge, Lane, plain  # noqa: E402
from civic.serving.doors import address, open_doors  # noqa: E402
from civic.serving.middleware import unreadable  # noqa: E402
from civic.serving.shelf import Shelf, without_traces  # noqa: E402
from civic.serving.spool import Bodies  # noqa: E402

MACHINES = ("/healthz", "/readyz", "/metrics")  # each has a thread of its own, whatever those of the pages wait for
WATCH = 2  # seconds between two looks after the embedded database
LATELY = 1000  # requests of which it is known how many addresses they came from
SLICE = 0.001  # seconds the busy event loop may keep the doors' and pages' threads from the interpreter

PASSWORDS = address(r"accounts/(?:login|signup|reauthenticate|password/[a-z/]+)/")  # where one is hashed: a core's work
SIGN_ON = address(r"accounts/sign-on/[a-z0-9]+/(?:back/|leaving/)?")  # where a provider is asked, and waited for
SIGN_ON_THREADS = 8
SIGNING_IN = 64  # who may wait there for each thread

logger = logging.getLogger(__name__)


class Switchboard:
    def __init__(self):
        self.live = URLRouter([path("live/", LiveConsumer.as_asgi())])
        self.bridge = Bridge(
            pages,
            threads=settings.PAGE_THREADS,
            queue=settings.PAGE_QUEUE,
            limit=settings.BODY_LIMIT,
            deadline=settings.BODY_DEADLINE,
            bodies=Bodies(settings.BODIES, settings.BODIES_PER_ADDRESS, settings.BODIES_ROOM),
            unreadable=unreadable,
            lanes=[
                (
                    hashes_a_password,
                    Lane("password", settings.PASSWORD_THREADS, SIGNING_IN * settings.PASSWORD_THREADS),
                ),
                (asks_a_provider, Lane("sign-on", SIGN_ON_THREADS, SIGNING_IN * SIGN_ON_THREADS)),
            ],
        )
        self.machines = {path: self._own_thread() for path in MACHINES}
        self.pages = Shelf(self.bridge, [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME])
        self.doors = open_doors(self.bridge, self.pages)
        self.requests = Counter()  # {the way a request took: how many did}
        self.addresses = deque(maxlen=LATELY)  # of the last visitors, for their number only
        metrics.watch(self)

    def _own_thread(self):
        return Bridge(pages, threads=1, queue=settings.PAGE_QUEUE, limit=0, deadline=1)

    async def __call__(self, scope, receive, send):
        if scope["type"] in ("http", "websocket"):
            scope = visitors.known(scope)
        if scope["type"] == "http" and scope["path"] in self.machines:
            self.requests["machines"] += 1
            await self.machines[scope["path"]](scope, receive, send)
        elif scope["type"] == "http":
            self.addresses.append((scope.get("client") or ("",))[0])
            if sum(name == b"host" for name, _value in scope["headers"]) > 1:
                await plain(400, "This request names more than one host.").send(send)
                return
            if home := visitors.way_home(scope):
                await plain(302, "This site has a name.", [("Location", home)]).send(send)
                return
            if scope["query_string"] and scope["method"] in ("GET", "HEAD"):
                scope = scope | {"query_string": without_traces(scope["query_string"])}
            door = next((door for door in self.doors if door.opens_for(scope)), self.pages)
            self.requests["pages" if door is self.pages else type(door).__name__] += 1
            await door(scope, receive, send)
        elif scope["type"] == "websocket":
            self.requests["sockets"] += 1
            await self.socket(scope, receive, send)
        else:
            await self.lifespan(receive, send)

    async def socket(self, scope, receive, send):
        if scope["path"] == "/live/":
            await self.live(scope, receive, send)
        elif "websocket.http.response" in scope.get("extensions", {}):
            response = plain(404, "There is nothing live here.")
            await send({"type": "websocket.http.response.start", "status": 404, "headers": response.headers})
            await send({"type": "websocket.http.response.body", "body": response.body})
        else:
            await send({"type": "websocket.close"})

    async def lifespan(self, receive, send):
        await receive()
        await self.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def start(self):
        sys.setswitchinterval(SLICE)
        hub.start()
        clockwork.start_thread()
        watch = partial(lasting.for_ever, "the watch over the database", _watch_database)
        self.watch = asyncio.create_task(watch()) if settings.EMBEDDED else None

    async def stop(self):
        if self.watch:
            self.watch.cancel()
        for door in self.doors:
            await door.close()
        await hub.stop()
        await asyncio.to_thread(clockwork.stop_thread)
        for bridge in (self.bridge, *self.machines.values()):
            bridge.close()


def hashes_a_password(scope: dict) -> bool:
    """Whether the answer to a request may need a password's hash."""
    return scope["method"] == "POST" and PASSWORDS.fullmatch(scope["path"]) is not None


def asks_a_provider(scope: dict) -> bool:
    """Whether the answer to a request may wait for another house."""
    return SIGN_ON.fullmatch(scope["path"]) is not None


async def _watch_database():
    """Start the embedded PostgreSQL again if somebody killed it."""
    while True:
        await asyncio.sleep(WATCH)
        try:
            await asyncio.to_thread(postgres.join_or_start, settings.BASE_DIR)
        except (postgres.Unavailable, OSError) as error:
            logger.error("%s", error)


application = Switchboard()
