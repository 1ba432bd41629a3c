"""What somebody typed before their sign-in ended is handed back to them, never thrown away.

Their texts are shown at once. Everything they chose and typed is kept for an hour besides, under a digest of a token
that only the page they see knows: it leads through the sign-in to a form that has all of it and sends it again.
"""

import json
import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from civic.accounts import identity, limits
from civic.accounts.models import Kept
from civic.lifecycle import Refused

# {last part of a field's name: its label}, `reasons` of `answer-reasons-2`: the fields in which people write.
_labels = {}
NAME = re.compile(r"(?:[a-z]+-)?([a-z_]+)(?:-\d+)?")
MECHANICAL = ("csrfmiddlewaretoken", "once")  # fields that nobody fills in
LARGEST = 256 * 1024  # characters that are kept of a form
KEPT_FOR = timedelta(hours=1)


def label(**labels: Any) -> None:
    """Register the labels of fields in which people write, by the last part of their names; an app's forms do."""
    _labels.update(labels)


def keeps_words(view: Callable) -> Callable:
    """Ask for a sign-in, but hand back what somebody typed without one."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        return view(request, *args, **kwargs) if request.user.is_authenticated else words_back(request)

    return asked


def words_back(request: HttpRequest) -> HttpResponse:
    """The page that hands back what was posted; where nothing was filled in, the way to the sign-in."""
    fields = [(name, text) for name, texts in request.POST.lists() for text in texts if _is_filled_in(name, text)]
    files = [file.name for _name, files in request.FILES.lists() for file in files]
    if not fields and not files:
        return redirect_to_login(request.path)
    token = _keep(request, fields, files)
    words = [(label_of(name), text) for name, text in fields if label_of(name)]
    following = reverse("accounts:kept", args=[token]) if token else request.path
    context = {"words": words, "files": files, "next": following, "is_kept": bool(token)}
    return render(request, "accounts/signed_out.html", context, status=403)


def kept(token: str, now: datetime) -> tuple[str, list[tuple[str, str]], list[str]] | None:
    """(path, fields as (name, text), names of files) that were kept under `token`; None if they are forgotten."""
    row = Kept.objects.filter(key=_digest(token), until__gt=now).first()
    return row and (row.path, [tuple(field) for field in json.loads(row.fields)], json.loads(row.files))


def clear(now: datetime) -> int:
    """Forget what nobody came back for; returns how much."""
    return Kept.objects.filter(until__lte=now).delete()[0]


def label_of(name: str) -> object:
    """The label of a field in which people write, or None."""
    found = NAME.fullmatch(name)
    return found and _labels.get(found[1])


def _is_filled_in(name, text):
    return name not in MECHANICAL and bool(text.strip())


def _keep(request, fields, files):
    """The token under which it is kept; None where it is too much, or too often."""
    now, token = timezone.now(), secrets.token_urlsafe(24)
    said = json.dumps([(name, text.replace("\0", "")) for name, text in fields])
    try:
        limits.take("forms kept for a network", request.META.get("REMOTE_ADDR", ""), now=now)
    except Refused:
        return None
    if len(said) > LARGEST:
        return None
    row = {"path": request.path[:500], "fields": said, "files": json.dumps(files), "until": now + KEPT_FOR}
    Kept.objects.create(key=_digest(token), **row)
    return token


def _digest(token):
    return identity.digest("kept", token)
