"""Connections of a real server: heads have an end in size and time, and a line that stands still is cut."""

import asyncio
import contextlib

import pytest
import uvicorn
import uvloop
from uvicorn.server import ServerState

from civic.serving import http
from civic.serving.http import AHEAD, HEAD, HEADERS, Protocol
from tests.waiting import PATIENCE, happening

PLAIN = b"GET / HTTP/1.1\r\nHost: civic.test\r\n\r\n"


class Site:
    """An ASGI application that says what it was asked; `body` is its answer, `asked` the scopes so far."""

    def __init__(self, body=b"here"):
        self.body, self.asked, self.gate = body, [], asyncio.Event()
        self.gate.set()

    async def __call__(self, scope, receive, send):
        self.asked.append(scope)
        await self.gate.wait()
        if scope["method"] == "POST":
            while (await receive()).get("more_body"):
                pass
        length = b"%d" % len(self.body)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]})
        for start in range(0, len(self.body), 2**16):
            await send({"type": "http.response.body", "body": self.body[start : start + 2**16], "more_body": True})
        await send({"type": "http.response.body"})


@contextlib.asynccontextmanager
async def opened(site, **options):
    """(how to connect, the connections of the server): `site` behind the protocol."""
    config = uvicorn.Config(site, http=Protocol, ws="none", log_config=None, timeout_keep_alive=PATIENCE, **options)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Protocol(config, state, {}), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield lambda **more: asyncio.open_connection("127.0.0.1", port, **more), state.connections
    finally:
        for connection in tuple(state.connections):
            connection.transport.abort()
        server.close()


def said(site, *parts, close=True):
    """All that is answered to `parts`, sent one after the other, until the server hangs up (or the client has)."""

    async def story():
        async with opened(site) as (connect, _connections):
            reader, writer = await connect()
            for part in parts:
                writer.write(part)
                await asyncio.sleep(0)
                with contextlib.suppress(ConnectionError):
                    await writer.drain()
            answer = b""
            with contextlib.suppress(ConnectionError):
                while part := await reader.read(2**16):
                    answer += part
                    if not close and part.endswith(b"here"):
                        break
            writer.close()
            return answer

    return asyncio.run(story())


def test_a_request_in_pieces_is_answered():
    """The negative control: slow and long alone are no fault."""
    pieces = [PLAIN[at : at + 1] for at in range(len(PLAIN))]
    assert said(Site(), *pieces, close=False).endswith(b"here")
    long = PLAIN[:-2] + b"Cookie: " + b"x" * (HEAD - 1000) + b"\r\n\r\n"
    assert said(Site(), long, close=False).endswith(b"here")


def test_a_request_knows_whether_whoever_sent_it_has_gone():
    async def story():
        site = Site()
        site.gate.clear()
        async with opened(site) as (connect, _connections):
            for sent in (PLAIN, b"POST / HTTP/1.1\r\nHost: civic.test\r\nContent-Length: 2\r\n\r\nab"):
                _reader, writer = await connect()
                writer.write(sent)
                await happening(lambda: site.asked)
                is_gone = site.asked.pop()["is_gone"]
                assert not is_gone()
                writer.close()
                await happening(is_gone)

    asyncio.run(story())


@pytest.mark.parametrize(
    "parts",
    [
        [b"GET /" + b"x" * HEAD + b" HTTP/1.1\r\nHost: civic.test\r\n\r\n"],
        [PLAIN[:-2] + b"Accept-Encoding: " + b"x" * HEAD + b"\r\n\r\n"],
        [PLAIN[:-2] + b"".join(b"X-%d: x\r\n" % number for number in range(HEADERS)) + b"\r\n"],
        [PLAIN[:-2] + b"X: "] + [b"x" * 2**18] * 40,
        [PLAIN[:-2]] + [b"x" * 2**18] * 40,
        [PLAIN[:-2]] + [b"X: " + b"x" * 1000 + b"\r\n"] * 1000,
    ],
    ids=["address", "header", "headers", "endless header", "endless name", "endless headers"],
)
def test_a_head_that_is_too_large_is_no_request(parts):
    site = Site()
    answer = said(site, *parts)
    assert answer.startswith(b"HTTP/1.1 431 ") or not answer  # who still sends may not read it
    assert not site.asked


def test_the_head_that_is_held_stays_small():
    async def story():
        async with opened(Site()) as (connect, connections):
            _reader, writer = await connect()
            writer.write(PLAIN[:-2] + b"X: ")
            await happening(lambda: connections)
            (connection,) = connections
            with contextlib.suppress(ConnectionError):
                for _ in range(1000):
                    writer.write(b"x" * 2**16)
                    await writer.drain()
            await happening(lambda: not connections)
            assert connection.held < HEAD + 2**20

    asyncio.run(story())


def test_a_trailer_is_no_header_and_no_way_around_the_limits():
    chunked = b"POST / HTTP/1.1\r\nHost: civic.test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    site = Site()
    assert said(site, chunked + b"Cookie: sessionid=abc\r\n\r\n", close=False).endswith(b"here")
    assert [name for name, _value in site.asked[0]["headers"]] == [b"host", b"transfer-encoding"]
    endless = said(Site(), chunked + b"X: ", *[b"x" * 2**18] * 40)
    assert endless.startswith(b"HTTP/1.1 431 ") or not endless


@pytest.mark.parametrize(
    ("sent", "answer"),
    [(b"", b""), (PLAIN[:20], b"HTTP/1.1 408 "), (b"\r\n" * 5, b""), (b"nonsense\r\n\r\n", b"HTTP/1.1 400 ")],
)
def test_a_head_that_does_not_come_ends(monkeypatch, sent, answer):
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)
    heard = said(Site(), sent)
    assert heard.startswith(answer) if answer else not heard


def test_a_second_head_has_its_deadline_too(monkeypatch):
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.05)
    assert b"HTTP/1.1 408 " in said(Site(), PLAIN + PLAIN[:20])


def test_a_slow_answer_is_no_slow_head(monkeypatch):
    monkeypatch.setattr(http, "HEAD_SECONDS", 0.01)

    async def story():
        site = Site()
        site.gate.clear()
        async with opened(site) as (connect, _connections):
            reader, writer = await connect()
            writer.write(PLAIN)
            await happening(lambda: site.asked)
            await asyncio.sleep(0.1)
            site.gate.set()
            assert (await reader.readuntil(b"here")).startswith(b"HTTP/1.1 200 ")
            writer.close()

    asyncio.run(story())


@pytest.mark.parametrize("ahead", [PLAIN * 5000, b"nonsense"], ids=["thousands", "nonsense"])
def test_who_is_cut_while_a_page_is_made_is_no_fault_of_the_page(ahead, caplog):
    async def story():
        site, ended = Site(), []
        site.gate.clear()

        async def told(scope, receive, send):
            try:
                await site(scope, receive, send)
            finally:
                ended.append(True)

        async with opened(told) as (connect, _connections):
            reader, writer = await connect()
            writer.write(PLAIN)
            await happening(lambda: site.asked)
            writer.write(ahead)
            assert (await reader.readline()).startswith(b"HTTP/1.1 400 ")
            site.gate.set()
            await happening(lambda: ended)
            await asyncio.sleep(0)

    uvloop.run(story())  # asyncio's own loop says nothing of what is written to a line that has ended
    assert not [record for record in caplog.records if record.exc_info]


def test_a_few_sent_ahead_are_answered_in_order():
    assert said(Site(), PLAIN * AHEAD + PLAIN.replace(b"1.1\r\n", b"1.1\r\nConnection: close\r\n")).count(b"here") == 33


def test_who_takes_nothing_is_cut(monkeypatch):
    monkeypatch.setattr(http, "TAKING_SECONDS", 0.1)

    async def story():
        async with opened(Site(b"x" * 20 * 2**20)) as (connect, connections):
            _reader, writer = await connect(limit=2**10)
            writer.write(PLAIN)
            await happening(lambda: connections)
            await happening(lambda: not connections)

    asyncio.run(story())


def test_who_takes_all_of_it_gets_all_of_it():
    """The negative control: what is long is cut for nobody who reads."""
    assert said(Site(b"x" * 2**20 + b"here"), PLAIN, close=False).endswith(b"x" * 2**20 + b"here")
