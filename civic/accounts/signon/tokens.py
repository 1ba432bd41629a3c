"""Whether an ID token is the provider's, for us, for this sign-on and of now: all that allauth takes on trust."""

import hmac

import jwt

from civic.accounts.signon import fetching
from civic.accounts.signon.providers import Provider

# What may sign, by what a provider's tokens are signed with: a token signed by what everybody knows, or by nothing, is
# nobody's.
ALGORITHMS = {
    "keys": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"),
    "secret": ("HS256",),
}
SKEW = 60  # seconds by which two clocks may differ
LONGEST = 16 * 1024  # characters
OPTIONS = {
    "require": ["iss", "sub", "aud", "exp", "iat"],
    "verify_signature": True,
    "verify_exp": True,
    "verify_iat": True,
    "verify_nbf": True,
    "enforce_minimum_key_length": True,
}


class Forged(Exception):
    """Not a token to believe; the argument says why, for the log."""


def read(token: object, provider: Provider, nonce: str) -> dict:
    """The claims in the token; raises `Forged`, and `fetching.Away` if the keys cannot be had."""
    if not isinstance(token, str) or len(token) > LONGEST:
        raise Forged("there is no token of a sound size")
    try:
        head = jwt.get_unverified_header(token)
        claims = jwt.decode(
            token,
            key=_key(head, provider),
            algorithms=[head["alg"]],
            audience=provider.client,
            issuer=provider.issuer,
            leeway=SKEW,
            options=OPTIONS,
        )
    except jwt.PyJWTError as error:
        raise Forged(f"{type(error).__name__}: {error}") from None
    _for_us(claims, provider, nonce)
    return claims


def _key(head, provider):
    """The key that the head of a token names, made for its algorithm. A key that is not known yet is looked for."""
    if head.get("alg") not in ALGORITHMS[provider.signed_by]:
        raise Forged(f"signed by {str(head.get('alg'))[:20]}")
    if provider.signed_by == "secret":
        return provider.secret
    for again in (False, True):
        found = [key for key in fetching.keys(provider, again=again) if _fits(key, head)]
        if len(found) == 1:
            return jwt.PyJWK(found[0], algorithm=head["alg"]).key
    raise Forged("the key it names is none of the provider's")


def _fits(key, head):
    is_named = "kid" not in head or key.get("kid") == head["kid"]
    return is_named and key.get("use", "sig") == "sig" and key.get("alg", head["alg"]) == head["alg"]


def _for_us(claims, provider, nonce):
    audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
    if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != provider.client:
        raise Forged("it was made for somebody else")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise Forged("it belongs to another sign-on")
