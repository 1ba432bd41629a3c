"""The bridge from ASGI to Django's WSGI application: pages run in a few threads. Pure, no Django.

A thread is taken only when the whole request is here, and given back before the response travels: neither
a slow upload nor a slow download holds one. A file on disk is sent from where it lies.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader, BytesIO, FileIO
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from civic.serving.spool import Bodies, Unreadable

IN_MEMORY = 256 * 1024  # bytes of a response; a longer one travels by way of the disk
PART = 64 * 1024  # bytes sent at a time


class Lane:
    """`threads` in which pages are made; at most `queue` requests are in it, waiting ones included."""

    def __init__(self, name: str, threads: int, queue: int):
        self.queue, self.waiting = queue, 0
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def ask(self, application: Callable, environ: dict, is_gone: Callable[[], bool] | None = None) -> "Response":
        """What the application says; 503 while too many wait. No page is made for who `is_gone` before its turn."""
        if self.waiting >= self.queue:
            return plain(503, "Too many people at once. Please try again in a moment.", (("Retry-After", "2"),))
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, _ask, application, environ, is_gone)
        finally:
            self.waiting -= 1


class Bridge:
    """An ASGI application for HTTP around a WSGI one.

    `threads` pages are made at a time and at most `queue` whole requests wait; more are answered 503. `lanes` are those
    of requests whose pages compute or wait for long, each with the question `(scope)` whether one is of that kind; they
    have it to themselves. Bodies are taken up to `limit` bytes and for `deadline` seconds, as many as `bodies` lets
    come; `unreadable(scope, error)` is the response to whoever sent another. The application learns when a request was
    whole ("civic.arrived_at", seconds since 1970).
    """

    def __init__(
        self,
        application: Callable,
        *,
        threads: int,
        queue: int,
        limit: int,
        deadline: float,
        bodies: Bodies | None = None,
        unreadable: "Callable[[dict, Unreadable], Response] | None" = None,
        lanes: Sequence[tuple[Callable[[dict], bool], Lane]] = (),
    ):
        self.application = application
        self.limit, self.deadline = limit, deadline
        self.bodies = bodies or Bodies()
        self.unreadable = unreadable or _unreadable
        self.pages = Lane("page", threads, queue)
        self.lanes = lanes

    async def __call__(self, scope, receive, send):
        response = await self.respond(scope, receive)
        await response.send(send)

    async def respond(self, scope: dict, receive: Callable, **told: Any) -> "Response":
        """The `Response` to a request, not yet sent. `told`: what the application learns that no visitor can say."""
        lane = next((lane for is_its_kind, lane in self.lanes if is_its_kind(scope)), self.pages)
        try:
            async with self.bodies.taken(scope, receive, limit=self.limit, deadline=self.deadline) as (body, length):
                told.setdefault("civic.arrived_at", time.time())
                return await lane.ask(self.application, _environ(scope, body, length) | told, scope.get("is_gone"))
        except Unreadable as error:
            return self.unreadable(scope, error)

    def close(self) -> None:
        """Take no more requests; those under way go on."""
        for lane in (self.pages, *(lane for _kind, lane in self.lanes)):
            lane.pool.shutdown(wait=False)


class Response:
    """A finished response: status, headers (pairs of bytes) and a body: bytes, or a file at its beginning."""

    __slots__ = ("status", "headers", "body", "_unchanged")

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes | BinaryIO):
        self.status, self.headers, self.body = status, headers, body
        self._unchanged = None

    def said(self, name: bytes) -> bytes | None:
        """The value of the header `name`, in small letters."""
        return next((value for key, value in self.headers if key == name), None)

    def unchanged(self) -> "Response":
        """What is said (304) to somebody who has this response already; made once."""
        if self._unchanged is None:
            headers = [pair for pair in self.headers if pair[0] not in (b"content-length", b"content-type")]
            self._unchanged = Response(304, headers, b"")
        return self._unchanged

    @property
    def size(self) -> int:
        """Bytes of memory its words take up."""
        words = self.body if isinstance(self.body, bytes) else b""
        return len(words) + sum(len(name) + len(value) for name, value in self.headers)

    async def send(self, send: Callable) -> None:
        """Send it in parts, each when the client has taken enough of those before, and close the file if it is one."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        if isinstance(self.body, bytes) and len(self.body) <= PART:
            await send({"type": "http.response.body", "body": self.body})
            return
        with BytesIO(self.body) if isinstance(self.body, bytes) else self.body as file:
            while part := file.read(PART):
                await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body"})


def plain(status: int, words: str, headers: Iterable[tuple[str, str]] = ()) -> Response:
    """A short response in words: text, unless `headers` name another type."""
    pairs = {"Content-Type": "text/plain; charset=utf-8"} | dict(headers)
    return Response(status, _encoded(pairs.items()), words.encode() + b"\n")


def _unreadable(scope, error):
    return plain(error.status, str(error), (("Connection", "close"),))


def _encoded(headers):
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]


class FileParts:
    """A file that the application hands over instead of reading it (`wsgi.file_wrapper`)."""

    def __init__(self, file, _size=0):
        self.file = file
        self.close = file.close

    def __iter__(self):
        return iter(lambda: self.file.read(PART), b"")

    def again(self):
        """The rest of the file, open once more, if it lies on disk and is long; else None."""
        file = self.file
        while not isinstance(file, BufferedReader) and hasattr(file, "file"):  # as Django and tempfile wrap one
            file = file.file
        if not isinstance(file, BufferedReader) or not isinstance(file.raw, FileIO):
            return None
        at = file.tell()
        if os.fstat(file.fileno()).st_size - at <= IN_MEMORY:
            return None
        rest = open(os.dup(file.fileno()), "rb")  # noqa: SIM115 closed when it has been sent
        rest.seek(at)
        return rest


def _ask(application, environ, is_gone):
    """Run the WSGI application to its end; in a thread of the pool."""
    if is_gone is not None and is_gone():
        return plain(503, "Nobody waits for this any more.")
    started = []

    def start_response(status, headers, exc_info=None):
        started[:] = int(status[:3]), _encoded(headers)

    parts = application(environ, start_response)
    try:
        body = parts.again() if isinstance(parts, FileParts) else None
        body = _gather(parts) if body is None else body
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = started
    if isinstance(body, bytes) and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", b"%d" % len(body)))
    return Response(status, headers, body)


def _gather(parts):
    """All parts of a body: bytes if short, a file on disk if long."""
    parts = iter(parts)
    kept, size = [], 0
    for part in parts:
        kept.append(part)
        size += len(part)
        if size > IN_MEMORY:
            file = TemporaryFile()  # noqa: SIM115 closed when it has been sent
            file.writelines(kept)
            file.writelines(parts)
            file.seek(0)
            return file
    return b"".join(kept)


def _environ(scope, body, length):
    server, port = scope.get("server") or ("localhost", 80)
    root = scope.get("root_path", "")
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _wsgi(root),
        "PATH_INFO": _wsgi(scope["path"].removeprefix(root)),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server,
        "SERVER_PORT": str(port or 0),
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileParts,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"], environ["REMOTE_PORT"] = scope["client"][0], str(scope["client"][1])
    for name, value in scope["headers"]:
        _add(environ, name, value.decode("latin-1"))
    return environ


def _add(environ, name, value):
    if name == b"content-type":
        environ["CONTENT_TYPE"] = value
    # WSGI writes `-` as `_`, so a name that already has one could pass for another header.
    elif b"_" not in name and name not in (b"content-length", b"transfer-encoding", b"proxy"):
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        joint = ";" if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value


def _wsgi(text):
    """WSGI's way of keeping bytes in a string."""
    return text.encode().decode("latin-1")
