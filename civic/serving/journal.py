"""The log: each line with its time, level and the request it belongs to, and nobody's personal data.

A request's id is new, or what a proxy of ours sent in `X-Request-ID`; an answer that is a fault (5xx) carries it, so
that whoever tells of the fault can name it.
"""

import logging
import re
import secrets
from contextvars import ContextVar
from datetime import datetime

from django.conf import settings

from civic.text import masked

NONE = "-"
SOUND = re.compile(r"[A-Za-z0-9_-]{8,64}")
# PostgreSQL quotes whole rows there, with as many lines as their texts have: all is left out, up to another traceback.
DETAILS = re.compile(r"^(?:DETAIL|CONTEXT): .*?(?=\n\n(?:The above exception|During handling)|\Z)", re.M | re.S)

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

_request = ContextVar("request", default=NONE)


class RequestIdMiddleware:
    """Stands before all others, so that whatever they log has the id."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = _sent(request) or secrets.token_hex(8)
        token = _request.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            _request.reset(token)
        if response.status_code >= 500:
            response.headers["X-Request-ID"] = request.id
        return response


def _sent(request):
    """What a proxy of ours says, which no visitor can."""
    said = request.headers.get("X-Request-ID", "")
    return said if settings.TRUSTED_PROXIES and SOUND.fullmatch(said) else ""


class Formatter(logging.Formatter):
    """`2026-03-02T12:00:00.123+08:00 WARNING request-id logger: words`, the traceback below; masked as a whole. No
    words look like another line: what follows a line break is indented, and other signs that steer are spelt out."""

    def __init__(self):
        super().__init__("{asctime} {levelname} {request_id} {name}: {message}", style="{")

    def formatTime(self, record, datefmt=None):
        return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")

    def formatMessage(self, record):
        line = DETAILS.sub("(details left out)", super().formatMessage(record))
        return CONTROL.sub(lambda found: ascii(found[0])[1:-1], line).replace("\n", "\n    ")

    def format(self, record):
        record.request_id = _id_of(record)
        return masked(DETAILS.sub("(details left out)", super().format(record)))


def _id_of(record):
    """Django logs some answers after all middleware: then the request is in the record."""
    return getattr(getattr(record, "request", None), "id", None) or _request.get()
