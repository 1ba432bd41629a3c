"""The lean parts of a socket's line do what those of asyncio do; a request for one that makes no sense is turned away.
"""

import asyncio

import pytest
import uvicorn
from uvicorn.server import ServerState

from civic.live import wire
from civic.live.wire import Gate, Mailbox
from civic.serving import http
from tests.waiting import PATIENCE

HANDSHAKE = (
    b"GET /live/ HTTP/1.1\r\nHost: civic.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
)


def test_a_mailbox_gives_letters_in_order_and_waits_for_the_next():
    async def story():
        box = Mailbox()
        box.put_nowait(1)
        box.put_nowait(2)
        assert not box.empty()
        read = [await box.get(), await box.get()]
        assert box.empty()
        later = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        assert not later.done()
        box.put_nowait(3)
        return [*read, await later]

    assert asyncio.run(story()) == [1, 2, 3]


def test_a_reader_who_gave_up_loses_no_letter():
    async def story():
        box = Mailbox()
        gone = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        box.put_nowait(1)
        return await box.get()

    assert asyncio.run(story()) == 1


def test_a_gate_lets_all_through_once_it_opens_and_again_once_it_opens_again():
    async def story():
        gate, passed = Gate(), []

        async def walk(name):
            await gate.wait()
            passed.append(name)

        await walk("open")
        gate.clear()
        walkers = [asyncio.create_task(walk(name)) for name in "ab"]
        await asyncio.sleep(0)
        assert not gate.is_set() and passed == ["open"]
        gate.clear()  # closing a closed gate forgets nobody
        gate.set()
        await asyncio.gather(*walkers)
        assert gate.is_set()
        return passed

    assert asyncio.run(story()) == ["open", "a", "b"]


async def site(scope, receive, send):
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close"})


def first_line(head):
    """Of what is answered to a request for a socket, whose line then ends."""

    async def story():
        options = {"http": http.Protocol, "ws": wire.Protocol, "ws_per_message_deflate": False, "log_config": None}
        config = uvicorn.Config(site, **options)
        config.load()
        state = ServerState()
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: http.Protocol(config, state, {}), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
        try:
            writer.write(head)
            async with asyncio.timeout(PATIENCE):
                line = await reader.readline()
                if b" 101 " not in line:
                    await reader.read()
            return line
        finally:
            writer.close()
            server.close()

    return asyncio.run(story())


def test_a_request_for_a_socket_is_taken():
    assert first_line(HANDSHAKE + b"\r\n") == b"HTTP/1.1 101 Switching Protocols\r\n"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (b"Content-Length: 1000\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\n", 400),
        (b"".join(b"X-%d: a\r\n" % number for number in range(150)) + b"\r\n", 431),
        (b"X: " + b"a" * 20_000 + b"\r\n\r\n", 431),
    ],
    ids=["a body", "a body in parts", "many headers", "a long header"],
)
def test_a_request_for_a_socket_that_makes_no_sense_is_answered_and_its_line_ends(more, status):
    assert first_line(HANDSHAKE + more).startswith(b"HTTP/1.1 %d " % status)
