"""The provider of the demo town: it speaks OpenID Connect over loopback for real, and believes what one says to be.

What it needs lies in the memory of this process: a key made at the first question, and codes for a minute.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from civic.accounts.signon.flow import redirect_uri
from civic.accounts.signon.providers import of
from civic.demo import identities, words

SOMEBODY = "somebody"  # an identity that nobody has proved before
BORN, HOME = "1990", "苓雅區"  # of whom that is
MINUTE, MOST = 60, 200  # seconds for which a code is good, and how many there are
KEY_ID = secrets.token_hex(8)

_codes: dict[str, dict] = {}
_taking = threading.Lock()


@cache
def _key():
    return ec.generate_private_key(ec.SECP256R1())


@require_GET
@never_cache
def published(request: HttpRequest) -> HttpResponse:
    """What it says of itself."""
    issuer = _issuer()
    with translation.override(settings.LANGUAGE_CODE):
        named = {name: settings.SITE_URL + reverse(f"demo:{way}") for name, way in {
            "authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys",
            "end_session_endpoint": "sign_on_out",
        }.items()}  # fmt: skip
    ways = {"token_endpoint_auth_methods_supported": ["none"], "id_token_signing_alg_values_supported": ["ES256"]}
    return JsonResponse({"issuer": issuer, **named, **ways, "response_types_supported": ["code"]})


@require_GET
@never_cache
def keys(request: HttpRequest) -> HttpResponse:
    public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(_key().public_key()))
    return JsonResponse({"keys": [public | {"kid": KEY_ID, "use": "sig", "alg": "ES256"}]})


@csrf_exempt
@require_http_methods(["GET", "POST"])
@never_cache
def authorize(request: HttpRequest) -> HttpResponse:
    """Where a visitor says who they are, and how they show it; or that they do not want to."""
    asked = request.GET
    provider = of(identities.KEY)
    if asked.get("redirect_uri") != redirect_uri(provider) or asked.get("client_id") != identities.CLIENT:
        return HttpResponseBadRequest("This is none of the town's sign-ons.")
    if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
        return _sent_back(asked, error="invalid_request")
    if request.method == "POST" and "cancel" in request.POST:
        return _sent_back(asked, error="access_denied")
    if request.method == "POST" and request.POST.get("way") in identities.LEVELS:
        return _sent_back(asked, code=_code(asked, _claims(request.POST)))
    if asked.get("ui_locales") == "en" and translation.get_language() != "en":
        with translation.override("en"):
            return redirect(f"{reverse('demo:authorize')}?{asked.urlencode()}")
    return render(request, "demo/authorize.html", {"people": _known(), "ways": identities.WAYS, "somebody": SOMEBODY})


def _known():
    return [told for told in words.people() if "born_on" in told]


def _claims(said):
    """Of whom a visitor says to be, by the method they chose."""
    known = {told["key"]: told for told in _known()}.get(said.get("who"))
    method = said["way"]
    about = (
        {"sub": known["key"], "birthdate": known["born_on"].isoformat(), "district": known["district"]}
        if known
        else {"sub": secrets.token_hex(8), "birthdate": BORN, "district": HOME}
    )
    return about | {"acr": method, "method_name": identities.WAYS[method]}


def _code(asked, claims):
    """A code for what will be told, once, to whoever began."""
    code, now = secrets.token_urlsafe(24), time.time()
    with _taking:
        while len(_codes) >= MOST:
            del _codes[next(iter(_codes))]
        _codes[code] = {
            "claims": claims | {"nonce": asked.get("nonce", "")}, "at": now,
            "challenge": asked.get("code_challenge", ""), "redirect_uri": asked["redirect_uri"],
        }  # fmt: skip
    return code


@csrf_exempt
@require_POST
@never_cache
def token(request: HttpRequest) -> HttpResponse:
    """The token for a code, once, for whoever knows its verifier."""
    said = request.POST
    with _taking:
        found = _codes.pop(said.get("code", ""), None)
    hashed = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
    is_theirs = found and found["challenge"] == challenge and found["redirect_uri"] == said.get("redirect_uri")
    if not is_theirs or time.time() - found["at"] > MINUTE or said.get("client_id") != identities.CLIENT:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    now = int(time.time())
    claims = found["claims"] | {"iss": _issuer(), "aud": identities.CLIENT, "iat": now, "exp": now + 5 * MINUTE}
    signed = jwt.encode(claims, _key(), algorithm="ES256", headers={"kid": KEY_ID})
    return JsonResponse({"access_token": secrets.token_urlsafe(24), "token_type": "Bearer", "id_token": signed})


@require_safe
@never_cache
def out(request: HttpRequest) -> HttpResponse:
    """It keeps nobody signed in, so whoever signs out is led back at once."""
    return redirect("home")


def _issuer():
    return settings.SITE_URL + identities.PATH


def _sent_back(asked, **said):
    query = urlencode(said | {"state": asked.get("state", ""), "iss": _issuer()})
    return redirect(f"{asked['redirect_uri']}?{query}")
