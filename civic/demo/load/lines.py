"""Connections as cheap as Python allows: HTTP kept open, and sockets that only listen."""

import asyncio
import base64
import os
from typing import NamedTuple


class Reply(NamedTuple):
    status: int
    body: bytes
    head: bytes


class Line(asyncio.Protocol):
    """One HTTP connection kept open; one request at a time. Understands replies that tell their length."""

    def __init__(self):
        self._buffer = b""
        self._reply = None
        self.is_open = True

    @classmethod
    async def to(cls, host, port, local=None):
        loop = asyncio.get_running_loop()
        _, line = await loop.create_connection(cls, host, port, local_addr=local)
        return line

    def connection_made(self, transport):
        self.transport = transport

    async def ask(self, request):
        """Send the bytes of a request; its `Reply`. ConnectionError if the line breaks."""
        self._reply = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self._reply

    def data_received(self, data):
        self._buffer = self._buffer + data if self._buffer else data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _length(self._buffer[:head])
        if len(self._buffer) >= head + 4 + length:
            body = self._buffer[head + 4 : head + 4 + length]
            reply = Reply(int(self._buffer[9:12]), body, self._buffer[:head])
            self._buffer = self._buffer[head + 4 + length :]
            if self._reply and not self._reply.done():
                self._reply.set_result(reply)

    def connection_lost(self, error):
        self.is_open = False
        if self._reply and not self._reply.done():
            self._reply.set_exception(error or ConnectionError("the server hung up"))

    def close(self):
        self.transport.close()


def _length(head):
    at = head.lower().find(b"content-length:")
    if at < 0:
        return 0
    end = head.find(b"\r\n", at)
    return int(head[at + 15 : end if end > 0 else None])


class Listener(asyncio.Protocol):
    """A socket that takes what it is sent: calls `heard(text)` for each message, or only counts them."""

    def __init__(self, path, host, heard=None):
        key = base64.b64encode(os.urandom(16)).decode()
        self._hello = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        self._heard = heard
        self._buffer = b""
        self._is_through = False
        self.count = 0
        self.opened = asyncio.get_running_loop().create_future()
        self.closed = asyncio.get_running_loop().create_future()

    @classmethod
    async def to(cls, host, port, path, heard=None, local=None):
        """An open socket; ConnectionError if the server does not want it."""
        loop = asyncio.get_running_loop()
        _, listener = await loop.create_connection(
            lambda: cls(path, f"{host}:{port}", heard), host, port, local_addr=local
        )
        await listener.opened
        return listener

    def connection_made(self, transport):
        self.transport = transport
        transport.write(self._hello)

    def data_received(self, data):
        self._buffer = self._buffer + data if self._buffer else data
        if not self._is_through and not self._pass_handshake():
            return
        while self._take_frame():
            pass

    def _pass_handshake(self):
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return False
        if not self._buffer.startswith(b"HTTP/1.1 101"):
            self.opened.set_exception(ConnectionError(self._buffer[:60].decode("latin-1")))
            self.transport.close()
            return False
        self._buffer = self._buffer[head + 4 :]
        self._is_through = True
        self.opened.set_result(True)
        return True

    def _take_frame(self):
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        start, length = 2, buffer[1] & 127
        if length == 126:
            start, length = 4, int.from_bytes(buffer[2:4], "big")
        elif length == 127:
            start, length = 10, int.from_bytes(buffer[2:10], "big")
        if len(buffer) < start or len(buffer) < start + length:
            return False
        self._take(buffer[0] & 15, buffer[start : start + length])
        self._buffer = buffer[start + length :]
        return True

    def _take(self, opcode, payload):
        if opcode == 1:
            self.count += 1
            if self._heard:
                self._heard(payload)
        elif opcode == 9:  # a ping wants its pong, masked (with zeros)
            self.transport.write(bytes([0x8A, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

    def connection_lost(self, error):
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("the server hung up"))
        if not self.closed.done():
            self.closed.set_result(error)

    def close(self):
        self.transport.close()
