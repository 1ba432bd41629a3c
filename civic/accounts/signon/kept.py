"""What a provider told of somebody, between its page and the proof: kept for an hour as a form is (`typed`), under a
digest of a token that only their session knows."""

import json
import secrets
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from civic.accounts import identity
from civic.accounts.models import Kept
from civic.accounts.signon.told import Told

TOLD = "accounts_sign_on_told"  # in the session: the token, and of whose account it is
BY = "accounts_signed_on_by"  # in the session: the key of the provider by which it began
KEPT_FOR = timedelta(hours=1)


def keep(request: HttpRequest, told: Told, following: str) -> None:
    """`following` is where it leads in the end."""
    forget(request)
    token = secrets.token_urlsafe(24)
    said = json.dumps({"told": told.as_dict(), "next": following})
    until = timezone.now() + KEPT_FOR
    Kept.objects.create(key=_digest(token), path="", fields=said, files="", until=until)
    request.session[TOLD] = {"token": token, "person": None}


def found(request: HttpRequest) -> tuple[Told, str] | None:
    """(what was told, where it leads), or None."""
    row = _rows(request).filter(until__gt=timezone.now()).first()
    said = row and json.loads(row.fields)
    return said and (Told(**said["told"]), said["next"])


def belongs_to(request: HttpRequest, person: int) -> None:
    """It was of whoever has made the account `person` with it."""
    request.session[TOLD] = request.session[TOLD] | {"person": person}


def whose(request: HttpRequest) -> int | None:
    """The number of the account made with what is kept; None if none was."""
    return request.session.get(TOLD, {}).get("person")


def forget(request: HttpRequest) -> None:
    _rows(request).delete()
    request.session.pop(TOLD, None)


def _rows(request):
    token = request.session.get(TOLD, {}).get("token")
    return Kept.objects.filter(key=_digest(token)) if token else Kept.objects.none()


def _digest(token):
    return identity.digest("told", token)
