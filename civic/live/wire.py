"""uvicorn's websocket protocol with a short cut for frames that are ready, at half its memory.

A hub sends the same text to thousands of sockets. Encoding it once instead of once per socket saves two thirds of
the server's own work (docs/performance.md). Any other server, or uvicorn without this class, ignores
`frame` and sends `text`.
"""

import asyncio

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

UNREADABLE = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


def message(text: str) -> dict:
    """The ASGI message that sends `text`, with its frame ready: text, final, not masked, not compressed."""
    payload = text.encode()
    length = len(payload)
    if length < 126:
        head = bytes([0x81, length])
    elif length < 65536:
        head = bytes([0x81, 126]) + length.to_bytes(2, "big")
    else:
        head = bytes([0x81, 127]) + length.to_bytes(8, "big")
    return {"type": "websocket.send", "text": text, "frame": head + payload}


class Mailbox:
    """As much of `asyncio.Queue` as one reader needs: its three empty deques are most of a waiting socket."""

    __slots__ = ("letters", "reader")

    def __init__(self):
        self.letters, self.reader = [], None

    def put_nowait(self, letter):
        self.letters.append(letter)
        _let_go(self.reader)

    def empty(self):
        return not self.letters

    async def get(self):
        while not self.letters:
            self.reader = asyncio.get_running_loop().create_future()
            await self.reader
        return self.letters.pop(0)


class Gate:
    """As much of `asyncio.Event` as a line needs that is nearly always open."""

    __slots__ = ("waiting",)

    def __init__(self):
        self.waiting = None  # while it is closed: the futures of those who wait

    def is_set(self):
        return self.waiting is None

    def set(self):
        for each in self.waiting or ():
            _let_go(each)
        self.waiting = None

    def clear(self):
        self.waiting = self.waiting or []

    async def wait(self):
        while self.waiting is not None:
            self.waiting.append(asyncio.get_running_loop().create_future())
            await self.waiting[-1]


def _let_go(future):
    if future is not None and not future.done():
        future.set_result(None)


class Protocol(WebSocketsSansIOProtocol):
    """Needs `ws_per_message_deflate=False`: a ready frame is not compressed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.queue, self.writable = Mailbox(), Gate()

    def data_received(self, data):
        super().data_received(data)
        if not self.handshake_initiated and not self.transport.is_closing():
            self._turn_away()

    def _turn_away(self):
        """The head has come whole, so a request that cannot be read now never will be: one with a body, with too many
        headers or too long ones. Without this its line would stay open, unanswered and uncounted, for ever."""
        self.transport.write(b"".join(self.conn.data_to_send()) or UNREADABLE)
        self.transport.close()

    async def send(self, message):
        frame = message.get("frame")
        if message["type"] == "websocket.accept":
            await super().send(message)
            self._forget_the_handshake()
        elif frame is None or self.close_sent or self.disconnected or not self.handshake_complete:
            await super().send(message)
        elif self.writable.is_set():
            self.transport.write(frame)
        else:
            await self.writable.wait()
            await self.send(message)

    def _forget_the_handshake(self):
        """A socket may stay for hours; who holds its scope has read the headers."""
        self.request.headers.clear()
        self.scope["headers"].clear()
        self.request = self.response = None
