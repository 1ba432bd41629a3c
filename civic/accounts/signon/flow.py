"""One sign-on from its beginning to what the provider told, by authorisation code with PKCE, state and nonce.

What belongs to it lies in the session until it comes back, once, within `RUNS_OUT` seconds.
"""

import base64
import hashlib
import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from civic.accounts.signon import fetching, tokens, told
from civic.accounts.signon.providers import Provider
from civic.accounts.signon.told import Told
from civic.lifecycle import Refusal, Refused

UNDER_WAY = "accounts_sign_ons"  # in the session: {state: what belongs to it}
RUNS_OUT = 10 * 60  # seconds
MOST = 4  # that are under way in one session, in as many windows

STALE = Refusal("sign_on_stale", _("This sign-on has run out, or has been used already. Please begin again."))
AWAY = Refusal(
    "sign_on_away",
    _("This sign-on cannot be reached at the moment. Please try again in a minute, or take another way."),
)
CANCELLED = Refusal("sign_on_cancelled", _("The sign-on was cancelled. You can begin again, or take another way."))
FAILED = Refusal(
    "sign_on_refused",
    _("This sign-on did not confirm who you are. Nothing has been changed: please begin again, or take another way."),
)
NOT_ENOUGH = Refusal(
    "sign_on_weak",
    _("The way you chose there is not accepted here. Please begin again and choose another one, or take another way."),
)
BY_THE_PERSON = ("access_denied", "login_required", "interaction_required", "consent_required", "user_cancelled")
FOR_NOW = ("temporarily_unavailable", "server_error")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A sign-on that has come back: where it leads (`following`), and the language it began in."""

    following: str
    language: str


def begin(request: HttpRequest, provider: Provider, following: str, level: int) -> str:
    """The address at the provider where somebody shows who they are, at `level` if they can; raises `Refused`."""
    try:
        where = fetching.addresses(provider).authorization
    except (fetching.Away, fetching.Unwilling) as error:
        logger.warning("sign-on at %s: %s", provider.key, error)
        raise Refused(AWAY) from None
    state, nonce, verifier = (secrets.token_urlsafe(32) for _each in range(3))
    record = {
        "provider": provider.key, "nonce": nonce, "verifier": verifier, "at": int(time.time()), "next": following,
        "language": translation.get_language(), "person": request.user.pk,
    }  # fmt: skip
    before = list(request.session.get(UNDER_WAY, {}).items())
    request.session[UNDER_WAY] = dict([*before, (state, record)][-MOST:])
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code", "client_id": provider.client, "redirect_uri": redirect_uri(provider),
        "scope": provider.scopes, "state": state, "nonce": nonce, "code_challenge": challenge,
        "code_challenge_method": "S256", "ui_locales": "en" if translation.get_language() == "en" else "zh-TW zh-Hant",
    }  # fmt: skip
    if level > 1:
        asked["acr_values"] = " ".join(provider.methods_for(level))
    return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"


def redirect_uri(provider: Provider) -> str:
    """Where the provider sends people back: one address in all languages, as it is registered there."""
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("sign_on:back", args=[provider.key])


def take(request: HttpRequest, provider: Provider) -> tuple[UnderWay, dict[str, Any] | None]:
    """The sign-on that comes back with this request, and what belongs to it: it is not under way any more. None for one
    that is not, not any more, not at this provider, or not of whoever is signed in now."""
    all_of_them = request.session.get(UNDER_WAY, {})
    record = all_of_them.pop(request.GET.get("state", ""), None)
    request.session[UNDER_WAY] = all_of_them
    if record is None:
        return UnderWay("", settings.LANGUAGE_CODE), None
    is_good = record["provider"] == provider.key and record["person"] == request.user.pk
    is_good = is_good and 0 <= time.time() - record["at"] < RUNS_OUT
    return UnderWay(record["next"], record["language"]), record if is_good else None


def finish(request: HttpRequest, provider: Provider, record: dict[str, Any] | None) -> Told:
    """What the provider told of whoever comes back with `record`; raises `Refused`."""
    if record is None:
        raise Refused(CANCELLED if request.GET.get("error") in BY_THE_PERSON else STALE)
    try:
        return _finished(request, provider, record)
    except fetching.Away as error:
        logger.warning("sign-on at %s: %s", provider.key, error)
        raise Refused(AWAY) from None
    except (fetching.Unwilling, tokens.Forged) as error:
        logger.warning("sign-on at %s: %s", provider.key, error)
        raise Refused(FAILED) from None


def _finished(request, provider, record):
    said = request.GET
    if said.get("iss", provider.issuer) != provider.issuer:
        raise tokens.Forged("another provider has answered")
    if error := said.get("error"):
        if error in BY_THE_PERSON:
            raise Refused(CANCELLED)
        raise (fetching.Away if error in FOR_NOW else fetching.Unwilling)(f"it says {error[:60]}")
    answer = fetching.exchange(provider, said.get("code", ""), record["verifier"], redirect_uri(provider))
    claims = tokens.read(answer.get("id_token"), provider, record["nonce"])
    found = told.read(provider, claims, _more(provider, claims, answer.get("access_token")))
    if found is None:
        raise tokens.Forged("it names nobody")
    if not found.level:
        raise Refused(NOT_ENOUGH)
    return found


def _more(provider, claims, access_token):
    """What the provider tells beside its token, where it lacks what we want, of the same person."""
    is_all_there = all(claim in claims for claim in provider.claims.values() if claim)
    if is_all_there or not isinstance(access_token, str) or not access_token.isprintable():
        return {}
    more = fetching.userinfo(provider, access_token)
    if more and more.get("sub") != claims["sub"]:
        raise tokens.Forged("it tells of somebody else")
    return more


def way_out(provider: Provider) -> str:
    """The address at which somebody signs out at the provider; "" where there is none, or nobody answers."""
    try:
        leaving = fetching.addresses(provider).leaving
    except (fetching.Away, fetching.Unwilling):
        return ""
    said = {"client_id": provider.client, "post_logout_redirect_uri": f"{settings.SITE_URL}/"}
    return leaving and f"{leaving}{'&' if '?' in leaving else '?'}{urlencode(said)}"
