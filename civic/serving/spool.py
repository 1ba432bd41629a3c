"""Bodies read whole, from the network to memory or disk, before anything waits for them. Pure."""

import asyncio
from tempfile import SpooledTemporaryFile

IN_MEMORY = 64 * 1024


class Unreadable(Exception):
    """A body that will not be taken: `status` is the HTTP status, the text a sentence."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


async def spool(scope, receive, *, limit, deadline):
    """The whole body of a request as a file at its beginning, and its length in bytes.

    Raises `Unreadable`: 413 beyond `limit` bytes, 408 if it is not complete after `deadline` seconds,
    400 if it ends early or its length is not the announced one.
    """
    announced = announced_length(scope)
    if announced is not None and announced > limit:
        raise Unreadable(413, "This is too large.")
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 the reader closes it
    if announced == 0:
        return file, 0
    try:
        async with asyncio.timeout(deadline):
            length = await _take(receive, file, limit)
    except TimeoutError:
        raise Unreadable(408, "The upload took too long.") from None
    if announced is not None and length != announced:
        raise Unreadable(400, "The upload is not as long as it said.")
    file.seek(0)
    return file, length


async def _take(receive, file, limit):
    length = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Unreadable(400, "The upload ended early.")
        part = message.get("body", b"")
        length += len(part)
        if length > limit:
            raise Unreadable(413, "This is too large.")
        file.write(part)
        if not message.get("more_body", False):
            return length


def announced_length(scope):
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
