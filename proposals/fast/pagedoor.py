"""The frame of the fast doors for reading: a page made for all who are signed in, filled in for each.

Everybody who asks while the database is being asked is looked up together (`work`). Whom the page made for all suits
is given its sheet (`sheet`), filled in (`filled`); everything else is left to Django.
"""

import logging
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string

from civic.serving.bridge import Response
from civic.serving.doors import Door, cookies
from civic.serving.shelf import KEPT, PRIVATE, CachedPages
from civic.serving.turnstile import Full, Unavailable
from proposals.fast.sheet import WANTED, Sheet

FORWARDED = (b"host", b"x-forwarded-proto")  # what of a question may show in the page of all
OWN = (b"authorization", b"range")  # headers of questions that are not a plain visitor's

logger = logging.getLogger(__name__)
_csrf = CsrfViewMiddleware(lambda request: HttpResponse())


class SheetDoor(Door):
    """A subclass names its `path`, and says what is asked for (`wanted`), who reads it (`work`: for each (session key,
    what is wanted) somebody to fill a sheet in for, or None for whom Django should answer), which sheet suits them
    (`kind_of`), and what is filled in (`filled`)."""

    room = 2000
    patience = 3
    sheet = Sheet

    def __init__(self, bridge, pages):
        super().__init__(bridge, pages)
        self.sheets = CachedPages()

    def opens_for(self, scope):
        """Whether somebody signed in may be asking for the plain page."""
        return super().opens_for(scope) and self.is_plain(scope["query_string"])

    def is_plain(self, query: bytes) -> bool:
        """Whether the page with this query string has a sheet."""
        return not query

    async def respond(self, scope, receive):
        brought = cookies(scope) if _is_plain_question(scope) else {}
        if not (key := brought.get(settings.SESSION_COOKIE_NAME, "")):
            return None
        try:
            reader = await self.turnstile.enter((key, self.wanted(scope)), scope.get("is_gone"))
        except (Full, Unavailable):
            raise
        except Exception as error:  # whatever it was, Django says it in its own way
            logger.warning("page door: left to Django (%r)", error)
            return None
        if reader is None or (sheet := await self._sheet(scope, receive, reader)) is None:
            return None
        return self.filled(sheet, reader, brought, self.address.fullmatch(scope["path"])["language"])

    def wanted(self, scope: dict) -> Any:
        """What is asked for, as `work` is to be told."""
        return int(self.address.fullmatch(scope["path"])["id"])

    def kind_of(self, reader: Any) -> str:
        """Which of the page's sheets suits a reader; Django is told it as `WANTED`."""
        raise NotImplementedError

    def filled(self, sheet: Sheet, reader: Any, brought: dict[str, str], language: str | None) -> Response:
        """The answer for a reader, who brought these cookies; `language` is None for the default one."""
        raise NotImplementedError

    def busy(self, scope):
        """No thread need find out for each."""
        headers = [
            (b"content-type", b"text/html; charset=utf-8"), (b"retry-after", b"2"), (b"cache-control", b"no-store"),
        ]  # fmt: skip
        body = render_to_string("503.html").encode()
        return Response(503, [*headers, (b"content-length", b"%d" % len(body))], body)

    async def _sheet(self, scope, receive, reader):
        """The sheet for people like the reader; None where Django has none."""
        wanted = self.kind_of(reader)
        headers = [pair for pair in scope["headers"] if pair[0] in FORWARDED]

        async def make():
            response = await self.bridge.respond(
                scope | {"headers": headers, "is_gone": None}, receive, **{WANTED: wanted}
            )
            if response.status == 200 and isinstance(response.body, bytes):
                return self.sheet(response, _cookie()), KEPT
            return None, PRIVATE if response.status < 500 else 0

        where = scope["scheme"], scope["path"], scope["query_string"]
        key = (*where, wanted, *(word for pair in headers for word in pair))
        return await self.sheets.take(key, make)


def with_token(sheet: Sheet, brought: dict[str, str]) -> tuple[list[tuple[bytes, bytes]], str]:
    """The headers of a sheet with the cookie that goes with a token for a form, and that token."""
    request = HttpRequest()
    request.COOKIES = brought
    _csrf.process_request(request)
    token = get_token(request)
    return [*sheet.headers, (b"set-cookie", sheet.cookie % request.META["CSRF_COOKIE"].encode())], token


def answer(headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
    """A page that is filled in."""
    return Response(200, [*headers, (b"content-length", b"%d" % len(body))], body)


def _is_plain_question(scope):
    """Whether it is a plain visitor's."""
    return not any(name in OWN or name.startswith(b"hx-") for name, _value in scope["headers"])


def _cookie():
    """The header that keeps a secret in the visitor's browser, as Django writes it, with `%s` for the secret."""
    request = HttpRequest()
    request.META |= {"CSRF_COOKIE": "SECRET", "CSRF_COOKIE_NEEDS_UPDATE": True}
    cookies = _csrf.process_response(request, HttpResponse()).cookies
    header = cookies[settings.CSRF_COOKIE_NAME].OutputString().replace("%", "%%")
    return header.replace("SECRET", "%s").encode("latin-1")
