"""The shelf: strangers share an answer for a second; whoever might be somebody never does."""

import asyncio
from types import SimpleNamespace

import pytest

from civic.serving.bridge import Response
from civic.serving.shelf import Shelf, is_for_everybody, without_traces
from tests.serving.asked import question

PUBLIC = [(b"cache-control", b"public, max-age=1"), (b"etag", b'"a"'), (b"vary", b"Cookie")]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The shelf's clock stands still, however slow the machine."""
    monkeypatch.setattr("civic.serving.shelf.time", SimpleNamespace(monotonic=lambda: 1000.0))


class Pages:
    """Stands for the bridge: numbers its answers; `headers` are what Django said."""

    def __init__(self, headers=PUBLIC, slow=0.0, status=200):
        self.headers, self.slow, self.status, self.asked = headers, slow, status, 0

    async def respond(self, scope, receive):
        self.asked += 1
        number = self.asked
        await asyncio.sleep(self.slow)
        return Response(self.status, list(self.headers), b"page %d" % number)


def answers(pages, *questions, together=False):
    async def story():
        shelf = Shelf(pages, ["sessionid", "csrftoken"])

        async def ask(scope):
            said = []

            async def send(message):
                said.append(message)

            await shelf(scope, None, send)
            return said[0]["status"], said[-1].get("body", b"")

        if together:
            return await asyncio.gather(*map(ask, questions))
        return [await ask(scope) for scope in questions]

    return asyncio.run(story())


def test_strangers_are_given_the_same_answer():
    assert answers(Pages(), question(), question()) == [(200, b"page 1")] * 2


def test_a_crowd_waits_for_one_page():
    pages = Pages(slow=0.05)
    assert set(answers(pages, *[question()] * 50, together=True)) == {(200, b"page 1")}
    assert pages.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        question(cookie="sessionid=abc"),
        question(cookie="a=b; csrftoken=abc"),
        question(cookie="a=b; csrftoken =abc"),
        question(accept_encoding="gzip"),
        question(authorization="Basic abc"),
        question(hx_request="true"),
        question(method="POST"),
        question(path="/en/proposals/"),
        question(query=b"page=2"),
    ],
)
def test_another_question_is_never_answered_from_the_shelf(other):
    assert answers(Pages(), question(), other) == [(200, b"page 1"), (200, b"page 2")]


def test_what_a_signed_in_person_was_shown_is_never_put_on_the_shelf():
    mine = question(cookie="sessionid=abc")
    assert answers(Pages(), mine, question(), mine) == [(200, b"page 1"), (200, b"page 2"), (200, b"page 3")]


@pytest.mark.parametrize(
    "headers",
    [
        [(b"cache-control", b"private, max-age=1")],
        [],
        [*PUBLIC, (b"set-cookie", b"csrftoken=1")],
        [*PUBLIC, (b"content-security-policy", b"script-src 'nonce-abc'")],
        [(b"cache-control", b"public, max-age=1"), (b"vary", b"Accept-Language")],
        [(b"cache-control", b"public, max-age=0")],
    ],
)
def test_only_what_says_that_it_is_public_is_kept(headers):
    assert not is_for_everybody(Response(200, headers, b""))
    assert answers(Pages(headers), question(), question()) == [(200, b"page 1"), (200, b"page 2")]


def test_a_failure_is_not_kept():
    assert answers(Pages(status=500), question(), question()) == [(500, b"page 1"), (500, b"page 2")]


def test_who_has_the_page_already_is_told_so():
    assert answers(Pages(), question(), question(if_none_match='W/"a"')) == [(200, b"page 1"), (304, b"")]
    assert answers(Pages(), question(if_none_match='"b"')) == [(200, b"page 1")]


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        (b"fbclid=IwAR0-abc", b""),
        (b"page=2&fbclid=x&utm_source=line&q=%E6%A8%B9", b"page=2&q=%E6%A8%B9"),
        (b"fbclid", b""),
        (b"q=fbclid=1", b"q=fbclid=1"),
        (b"fbclid2=1&utm=1", b"fbclid2=1&utm=1"),
        (b"&&", b"&&"),
    ],
)
def test_where_a_visitor_came_from_is_no_part_of_the_question(asked, left):
    assert without_traces(asked) == left
