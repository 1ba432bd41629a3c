"""The one consumer: `/live/?topic=proposal:42&topic=…`."""

import asyncio
import logging
import types
from urllib.parse import parse_qs

from channels.consumer import AsyncConsumer
from channels.exceptions import StopConsumer

from civic.live import topics
from civic.live.hub import hub
from civic.serving import visitors
from civic.serving.callers import caller

MOST_TOPICS = 100
BAD_REQUEST = 4400

logger = logging.getLogger(__name__)


class Socket:
    """One open page. A page that cannot keep up gets the newest state of each topic, never a queue;
    one that takes nothing any more is closed by the server's pings and the kernel's timeout."""

    __slots__ = ("address", "topics", "is_gone", "_send", "_waiting", "_drain")

    def __init__(self, send, address, wanted):
        self.address = address
        self.topics = wanted
        self.is_gone = False
        self._send = send
        self._waiting = None
        self._drain = None

    def push(self, topic, message):
        """Send at once if the line is free; otherwise keep `message` as the newest of its topic."""
        if self._drain is not None:
            self._waiting[topic] = message
            return
        sending = self._send(message)
        try:
            blocked_on = sending.send(None)
        except StopIteration:
            return
        except Exception as error:  # the line is closed; its disconnect is on the way to us
            logger.debug("live: a socket takes nothing (%r)", error)
            return
        self._waiting = {}
        self._drain = asyncio.create_task(self._catch_up(_finish(sending, blocked_on)))

    async def _catch_up(self, sending):
        try:
            await sending
            while self._waiting:
                await self._send(self._waiting.pop(next(iter(self._waiting))))
        except Exception as error:  # as above
            logger.debug("live: a socket takes nothing more (%r)", error)
        finally:
            self._drain = self._waiting = None


@types.coroutine
def _finish(coroutine, blocked_on):
    """Await the rest of a coroutine that was already driven to its first stop: a task that costs
    nothing when there is nothing to wait for."""
    try:
        yield blocked_on
    except BaseException as error:
        coroutine.throw(error)
    yield from coroutine


class LiveConsumer(AsyncConsumer):
    """Sends; what the page says is not listened to. Lives until the page or the server goes."""

    socket = None

    async def __call__(self, scope, receive, send):
        # As Channels' own, without a channel layer: no second task per socket, no visit to the database thread.
        self.scope, self.base_send = scope, send
        try:
            while True:
                message = await receive()
                await getattr(self, message["type"].replace(".", "_"))(message)
        except StopConsumer:
            pass
        finally:
            if self.socket is not None:
                hub.leave(self.socket)

    async def websocket_connect(self, message):
        hub.start()
        address = caller(self.scope)
        wanted = _wanted(self.scope["query_string"])
        if foreign := visitors.stranger(self.scope["headers"]):
            logger.warning("live: turned away a socket with a foreign %s", foreign)
            await self._turn_away(400 if foreign == "host" else 403, b"This is for pages of this site.\n")
            return
        if not hub.admits(address):
            await self._turn_away(503, b"Too many open pages.\n", [(b"retry-after", b"30")])
            return
        await self.base_send({"type": "websocket.accept"})
        if not wanted:
            await self.base_send({"type": "websocket.close", "code": BAD_REQUEST})
            return
        self.socket = Socket(self.base_send, address, wanted)
        hub.enter(self.socket)

    async def _turn_away(self, status, words, headers=()):
        """With a status and words where the server can say so, otherwise the bare refusal of a handshake."""
        if "websocket.http.response" not in self.scope.get("extensions", {}):
            await self.base_send({"type": "websocket.close"})
            return
        headers = [*headers, (b"content-type", b"text/plain; charset=utf-8")]
        await self.base_send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await self.base_send({"type": "websocket.http.response.body", "body": words})

    async def websocket_receive(self, message):
        pass

    async def websocket_disconnect(self, message):
        raise StopConsumer


def _wanted(query):
    """The topics asked for, each once; none if any is not a topic or there are too many."""
    names = dict.fromkeys(parse_qs(query.decode("latin-1")).get("topic", []))
    if len(names) > MOST_TOPICS or not all(map(topics.is_known, names)):
        return ()
    return tuple(names)
