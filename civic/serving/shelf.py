"""The shelf: pages that are the same for every stranger, kept for a second. Pure, no Django.

A thousand strangers who open the same page in the same second are given one and the same answer. Only what
declares itself fit for that is kept: `Cache-Control: public` on an answer without a cookie or a nonce, to
a question without a session. Whoever is signed in never meets the shelf.

Words it owns: **cached page**, kept for a moment and made anew by one for all.
"""

import asyncio
import re
import time
from collections import OrderedDict

KEPT = 1.0  # seconds an answer is given again
GRACE = 4.0  # seconds more, while somebody is already fetching a new one; as `stale-while-revalidate` says to caches
PRIVATE = 10.0  # seconds a page is remembered as not fit for the shelf
MOST = 500  # pages
LARGEST = 256 * 1024  # bytes of a page
MARKS = (b"authorization", b"range", b"if-modified-since")  # headers of questions that are not everybody's
HARMLESS_VARY = {b"cookie", b"hx-request", b"accept-encoding"}  # differences that `_key` knows

# What networks write behind the address of a shared page, another word for each visitor.
TRACE = re.compile(
    rb"(fbclid|gclid|gbraid|wbraid|dclid|msclkid|ttclid|twclid|yclid|igshid?|li_fat_id|mc_[ce]id|srsltid|utm_[a-z_]+)"
)


def without_traces(query):
    """The query string (bytes) without where its visitor came from: thousands who follow one shared link ask for one
    and the same page, and nothing of ours remembers the trace."""
    parts = query.split(b"&")
    return b"&".join(part for part in parts if not TRACE.fullmatch(part.partition(b"=")[0]))


class CachedPage:
    """One page, kept `until` (monotonic seconds); None is kept too. `making`: who makes it anew."""

    __slots__ = ("page", "until", "making")

    def __init__(self):
        self.page, self.until, self.making = None, 0.0, None


class CachedPages:
    """Pages by key, at most `most` of them. Use it from one event loop."""

    def __init__(self, most=MOST):
        self.most = most
        self._cached = OrderedDict()

    async def take(self, key, make):
        """What is kept under `key`, else what `make()` brings: a page (or None) and the seconds it keeps.

        One asker makes it for all; the others are given the last one for `GRACE` seconds more, or wait.
        """
        cached = self._cached.get(key)
        if cached is None:
            cached = self._cached[key] = CachedPage()
            if len(self._cached) > self.most:
                self._cached.popitem(last=False)
        now = time.monotonic()
        if now < cached.until or (cached.making and cached.page is not None and now < cached.until + GRACE):
            return cached.page
        if cached.making is None:
            await self._make(cached, make)
        else:
            await asyncio.wait([cached.making])
        return cached.page

    async def _make(self, cached, make):
        cached.making = asyncio.get_running_loop().create_future()
        page, seconds = None, 0.0
        try:
            page, seconds = await make()
        finally:
            cached.page, cached.until = page, time.monotonic() + seconds
            cached.making.set_result(None)
            cached.making = None


class Shelf:
    """An ASGI application for HTTP in front of a `Bridge`. `cookies`: names of cookies that mark a person."""

    def __init__(self, bridge, cookies):
        self.bridge = bridge
        self.cookies = {name.encode() for name in cookies}
        self.pages = CachedPages()

    async def __call__(self, scope, receive, send):
        key = self._key(scope) if scope["method"] == "GET" else None
        response = await (self.bridge.respond(scope, receive) if key is None else self._shared(key, scope, receive))
        await response_to(scope, response).send(send)

    def _key(self, scope):
        """What distinguishes a stranger's question from another's; None if the asker may be somebody."""
        host = encodings = b""
        for name, value in scope["headers"]:
            if name == b"host":
                host = value
            elif name == b"accept-encoding":
                encodings = value
            elif name == b"cookie":
                if not self.cookies.isdisjoint(pair.partition(b"=")[0].strip() for pair in value.split(b";")):
                    return None
            elif name in MARKS or name.startswith(b"hx-"):
                return None
        return scope["scheme"], host, scope["path"], scope["query_string"], encodings

    async def _shared(self, key, scope, receive):
        own = None

        async def make():
            nonlocal own
            own = await self.bridge.respond(scope, receive)
            if is_for_everybody(own):
                return own, KEPT
            return None, PRIVATE if own.status < 500 else 0

        return await self.pages.take(key, make) or own or await self.bridge.respond(scope, receive)


def is_for_everybody(response):
    """Whether a response to a stranger may be given to another."""
    if response.status != 200 or not isinstance(response.body, bytes) or len(response.body) > LARGEST:
        return False
    said = dict(response.headers)
    varies = {word.strip().lower() for word in said.get(b"vary", b"cookie").split(b",")}
    personal = b"set-cookie" in said or b"'nonce-" in said.get(b"content-security-policy", b"")
    control = said.get(b"cache-control", b"")
    return b"public" in control and b"max-age=0" not in control and not personal and varies <= HARMLESS_VARY


def response_to(scope, response):
    """The response itself, or 304 for somebody who has it already."""
    etag = next((value for name, value in response.headers if name == b"etag"), None)
    if etag is None or response.status != 200:
        return response
    had = next((value for name, value in scope["headers"] if name == b"if-none-match"), b"")
    if etag not in (word.strip().removeprefix(b"W/") for word in had.split(b",")):
        return response
    headers = [pair for pair in response.headers if pair[0] not in (b"content-length", b"content-type")]
    return type(response)(304, headers, b"")
