"""What somebody typed is handed back to them, never thrown away, whatever became of their sign-in, page or proposal.

Once the sign-in has ended, their texts are shown at once. Everything they chose and typed is kept for an hour besides,
under a digest of a token that only the page they see knows: in the same browser it leads through the sign-in to a form
that has all of it and sends it again. A form whose key has run out comes back whole. A page that says no shows what was
typed.
"""

import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from civic.accounts import identity, limits
from civic.accounts.models import Kept
from civic.lifecycle import Refused
from civic.serving.callers import network

# {last part of a field's name: its label}, `reasons` of `answer-reasons-2`: the fields in which people write.
_labels = {}
NAME = re.compile(r"(?:[a-z]+-)?([a-z_]+)(?:-\d+)?")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of a field
MECHANICAL = re.compile(r"(.+-)?(once|seen)")  # fields that nobody fills in, but that belong to what was
SECRET = re.compile(r".*password.*", re.IGNORECASE)  # fields that are never handed back
OUR_OWN = ("civic.accounts.", "allauth.")  # whose forms ask for codes too, which are secret
LARGEST = 256 * 1024  # characters that are kept of a form
KEPT_FOR = timedelta(hours=1)
HERE, MOST_HERE = "accounts_kept_here", 8  # in the session: digests of the tokens of what was kept in this browser


def label(**labels: Any) -> None:
    """Register the labels of fields in which people write, by the last part of their names; an app's forms do."""
    _labels.update(labels)


def keeps_words(view: Callable) -> Callable:
    """Ask for a sign-in, but hand back what somebody typed without one."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.user.is_authenticated else words_back(request)

    return asked


def keeps_nothing(view: Callable) -> Callable:
    """Mark a view whose form holds what nobody may keep, such as a ballot: of what is sent there without a sign-in
    nothing is written anywhere. It is the outermost decorator of a view, or the others copy its mark (`wraps`)."""
    view.keeps_nothing = True
    return view


class WordsMiddleware:
    """Whoever sends a form without a sign-in and is led to one gets their words back first, whoever asked for it: our
    pages, the administration, the editors' admin. Pages that say no find what was written in `request.typed()`, as
    (label, text)."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request):
        request.typed = lambda: _labelled(_sent(request)[0])
        response = self.get_response(request)
        if request.method != "POST" or request.user.is_authenticated or response.status_code != 302:
            return response
        led_back = parse_qs(urlsplit(response["Location"]).query).get("next", [])
        if not set(led_back) & {request.path, request.get_full_path()} or not any(_to_keep(request)):
            return response
        return words_back(request)


def words_back(request: HttpRequest) -> HttpResponse:
    """The page that hands back what was posted; where nothing was filled in, the way to the sign-in."""
    fields, files = _to_keep(request)
    if not fields and not files:
        return redirect_to_login(request.path)
    token = _keep(request, fields, files)
    following = reverse("accounts:kept", args=[token]) if token else request.path
    context = {"words": _labelled(fields), "files": files, "next": following, "is_kept": bool(token)}
    return render(request, "accounts/signed_out.html", context, status=403)


def leading_back(request: HttpRequest) -> str:
    """The address of what was posted, kept until somebody has shown that it is them; the page itself where nothing was
    filled in or it cannot be kept."""
    fields, files = _to_keep(request)
    token = _keep(request, fields, files) if fields or files else None
    return reverse("accounts:kept", args=[token]) if token else request.get_full_path()


def form_back(request: HttpRequest) -> HttpResponse | None:
    """The page with a form that sends everything again, for one that was too old to be taken; None where there is
    nothing to hand back, and for what another site sent: nobody is to confirm that with a click."""
    fields, files = _sent(request)
    if not (fields or files) or not _is_from_here(request) or any(SECRET.fullmatch(name) for name in request.POST):
        return None
    context = again(request.path, fields, files) | {"is_too_old": True}
    return render(request, "accounts/kept.html", context, status=403)


def again(path: str, fields: list[tuple[str, str]], files: list[str]) -> dict[str, Any]:
    """The context of `accounts/kept.html`."""
    texts = [(name, text, label_of(name)) for name, text in fields if label_of(name) and text.strip()]
    others = [(name, text) for name, text in fields if not (label_of(name) and text.strip())]
    return {"path": path, "texts": texts, "others": others, "files": files}


def kept(request: HttpRequest, token: str, now: datetime) -> tuple[str, list[tuple[str, str]], list[str]] | None:
    """(path, fields as (name, text), names of files) that were kept under `token` in this browser; None if they are
    forgotten, and for what somebody else wrote: nobody is to send that with a click."""
    if _digest(token).hex() not in request.session.get(HERE, ()):
        return None
    row = Kept.objects.filter(key=_digest(token), until__gt=now).first()
    return row and (row.path, [tuple(field) for field in json.loads(row.fields)], json.loads(row.files))


def clear(now: datetime) -> int:
    """Forget what nobody came back for; returns how much."""
    return Kept.objects.filter(until__lte=now).delete()[0]


def label_of(name: str) -> object:
    """The label of a field in which people write, or None."""
    found = NAME.fullmatch(name)
    return found and _labels.get(found[1])


def _labelled(fields):
    return [(label_of(name), text) for name, text in fields if label_of(name) and text.strip()]


def _sent(request):
    """(fields as (name, text), names of files) of a form that somebody filled in, with the hidden and the empty ones:
    a page of blocks is not read without them. Both empty where nobody filled in anything."""
    found = request.resolver_match
    is_ours = found is not None and found.func.__module__.startswith(OUR_OWN)
    secret = (TOKEN, "code", "credential") if is_ours else (TOKEN,)
    names = [name for name in request.POST if name not in secret and not SECRET.fullmatch(name)]
    pairs = [(name, text) for name in names for text in request.POST.getlist(name)]
    files = [file.name for _name, files in request.FILES.lists() for file in files]
    is_filled_in = bool(files) or not all(MECHANICAL.fullmatch(name) for name, text in pairs if text.strip())
    return (pairs, files) if is_filled_in else ([], [])


def _is_from_here(request):
    """Whether a page of ours sent it, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    try:
        return site == "same-origin" if site else urlsplit(told).netloc == request.get_host()
    except ValueError:
        return False


def _to_keep(request):
    """`_sent`, but nothing of a form that `keeps_nothing`."""
    found = request.resolver_match
    return ([], []) if found and getattr(found.func, "keeps_nothing", False) else _sent(request)


def _keep(request, fields, files):
    """The token under which it is kept; None where it is too much, or too often."""
    now, token = timezone.now(), secrets.token_urlsafe(24)
    said = json.dumps([(name, text.replace("\0", "")) for name, text in fields])
    try:
        limits.take("forms kept for a network", network(request.META.get("REMOTE_ADDR", "")), now=now)
    except Refused:
        return None
    if len(said) > LARGEST:
        return None
    row = {"path": request.path[:500], "fields": said, "files": json.dumps(files), "until": now + KEPT_FOR}
    Kept.objects.create(key=_digest(token), **row)
    request.session[HERE] = [*request.session.get(HERE, ()), _digest(token).hex()][-MOST_HERE:]
    return token


def _digest(token):
    return identity.digest("kept", token)
