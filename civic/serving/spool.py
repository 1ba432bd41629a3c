"""Bodies read whole, from the network to memory or disk, before anything waits for them. Pure."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from civic.serving.callers import caller

IN_MEMORY = 64 * 1024  # bytes of a body; a longer one lies on the disk
HEARD_OUT = 4  # times the limit is read, and thrown away: who still sends when the answer comes may not read it


class Unreadable(Exception):
    """A body that will not be taken: `status` is the HTTP status, the text a sentence."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status


class Coming:
    """A body on its way from `caller`: `size` bytes are here; `timeout` ends it."""

    __slots__ = ("caller", "size", "timeout")

    def __init__(self, whose: str):
        self.caller, self.size, self.timeout = whose, 0, None


class Bodies:
    """All bodies of a process: at most `most` on their way, `each` of them from one address, in `room` bytes.

    One more is never refused. The oldest of whoever sends most ends instead (408), so whoever sends a form in one go
    gets in, however many trickle. A body keeps its room until its page is made. Use it from one event loop.
    """

    def __init__(self, most: int = 1000, each: int = 100, room: int = 2**30):
        self.most, self.each, self.room = most, each, room
        self.count = self.size = 0
        self._coming = {}  # {caller: {Coming: None}}, the oldest first

    @asynccontextmanager
    async def taken(
        self, scope: dict, receive: Callable, *, limit: int, deadline: float
    ) -> AsyncIterator[tuple[BinaryIO, int]]:
        """The whole body of a request as a file at its beginning, and its length in bytes; kept for the block.

        Raises `Unreadable`: 413 beyond `limit` bytes, 408 if it is not complete after `deadline` seconds or others
        need its place, 400 if it ends early or its length is not the announced one.
        """
        announced = announced_length(scope)
        if announced == 0:
            yield BytesIO(), 0
            return
        if announced is not None and announced > HEARD_OUT * limit:
            raise _too_large()
        coming = Coming(caller(scope))
        is_short = announced is not None and announced <= IN_MEMORY
        with BytesIO() if is_short else SpooledTemporaryFile(IN_MEMORY) as file:
            try:
                length = await self._whole(coming, receive, file, limit, deadline)
                if announced is not None and length != announced:
                    raise Unreadable(400, "The upload is not as long as it said.")
                file.seek(0)
                yield file, length
            finally:
                self._forget(coming)

    async def _whole(self, coming, receive, file, limit, deadline):
        try:
            async with asyncio.timeout(deadline) as coming.timeout:
                self._enter(coming)
                return await self._take(coming, receive, file, limit)
        except TimeoutError:
            raise Unreadable(408, "The upload took too long.") from None
        finally:
            self._leave(coming)

    async def _take(self, coming, receive, file, limit):
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Unreadable(400, "The upload ended early.")
            part = message.get("body", b"")
            length += len(part)
            if length <= limit:
                file.write(part)
                self._grow(coming, len(part))
            else:
                file.truncate(0)
                self._forget(coming)
            more = message.get("more_body", False)
            if length > limit and (not more or length > HEARD_OUT * limit):
                raise _too_large()
            if not more:
                return length

    def _enter(self, coming):
        own = self._coming.get(coming.caller, ())
        if len(own) >= self.each:
            self._end(next(iter(own)))
        elif self.count >= self.most:
            self._end(next(iter(max(self._coming.values(), key=len))))
        self._coming.setdefault(coming.caller, {})[coming] = None
        self.count += 1

    def _leave(self, coming):
        own = self._coming.get(coming.caller, {})
        if coming in own:
            del own[coming]
            self.count -= 1
            if not own:
                del self._coming[coming.caller]

    def _grow(self, coming, size):
        coming.size += size
        self.size += size
        while self.size > self.room and self._coming:
            heaviest = max(self._coming.values(), key=lambda own: sum(each.size for each in own))
            self._end(max(heaviest, key=lambda each: each.size))

    def _forget(self, coming):
        self.size -= coming.size
        coming.size = 0

    def _end(self, coming):
        self._leave(coming)
        self._forget(coming)
        if not coming.timeout.expired():
            coming.timeout.reschedule(0)


def _too_large():
    return Unreadable(413, "This is too large.")


def announced_length(scope: dict) -> int | None:
    """What the headers say of the body's length; 0 if there is no body, None if they do not say."""
    length = None
    for name, value in scope["headers"]:
        if name == b"content-length":
            if not value.isdigit():
                raise Unreadable(400, "The length of the upload makes no sense.")
            length = int(value)
        elif name == b"transfer-encoding":
            return None
    return length or 0
