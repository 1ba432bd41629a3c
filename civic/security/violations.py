"""What browsers say our content policy kept them from: in small number, and nothing that anybody wrote.

Anybody may send such a report, so of each only this is kept: which directive (of those we use), from where (a host, or
a word of the standard) and on which kind of page (the name of its address). Reports of the same add up. There are at
most `MOST` different ones; more are dropped until the clock has dropped older ones.
"""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from civic.security.models import Violation

MOST = 200
LARGEST = 16 * 1024  # bytes of a report
TYPES = {"application/csp-report", "application/json"}  # the body of a form is read before it comes here
KEPT = timedelta(days=30)  # after the last report of the same
HOST = re.compile(r"[a-z0-9.-]{1,80}(?::\d{1,5})?", re.ASCII)
WORDS = {"inline", "eval", "wasm-eval", "self", "data", "blob", "about", "chrome-extension", "moz-extension",
         "safari-web-extension", "file"}  # fmt: skip


@csrf_exempt
@never_cache
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Take a report as browsers send it (`report-uri`); what makes no sense is dropped without a word."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_one = request.content_type in TYPES and length.isdigit() and int(length) <= LARGEST
    if is_one and (found := read(request.body)):
        note(*found, now=timezone.now())
    return HttpResponse(status=204)


def read(body: bytes) -> tuple[str, str, str] | None:
    """(directive, from where, kind of page) of a report; None for anything else."""
    try:
        told = json.loads(body)["csp-report"]
        directive = str(told.get("effective-directive") or told["violated-directive"]).split(" ")[0]
        source, page = _source(told.get("blocked-uri")), _page(told.get("document-uri"))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    known = {*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"], "script-src-elem", "script-src-attr", "style-src-elem",
             "style-src-attr", "font-src", "connect-src", "frame-src", "media-src", "worker-src"}  # fmt: skip
    return (directive, source, page) if directive in known and source and page else None


def _source(blocked: Any) -> str:
    """The host of an address, or the word that stands for it; "" for anything else."""
    said = str(blocked or "").lower()
    if said in WORDS:
        return said
    parts = urlsplit(said)
    if parts.scheme in ("http", "https", "ws", "wss"):
        return parts.netloc if HOST.fullmatch(parts.netloc) else ""
    return parts.scheme if parts.scheme in WORDS else ""


def _page(address: Any) -> str:
    """What kind of page stands under an address of ours: nothing of the address itself, which may hold a token."""
    parts = urlsplit(str(address or ""))
    if parts.netloc != urlsplit(settings.SITE_URL).netloc:
        return ""
    try:
        return resolve(parts.path).view_name[:80]
    except Resolver404:
        return ""


def note(directive: str, source: str, page: str, *, now: datetime) -> None:
    """Count a report; one more kind of them only while there are few."""
    same = Violation.objects.filter(directive=directive, source=source, page=page)
    if same.update(count=F("count") + 1, last_at=now) or Violation.objects.count() >= MOST:
        return
    try:
        with transaction.atomic():
            Violation.objects.create(directive=directive, source=source, page=page, first_at=now, last_at=now)
    except IntegrityError:  # another process was first
        same.update(count=F("count") + 1, last_at=now)


def forget(now: datetime) -> int:
    """Drop what was not reported for a while; returns how many kinds."""
    return Violation.objects.filter(last_at__lt=now - KEPT).delete()[0]
