"""The door of the sockets: pages of this site, and nobody else's."""

import asyncio
import logging

import pytest
from channels.exceptions import StopConsumer

from civic.live import consumer


@pytest.fixture
def hub(monkeypatch):
    """A hub that takes everybody in and remembers whom."""

    class Hub:
        entered = []

        def start(self):
            pass

        def admits(self, address):
            return True

        enter = entered.append

        def leave(self, socket):
            pass

    monkeypatch.setattr(consumer, "hub", Hub())
    monkeypatch.setattr(consumer.topics, "is_known", lambda name: True)
    return consumer.hub


def shake_hands(*headers, extensions=("websocket.http.response",)):
    """What a socket that asks with these headers is sent."""
    sent = []
    scope = {
        "type": "websocket", "client": ("192.0.2.1", 1), "query_string": b"topic=number:1", "headers": list(headers),
        "extensions": dict.fromkeys(extensions, {}),
    }  # fmt: skip

    async def story():
        async def receive():
            if asked:
                raise StopConsumer
            asked.append(True)
            return {"type": "websocket.connect"}

        async def send(message):
            sent.append(message)

        asked = []
        await consumer.LiveConsumer()(scope, receive, send)

    asyncio.run(story())
    return sent


HERE = (b"host", b"127.0.0.1:8000")


@pytest.mark.parametrize("origin", [[], [(b"origin", b"http://127.0.0.1:8000")]])
def test_a_page_of_this_site_is_let_in(hub, origin):
    assert shake_hands(HERE, *origin)[0]["type"] == "websocket.accept"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"host", b"elsewhere.example")], 400),
        ([HERE, HERE], 400),
        ([], 400),
        ([HERE, (b"origin", b"http://elsewhere.example")], 403),
        ([HERE, (b"origin", b"null")], 403),
    ],
)
def test_another_sites_page_is_turned_away_and_a_line_says_so(hub, headers, status, caplog):
    before = len(hub.entered)
    with caplog.at_level(logging.WARNING):
        start, _body = shake_hands(*headers)
    assert (start["type"], start["status"]) == ("websocket.http.response.start", status)
    assert len(hub.entered) == before
    assert len(caplog.records) == 1 and "elsewhere" not in caplog.text and "192.0.2.1" not in caplog.text


def test_where_no_status_can_be_said_the_handshake_is_refused(hub):
    assert shake_hands((b"host", b"elsewhere.example"), extensions=()) == [{"type": "websocket.close"}]
