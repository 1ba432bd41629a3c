"""The shelf: pages that are the same for every stranger, kept for a second. Pure, no Django.

A thousand strangers who open the same page in the same second are given one and the same response. It is made from a
plain question that only names the page: nothing else that the first asker said (what a browser has already, where
its user comes from, whatever is odd) decides for the others. Only what declares itself fit for that is kept:
`Cache-Control: public` on a response without a cookie or a nonce. Whoever is signed in never meets the shelf. Texts are
compressed here, once for all, and nowhere else: what holds a secret of one person does not tell it by its length.

Words it owns: **cached page**, kept for a moment and made anew by one for all; **plain question**.
"""

import asyncio
import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from civic.serving.bridge import Bridge, Response

KEPT = 1.0  # seconds a page is given again
GRACE = 4.0  # seconds more, while somebody is already fetching a new one; as `stale-while-revalidate` says to caches
PRIVATE = 10.0  # seconds a page is remembered as not fit for the shelf
MOST = 500  # pages
ROOM = 32 * 2**20  # bytes of all pages and their keys
LARGEST = 256 * 1024  # bytes of a page
LONGEST = 2048  # bytes of host, path and query together; a longer address is nobody else's
PLAIN = "civic.plain"  # by which a page knows that it is asked a plain question
MARKS = (b"authorization", b"range")  # headers of questions that are not everybody's
HARMLESS_VARY = {b"cookie", b"hx-request", b"accept-encoding"}  # differences that a plain question knows
SCHEMES = (b"http", b"https")
ENCODINGS = (b"br", b"gzip")  # in which something of ours may lie ready
TEXTS = (b"text/", b"application/json", b"application/atom+xml")  # what is compressed, from so many bytes on
SHORT = 1400
LEVEL = 5  # of gzip: half the work of 9, and 2 % more bytes
ALIKE = (301, 302, 308, 404, 410)  # without a cookie nothing personal either: not asked again for the first asker

# The tracking parameters that networks add to the address of a shared page, another value for each visitor.
TRACE = re.compile(
    rb"(fbclid|gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|yclid|igshid?|li_fat_id|mc_[ce]id|srsltid|utm_[a-z_]+)"
)


def without_traces(query: bytes) -> bytes:
    """The query string without tracking parameters: thousands who follow one shared link ask for one and the same page,
    and nothing of ours remembers where they came from."""
    parts = query.split(b"&")
    return b"&".join(part for part in parts if not TRACE.fullmatch(part.partition(b"=")[0]))


class CachedPage:
    """One page, kept `until` (monotonic seconds); None is kept too. `making`: who makes it anew. `size` in bytes."""

    __slots__ = ("page", "until", "making", "size")

    def __init__(self, size: int):
        self.page, self.until, self.making, self.size = None, 0.0, None, size


class CachedPages:
    """Pages by key, at most `most` of them in `room` bytes; what was asked for least lately goes first.

    A key is a tuple of bytes and text, a page something with a `size` in bytes. Use it from one event loop.
    """

    def __init__(self, most: int = MOST, room: int = ROOM):
        self.most, self.room = most, room
        self.size = 0
        self._cached = OrderedDict()

    def __len__(self):
        return len(self._cached)

    async def take(self, key: tuple, make: Callable[[], Awaitable[tuple[Any, float]]]) -> Any:
        """What is kept under `key`, else what `make()` brings: a page (or None) and the seconds it keeps.

        One asker makes it for all; the others are given the last one for `GRACE` seconds more, or wait.
        """
        cached = self._cached.get(key)
        if cached is None:
            cached = self._cached[key] = CachedPage(size=sum(map(len, key)))
            self._grow(cached.size)
        else:
            self._cached.move_to_end(key)
        now = time.monotonic()
        if now < cached.until or (cached.making and cached.page is not None and now < cached.until + GRACE):
            return cached.page
        if cached.making is None:
            await self._make(key, cached, make)
        else:
            await asyncio.wait([cached.making])
        return cached.page

    async def _make(self, key, cached, make):
        cached.making = asyncio.get_running_loop().create_future()
        page, seconds = None, 0.0
        try:
            page, seconds = await make()
        finally:
            more = _size(page) - _size(cached.page)
            cached.page, cached.until, cached.size = page, time.monotonic() + seconds, cached.size + more
            cached.making.set_result(None)
            cached.making = None
            if self._cached.get(key) is cached:  # it may have gone meanwhile
                self._grow(more)

    def _grow(self, size):
        self.size += size
        while len(self._cached) > self.most or self.size > self.room:
            _key, gone = self._cached.popitem(last=False)
            self.size -= gone.size


def _size(page):
    return 0 if page is None else page.size


class Shelf:
    """An ASGI application for HTTP in front of a `Bridge`. `cookies`: names of cookies that mark a person."""

    def __init__(self, bridge: Bridge, cookies: Iterable[str]):
        self.bridge = bridge
        self.cookies = {name.encode() for name in cookies}
        self.pages = CachedPages()

    async def __call__(self, scope, receive, send):
        plain = self._plain(scope) if scope["method"] in ("GET", "HEAD") else None
        response = await (self.bridge.respond(scope, receive) if plain is None else self._shared(plain, scope, receive))
        await response_to(scope, response).send(send)

    def _plain(self, scope):
        """What everybody says who asks for the same page: (key, headers); None if the asker may be somebody."""
        host, encodings, forwarded = None, b"", b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-encoding":
                encodings = value
            elif name == b"x-forwarded-proto":
                forwarded = value
            elif name == b"cookie":
                if not self.cookies.isdisjoint(pair.partition(b"=")[0].strip() for pair in value.split(b";")):
                    return None
            elif name in MARKS or name.startswith(b"hx-"):
                return None
        path, query = scope["path"], scope["query_string"]
        if host is None or len(host) + len(path) + len(query) > LONGEST:
            return None
        forwarded, encodings = forwarded if forwarded in SCHEMES else b"", ready_encodings(encodings)
        said = ((b"host", host), (b"x-forwarded-proto", forwarded), (b"accept-encoding", encodings))
        return (scope["scheme"], host, forwarded, path, query, encodings), [pair for pair in said if pair[1]]

    async def _shared(self, plain, scope, receive):
        key, headers = plain
        first = None

        async def make():
            nonlocal first
            asked = scope | {"method": "GET", "headers": headers, "client": None, "is_gone": None}
            first = await self.bridge.respond(asked, receive, **{PLAIN: True})
            if is_for_everybody(first):
                return await asyncio.to_thread(compressed, first, key[-1]), KEPT
            return None, PRIVATE if first.status < 500 else 0

        if page := await self.pages.take(key, make):
            return page
        if first and (first.status >= 500 or _is_alike(first) or (first.status < 400 and headers == scope["headers"])):
            return first
        return await self.bridge.respond(scope, receive)


def ready_encodings(accepted: bytes) -> bytes:
    """Those of `ENCODINGS` that an Accept-Encoding header takes, in an order of ours: few values, however it is put."""
    if b"gzip" not in accepted and b"br" not in accepted:
        return b""
    taken = set()
    for part in accepted.split(b","):
        name, _, weight = part.partition(b";")
        if weight.replace(b" ", b"").rstrip(b"0.") != b"q=":
            taken.add(name.strip().lower())
    return b", ".join(each for each in ENCODINGS if each in taken)


def is_for_everybody(response: Response) -> bool:
    """Whether a response to a stranger may be given to another."""
    if response.status != 200 or not isinstance(response.body, bytes) or len(response.body) > LARGEST:
        return False
    said = dict(response.headers)
    personal = b"set-cookie" in said or b"'nonce-" in said.get(b"content-security-policy", b"")
    control = said.get(b"cache-control", b"")
    return b"public" in control and b"max-age=0" not in control and not personal and _varies_by_nothing_else(response)


def compressed(response: Response, encodings: bytes) -> Response:
    """A text as whoever takes `encodings` is given it, under an ETag of its own; everything else as it is."""
    said = dict(response.headers)
    is_text = said.get(b"content-type", b"").startswith(TEXTS) and b"content-encoding" not in said
    if not is_text or len(response.body) < SHORT:
        return response
    said[b"vary"] = b", ".join(filter(None, (said.get(b"vary"), b"Accept-Encoding")))
    if b"gzip" not in encodings:
        return type(response)(response.status, list(said.items()), response.body)
    body = gzip.compress(response.body, LEVEL, mtime=0)
    said |= {b"content-encoding": b"gzip", b"content-length": b"%d" % len(body)}
    if b"etag" in said:
        said[b"etag"] = said[b"etag"].rstrip(b'"') + b'-gzip"'
    return type(response)(response.status, list(said.items()), body)


def _varies_by_nothing_else(response):
    """Whether nothing decides about a response but what a plain question knows."""
    return {word.strip().lower() for word in (response.said(b"vary") or b"cookie").split(b",")} <= HARMLESS_VARY


def is_asked_again(status: int, asked: dict) -> bool:
    """Whether a refusal is nobody's: of a plain question, upon which the asker's own comes. `asked`: what it said."""
    return PLAIN in asked and 400 <= status < 500 and status not in ALIKE


def _is_alike(response):
    is_personal = response.said(b"set-cookie") is not None or not _varies_by_nothing_else(response)
    return response.status in ALIKE and not is_personal


def response_to(scope: dict, response: Response) -> Response:
    """The response itself, or 304 for somebody who has it already, or 412 if only another one was wanted."""
    asked = [pair for pair in scope["headers"] if pair[0].startswith(b"if-")]
    if not asked or response.status != 200 or scope["method"] not in ("GET", "HEAD"):
        return response
    asked, etag, changed = dict(asked), response.said(b"etag"), response.said(b"last-modified")
    if etag and b"if-match" in asked and not _names(asked[b"if-match"], etag):
        return type(response)(412, [(b"content-length", b"0")], b"")
    if b"if-none-match" in asked:
        had = etag and _names(asked[b"if-none-match"], etag)
    else:
        had = changed and changed == asked.get(b"if-modified-since")
    return response.unchanged() if had else response


def _names(tags, etag):
    """Whether a list of ETags, as a header has it, names this one."""
    named = {word.strip().removeprefix(b"W/") for word in tags.split(b",")}
    return not named.isdisjoint((etag, b"*"))
