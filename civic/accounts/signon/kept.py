"""What a provider told of somebody, between its page and the proof: in their session, for an hour at most."""

import time

from django.http import HttpRequest

from civic.accounts.signon.told import Told

TOLD = "accounts_sign_on_told"  # in the session: what was told, when, of whose account, and where it leads
BY = "accounts_signed_on_by"  # in the session: the key of the provider by which it began
KEPT_FOR = 60 * 60  # seconds


def keep(request: HttpRequest, told: Told, following: str) -> None:
    request.session[TOLD] = {"told": told.as_dict(), "at": int(time.time()), "next": following, "person": None}


def found(request: HttpRequest) -> tuple[Told, str] | None:
    """(what was told, where it leads), or None."""
    kept = request.session.get(TOLD)
    if not kept or not 0 <= time.time() - kept["at"] < KEPT_FOR:
        return None
    return Told(**kept["told"]), kept["next"]


def belongs_to(request: HttpRequest, person: int) -> None:
    """It was of whoever has made the account `person` with it."""
    request.session[TOLD] = request.session[TOLD] | {"person": person}


def whose(request: HttpRequest) -> int | None:
    """The number of the account made with what is kept; None if none was."""
    return request.session.get(TOLD, {}).get("person")


def forget(request: HttpRequest) -> None:
    request.session.pop(TOLD, None)
