"""The hub: holds the sockets of this process and tells them what changed.

A changed topic is marked. At most four times a second everything marked is read in one go in a
thread, encoded once, and the same text goes to every socket that watches it. Newcomers are read for
together too, so that ten thousand pages that come back at once cost a handful of queries.
"""

import asyncio
import json
import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

from django.conf import settings
from django.db import Error, connection, connections
from django.utils import timezone

from civic import lasting
from civic.live import bus, topics, wire

TICK = 0.25  # seconds between two messages about one topic
WELCOME = 0.05  # seconds between two readings for newcomers
AGAIN = 1  # seconds after which a newcomer's topic that could not be told is read again
REREAD = 10  # seconds after which a watched topic is read again though nobody announced it
SHARE = 4  # the time it took to tell, and as often again, passes before the next: pages want answers meanwhile
BREATH = 500  # sockets served before other work in the loop gets its turn

logger = logging.getLogger(__name__)


class Told(NamedTuple):
    """What one reading says of a topic, encoded: its version and the text of its message."""

    version: int
    text: str


class Watched:
    """A topic and the sockets that watch it. `message` is its newest public state, already encoded."""

    __slots__ = ("sockets", "expected", "version", "message")

    def __init__(self):
        self.sockets = set()
        self.expected = 0  # newcomers whose reading is under way
        self.version = -1
        self.message = None

    def take(self, told: Told) -> bool:
        """Keep what was told if it is newer than what is known; return whether it is."""
        if told.version < self.version or (self.message is not None and self.message["text"] == told.text):
            return False
        self.version, self.message = told.version, wire.message(told.text)
        return True


class Hub:
    """One per process. Every method must be called in the server's event loop."""

    def __init__(self):
        self._topics = {}
        self._marked = set()
        self._newcomers = []  # (socket, the topics of it that are not told yet)
        self._addresses = Counter()
        self._count = 0
        self._tasks = []

    # --- life -----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin listening and telling. Does nothing if it has begun."""
        if self._tasks:
            return
        self._changed, self._arrived = asyncio.Event(), asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-reader")
        work = {
            "listening to the bus": partial(bus.listen, self.mark),
            "telling live numbers": self._tell,
            "welcoming live pages": self._welcome,
            "reading live numbers again": self._reread,
        }
        self._tasks = [asyncio.create_task(lasting.for_ever(name, each)) for name, each in work.items()]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    # --- sockets --------------------------------------------------------------------------

    def admits(self, address: str) -> bool:
        """Whether one more socket from `address` is welcome. A loopback address is a proxy that tells
        no addresses, or a load test: only the limit of the whole process holds for it."""
        if self._count >= settings.LIVE_SOCKETS:
            return False
        return _is_loopback(address) or self._addresses[address] < settings.LIVE_SOCKETS_PER_ADDRESS

    def enter(self, socket: Any) -> None:
        """Take in a socket: it gets the present of each of its topics, then every change."""
        self._count += 1
        self._addresses[socket.address] += 1
        for name in socket.topics:
            self._topics.setdefault(name, Watched()).expected += 1
        self._expect([(socket, socket.topics)])

    def leave(self, socket: Any) -> None:
        self._count -= 1
        self._addresses[socket.address] -= 1
        if not self._addresses[socket.address]:
            del self._addresses[socket.address]
        socket.is_gone = True
        for name in socket.topics:
            if watched := self._topics.get(name):
                watched.sockets.discard(socket)
                self._forget_if_unwatched(name)

    @property
    def count(self) -> int:
        """How many sockets are open."""
        return self._count

    def mark(self, names: set[str] | None) -> None:
        """These topics may have changed; None: all may have."""
        watched = self._topics.keys() if names is None else names & self._topics.keys()
        if watched:
            self._marked |= watched
            self._changed.set()

    # --- work -----------------------------------------------------------------------------

    async def _tell(self):
        while True:
            await self._changed.wait()
            self._changed.clear()
            names, self._marked = self._marked, set()
            present = await self._read(names)
            began = asyncio.get_running_loop().time()
            if present is None:
                self.mark(names)
            else:
                await self._spread(present)
            await asyncio.sleep(max(TICK, SHARE * (asyncio.get_running_loop().time() - began)))

    async def _spread(self, present):
        told = 0
        for name, news in present.items():
            watched = self._topics.get(name)
            if watched is None or news is None or not watched.take(news):
                continue
            for socket in tuple(watched.sockets):
                socket.push(name, watched.message)
                told += 1
                if told % BREATH == 0:
                    await asyncio.sleep(0)

    async def _welcome(self):
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            newcomers, self._newcomers = self._newcomers, []
            present = await self._read({name for _socket, names in newcomers for name in names})
            if present is None:
                self._expect(newcomers)
                await asyncio.sleep(TICK)
                continue
            for count, (socket, names) in enumerate(newcomers, 1):
                self._seat(socket, names, present)
                if count % BREATH == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(WELCOME)

    def _expect(self, newcomers):
        self._newcomers += newcomers
        self._arrived.set()

    def _seat(self, socket, names, present):
        """The reading began after the socket asked, so being in it is the permission to watch. What could not be told
        now is asked for again, and holds up nothing else."""
        untold = [name for name in names if name in present and present[name] is None and not socket.is_gone]
        if untold:
            asyncio.get_running_loop().call_later(AGAIN, self._expect, [(socket, untold)])
        for name in names:
            if name in untold:
                continue
            watched = self._topics[name]
            watched.expected -= 1
            if name not in present:
                socket.push(name, wire.message(json.dumps({"topic": name, "error": "unknown"})))
            elif not socket.is_gone:
                watched.take(present[name])
                watched.sockets.add(socket)
                socket.push(name, watched.message)
            self._forget_if_unwatched(name)

    def _forget_if_unwatched(self, name):
        watched = self._topics[name]
        if not watched.sockets and not watched.expected:
            del self._topics[name]

    async def _reread(self):
        while True:
            await asyncio.sleep(REREAD)
            self.mark(None)

    async def _read(self, names):
        """`{name: Told}` of these topics, None for one that cannot be told; None if the database is away."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, _read, names)
        except Exception as error:  # a hub must outlive whatever befalls the database
            logger.warning("live: could not read %d topics (%s)", len(names), error)
            return None


def _read(names):
    try:
        present = topics.read(names, timezone.now())
    except Error:
        connection.close()  # the next reading tries a new one
        raise
    told = {name: numbers and _encoded(name, numbers) for name, numbers in present.items()}
    topics.mended({_kind(name) for name in told} - {_kind(name) for name, news in told.items() if news is None})
    return told


def _encoded(name, numbers):
    try:
        return Told(int(numbers["version"]), json.dumps(numbers, ensure_ascii=False, separators=(",", ":")))
    except Exception as error:  # one topic's nonsense drops its own numbers
        topics.note_fault(_kind(name), error)
        return None


def _kind(name):
    return name.partition(":")[0]


def _is_loopback(address):
    return address.startswith("127.") or address == "0000:0000:0000:0000"


hub = Hub()
