"""The shelf: strangers share an answer for a second; whoever might be somebody never does."""

import asyncio
import gzip
from types import SimpleNamespace

import pytest

from civic.serving.bridge import Response
from civic.serving.shelf import (
    LONGEST,
    SHORT,
    CachedPages,
    Shelf,
    compressed,
    is_for_everybody,
    ready_encodings,
    without_traces,
)
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
        self.questions = []

    async def respond(self, scope, receive, **told):
        self.asked += 1
        self.questions.append(scope)
        number = self.asked
        await asyncio.sleep(self.slow)
        return Response(self.status, list(self.headers), b"page %d" % number)


def answers(pages, *questions, together=False, shelf=None):
    shelf = shelf or Shelf(pages, ["sessionid", "csrftoken"])

    async def story():

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


ODDITIES = {
    "what a browser has": {"if_none_match": '"a"'},
    "what a browser has, weakly": {"if_none_match": 'W/"a", "b"'},
    "anything at all": {"if_none_match": "*"},
    "only one version": {"if_match": '"x"'},
    "only an old one": {"if_unmodified_since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    "only a new one": {"if_modified_since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    "a language": {"accept_language": "ja"},
    "a type": {"accept": "application/json"},
    "an address": {"x_forwarded_for": "203.0.113.9", "x_forwarded_host": "elsewhere.example"},
    "a cookie": {"cookie": "theme=dark"},
    "a method": {"x_http_method_override": "DELETE"},
}


@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES)
def test_what_the_first_asker_said_beside_the_page_decides_for_nobody(odd):
    pages = Pages()
    said = answers(pages, question(**odd), question(), question(**odd))
    assert said[1] == (200, b"page 1")
    assert pages.asked == 1
    (asked,) = pages.questions
    assert (asked["headers"], asked["client"]) == ([(b"host", b"civic.test")], None)


def test_a_page_for_one_alone_is_asked_for_with_all_that_one_said():
    pages = Pages([(b"set-cookie", b"csrftoken=1")])
    assert answers(pages, question(accept="text/html"), question()) == [(200, b"page 2"), (200, b"page 3")]
    assert (b"accept", b"text/html") in pages.questions[1]["headers"]


@pytest.mark.parametrize("status", [404, 301, 503])
def test_what_is_missing_moved_or_failing_is_not_asked_for_twice(status):
    pages = Pages([(b"content-type", b"text/html")], status=status)
    assert answers(pages, question("/nowhere/", accept="text/html")) == [(status, b"page 1")]


def test_a_refusal_of_a_plain_question_is_nobodys():
    """A page may ask whence somebody comes: whoever says nothing else is asked once more, too."""
    assert answers(Pages(status=403), question("/demo/"), question("/demo/")) == [(403, b"page 2"), (403, b"page 3")]


def test_what_moves_by_the_language_of_the_browser_is_asked_for_with_it():
    pages = Pages([(b"location", b"/en/"), (b"vary", b"Cookie, Accept-Language")], status=302)
    assert answers(pages, question("/cms/", accept_language="en")) == [(302, b"page 2")]
    assert (b"accept-language", b"en") in pages.questions[1]["headers"]


def test_a_question_for_the_head_alone_shares_the_page():
    pages = Pages()
    assert answers(pages, question(method="HEAD"), question()) == [(200, b"page 1")] * 2
    assert pages.questions[0]["method"] == "GET"


@pytest.mark.parametrize(
    ("accepted", "ready"),
    [
        (b"", b""),
        (b"identity", b""),
        (b"gzip", b"gzip"),
        (b"gzip, deflate, br, zstd", b"br, gzip"),
        (b"br;q=1.0, gzip;q=0.8, *;q=0.1", b"br, gzip"),
        (b"gzip; q=0, br;q=0.000", b""),
        (b"gzipped, xbr", b""),
        (b"x" * 100_000 + b", gzip", b"gzip"),
    ],
)
def test_few_words_say_in_which_encodings_something_is_taken(accepted, ready):
    assert ready_encodings(accepted) == ready


def test_forty_ways_to_put_it_are_one_page():
    pages = Pages()
    asked = [question(accept_encoding="gzip, " + "x" * 75_000 + str(number)) for number in range(40)]
    shelf = Shelf(pages, ["sessionid"])
    assert set(answers(pages, *asked, shelf=shelf)) == {(200, b"page 1")}
    assert len(shelf.pages) == 1
    assert shelf.pages.size < 1000


@pytest.mark.parametrize(
    "odd", [{"path": "/" + "x" * LONGEST}, {"query": b"q=" + b"x" * LONGEST}, {"host": "x" * LONGEST}, {"host": []}]
)
def test_an_address_that_nobody_shares_is_not_remembered(odd):
    pages = Pages()
    shelf = Shelf(pages, ["sessionid"])
    assert answers(pages, question(**odd), question(**odd), shelf=shelf) == [(200, b"page 1"), (200, b"page 2")]
    assert len(shelf.pages) == 0


def kept(pages, *keys, size=100):
    """Put a page of `size` bytes under each key."""

    async def story():
        for key in keys:
            await pages.take((key,), lambda: made(SimpleNamespace(size=size)))

    async def made(page):
        return page, 1.0

    asyncio.run(story())


def test_the_shelf_is_bounded_in_number_and_in_bytes():
    pages = CachedPages(most=10, room=1000)
    kept(pages, *[b"%02d" % number for number in range(50)], size=10)
    assert (len(pages), pages.size) == (10, 120)
    kept(pages, *[b"%03d" % number for number in range(50)], size=200)
    assert (len(pages), pages.size) == (4, 812)
    kept(pages, b"x" * 2000)
    assert (len(pages), pages.size) == (0, 0)


def test_what_is_asked_for_again_and_again_stays():
    pages = CachedPages(most=3)
    kept(pages, b"hot", b"1", b"hot", b"2", b"hot", b"3", b"hot", b"4")
    assert (b"hot",) in pages._cached


def test_a_failure_is_not_kept():
    assert answers(Pages(status=500), question(), question()) == [(500, b"page 1"), (500, b"page 2")]


def test_who_has_the_page_already_is_told_so():
    assert answers(Pages(), question(), question(if_none_match='W/"a"')) == [(200, b"page 1"), (304, b"")]
    assert answers(Pages(), question(if_none_match='"b"')) == [(200, b"page 1")]
    dated = [*PUBLIC, (b"last-modified", b"Thu, 01 Jan 1970 00:00:00 GMT")]
    since = {"if_modified_since": "Thu, 01 Jan 1970 00:00:00 GMT"}
    assert answers(Pages(dated), question(**since)) == [(304, b"")]
    assert answers(Pages(dated), question(if_none_match='"b"', **since)) == [(200, b"page 1")]


def test_who_wants_only_another_version_is_given_none():
    assert answers(Pages(), question(if_match='"x"'), question(if_match='"a"')) == [(412, b""), (200, b"page 1")]


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


TEXT = [*PUBLIC, (b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"9000")]
LONG = "提議\n".encode() * 1000


def test_a_text_travels_compressed_to_whoever_takes_it():
    packed, plain = compressed(Response(200, TEXT, LONG), b"br, gzip"), compressed(Response(200, TEXT, LONG), b"br")
    assert gzip.decompress(packed.body) == LONG == plain.body
    said = dict(packed.headers)
    assert (said[b"content-encoding"], said[b"etag"]) == (b"gzip", b'"a-gzip"'), "two texts have two tags"
    assert int(said[b"content-length"]) == len(packed.body) < len(LONG) / 10
    assert said[b"vary"] == dict(plain.headers)[b"vary"] == b"Cookie, Accept-Encoding", "for caches in front"


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (TEXT, LONG[: SHORT - 1]),
        ([*PUBLIC, (b"content-type", b"image/png")], LONG),
        ([*TEXT, (b"content-encoding", b"br")], LONG),
    ],
    ids=["short", "no text", "compressed already"],
)
def test_nothing_else_is_compressed(headers, body):
    response = Response(200, headers, body)
    assert compressed(response, b"gzip") is response


def test_nobody_who_may_be_somebody_is_sent_a_compressed_page():
    class Long(Pages):
        async def respond(self, scope, receive, **told):
            return Response(200, [pair for pair in TEXT if pair[0] != b"content-length"], LONG)

    stranger, person = question(accept_encoding="gzip"), question(accept_encoding="gzip", cookie="sessionid=abc")
    (_status, packed), (_status, whole) = answers(Long(), stranger, person)
    assert (gzip.decompress(packed), whole) == (LONG, LONG)
