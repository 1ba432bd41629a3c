"""What a provider publishes of itself and says to us, fetched within limits of time, size and number.

What it publishes (its addresses and keys) is kept in memory for an hour, and for a day while it cannot be reached; a
provider that has just failed is not asked again at once. Pages of sign-on have a lane of their own (`civic.asgi`), so
no other page waits for any of this.
"""

import base64
import json
import threading
import time
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import quote, urlencode
from urllib.request import Request

from civic.accounts.signon.providers import Provider, is_safe
from civic.outbox.asking import ask
from civic.outbox.deadline import Deadline

PATIENCE, LIMIT = 4, 6  # seconds for each step of a question, and for all of them
LARGEST = 256 * 1024  # bytes of an answer
MOST_KEYS = 50
FRESH, STALE = 60 * 60, 24 * 60 * 60  # seconds for which what is published is used; likewise while nobody answers
AGAIN = 60  # seconds between two looks for a key that is not there
FAILED = 10  # seconds for which nobody asks again
MOST_KEPT = 32  # addresses of which something is kept
WELL_KNOWN = "/.well-known/openid-configuration"


class Away(Exception):
    """The provider does not answer, or not in a way that makes sense."""


class Unwilling(Exception):
    """It answered that it will not (4xx)."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a provider does what; "" for what it does not do. `by_form`: our secret goes into the form."""

    authorization: str
    token: str
    keys: str
    userinfo: str
    leaving: str
    by_form: bool


class _Kept:
    """What was fetched from one address last."""

    def __init__(self):
        self.lock = threading.Lock()
        self.said, self.at, self.failed_at = None, 0.0, float("-inf")


_kept: dict[str, _Kept] = {}
_all = threading.Lock()


def addresses(provider: Provider) -> Addresses:
    """What `provider` says of itself; raises `Away`."""
    said = _published(provider.issuer.rstrip("/") + WELL_KNOWN, FRESH)
    if said.get("issuer") != provider.issuer:
        raise Away(f"{provider.key} says that it is {said.get('issuer')!r}")
    ways = said.get("token_endpoint_auth_methods_supported") or ()  # who says nothing, as LINE, takes it in the form
    found = Addresses(
        *(str(said.get(name) or "") for name in (
            "authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint", "end_session_endpoint"
        )),
        by_form="client_secret_basic" not in ways,
    )  # fmt: skip
    needed = (found.authorization, found.token, found.keys)
    others = filter(None, (found.userinfo, found.leaving))
    if not all(is_safe(url, provider.issuer) for url in (*needed, *others)):
        raise Away(f"{provider.key} names an address that is not safe")
    return found


def keys(provider: Provider, *, again: bool = False) -> list[dict]:
    """The public keys of `provider`; `again`: those of this minute. Raises `Away`."""
    found = _published(addresses(provider).keys, AGAIN if again else FRESH).get("keys")
    if not isinstance(found, list) or len(found) > MOST_KEYS:
        raise Away(f"{provider.key} publishes no keys")
    return [key for key in found if isinstance(key, dict)]


def exchange(provider: Provider, code: str, verifier: str, redirect_uri: str) -> dict:
    """The tokens for a `code`; raises `Away`, or `Unwilling`."""
    where = addresses(provider)
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": redirect_uri}
    request = Request(where.token, method="POST")  # noqa: S310 -- https, or this machine: `providers.is_safe`
    if provider.secret and not where.by_form:
        account = f"{quote(provider.client, safe='')}:{quote(provider.secret, safe='')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(account.encode()).decode()}")
    else:
        form |= {"client_id": provider.client} | ({"client_secret": provider.secret} if provider.secret else {})
    request.data = urlencode(form).encode()
    return _asked(request)


def userinfo(provider: Provider, access_token: str) -> dict:
    """What the provider tells of whom the token is for, {} where it tells nothing; raises `Away` or `Unwilling`."""
    where = addresses(provider).userinfo
    return _asked(Request(where, headers={"Authorization": f"Bearer {access_token}"})) if where else {}  # noqa: S310 -- https, or this machine: `providers.is_safe`


def _published(url, fresh):
    """What stands at `url`, at most `fresh` seconds old, or older while nobody answers there."""
    kept = _kept_of(url)
    with kept.lock:
        now = time.monotonic()
        if kept.said is not None and now - kept.at < fresh:
            return kept.said
        if now - kept.failed_at >= FAILED:
            try:
                kept.said, kept.at = _asked(Request(url)), now  # noqa: S310 -- https, or this machine: `providers.is_safe`
                return kept.said
            except (Away, Unwilling):
                kept.failed_at = time.monotonic()
        if kept.said is not None and now - kept.at < STALE:
            return kept.said
    raise Away(f"nothing to be had from {url}")


def _kept_of(url):
    with _all:
        if url not in _kept and len(_kept) >= MOST_KEPT:
            del _kept[next(iter(_kept))]
        return _kept.setdefault(url, _Kept())


def _asked(request):
    """The JSON of an answer; raises `Away`, or `Unwilling`."""
    request.add_header("Accept", "application/json")
    deadline = Deadline()
    try:
        status, said = ask(request, deadline, patience=PATIENCE, limit=LIMIT, most=LARGEST + 1)
    except (OSError, HTTPException) as error:
        raise Away(f"{request.host}: {error}") from error
    if 400 <= status < 500 and status not in (408, 425, 429):
        raise Unwilling(f"{request.host} answers {status}")
    if status != 200 or len(said) > LARGEST or deadline.is_over:
        raise Away(f"{request.host} answers {status} with {len(said)} bytes")
    try:
        found = json.loads(said)
    except (ValueError, RecursionError) as error:
        raise Away(f"{request.host} answers what cannot be read") from error
    if not isinstance(found, dict):
        raise Away(f"{request.host} answers what cannot be read")
    return found
