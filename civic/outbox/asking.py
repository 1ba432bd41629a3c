"""Ask a server over HTTP, and wait no longer than said: for each step, and for all of them. Nothing is sent on to
another address than the one asked."""

from functools import partial
from http.client import HTTPConnection, HTTPSConnection
from urllib.error import HTTPError
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from civic.outbox.deadline import Deadline


class _Stay(HTTPRedirectHandler):
    """Nobody's number or secret is sent on to another address."""

    def redirect_request(self, *args):
        return None


class _Watched(HTTPHandler, HTTPSHandler):
    """Asks over a line that its deadline can cut."""

    def __init__(self, deadline):
        super().__init__()
        self.deadline = deadline

    def http_open(self, request):
        return self.do_open(partial(self._line, HTTPConnection), request)

    def https_open(self, request):
        return self.do_open(partial(self._line, HTTPSConnection), request)

    def _line(self, kind, *args, **options):
        line = kind(*args, **options)
        begin = line._create_connection
        line._create_connection = lambda *where: self.deadline.watch(begin(*where))
        return line


def ask(request: Request, deadline: Deadline, *, patience: float, limit: float, most: int) -> tuple[int, bytes]:
    """(status, at most `most` bytes of what came of the answer while there was time): `patience` seconds for each step,
    `limit` for all. Of an answer 3xx, 4xx or 5xx only the status is read. Raises `OSError` or `HTTPException`."""
    try:
        opener = build_opener(_Stay, _Watched(deadline))
        with deadline.within(limit), opener.open(request, timeout=patience) as answer:
            return answer.status, answer.read(most)
    except HTTPError as error:
        with error:
            return error.code, b""
    finally:
        deadline.forget()
