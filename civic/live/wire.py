"""uvicorn's websocket protocol with a short cut for frames that are ready.

A hub sends the same text to thousands of sockets. Encoding it once instead of once per socket saves two thirds of
the server's own work (docs/performance.md). Any other server, or uvicorn without this class, ignores
`frame` and sends `text`.
"""

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


def message(text):
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


class Protocol(WebSocketsSansIOProtocol):
    """Needs `ws_per_message_deflate=False`: a ready frame is not compressed."""

    async def send(self, message):
        frame = message.get("frame")
        if message["type"] == "websocket.accept":
            await super().send(message)
            self.request = self.response = None  # a socket may stay for hours, its handshake need not
        elif frame is None or self.close_sent or self.disconnected or not self.handshake_complete:
            await super().send(message)
        elif self.writable.is_set():
            self.transport.write(frame)
        else:
            await self.writable.wait()
            await self.send(message)
