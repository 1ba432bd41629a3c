"""Which providers there are: read from the environment at the start.

`SIGN_ON` names them (`city,line`); what is said of `city` are `SIGN_ON_CITY_ISSUER`, `…_CLIENT` and so on, as
docs/deploy.md tells.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.utils.translation import get_language

from civic import env

KEY = re.compile(r"(?!new$|joining$)[a-z][a-z0-9]{1,13}")  # these two are pages of ours
CLAIMS = {"identity": "sub", "birth": "birthdate", "district": "", "method": ""}
SIGNED_BY = ("keys", "secret")  # its public keys, or the secret it shares with us
WHOM = ("citizens", "staff", "both")
LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: `issuer` is its address and its name in tokens; `client` and `secret` are ours there.

    `levels` {reported method: level}; `claims` {what we want: name of the claim, "" for none}; `realm`: two providers
    of one realm mean the same person by the same identity; `whom` it signs in (`WHOM`); `signed_by`: what its tokens
    are signed with (`SIGNED_BY`), and with nothing else.
    """

    key: str
    names: tuple[str, str]
    issuer: str
    client: str
    levels: Mapping[str, int] = field(hash=False)
    claims: Mapping[str, str] = field(default_factory=lambda: dict(CLAIMS), hash=False)
    secret: str = field(default="", repr=False)
    realm: str = ""
    scopes: str = "openid"
    signed_by: str = "keys"
    whom: str = "both"

    @property
    def name(self) -> str:
        """What people call it, in the language of the page."""
        return self.names[1] if get_language() == "en" else self.names[0]

    @property
    def method(self) -> str:
        """Of the proofs it gives, as a `Verification` has it."""
        return f"oidc:{self.key}"

    @property
    def highest(self) -> int:
        """The highest level it can prove."""
        return max(self.levels.values())

    def methods_for(self, level: int) -> list[str]:
        """The methods that prove `level`, the strongest first."""
        reported = sorted(self.levels, key=lambda method: -self.levels[method])
        return [method for method in reported if self.levels[method] >= level]


def of(key: str) -> Provider | None:
    """The provider with this key."""
    return settings.SIGN_ON.get(key)


def read() -> dict[str, Provider]:
    """{key: provider} of the environment, in its order; raises `Misconfigured`."""
    keys = [key.strip() for key in env.text("SIGN_ON").split(",") if key.strip()]
    if wrong := next((key for key in keys if not KEY.fullmatch(key)), None):
        raise env.Misconfigured(f"SIGN_ON has {wrong!r}: a key is 2 to 14 small letters and digits.")
    return {key: _provider(key, f"SIGN_ON_{key.upper()}_") for key in keys}


def _provider(key, prefix):
    names = [name.strip() for name in env.text(f"{prefix}NAME", key).split("|")]
    issuer = env.text(f"{prefix}ISSUER")
    if not is_safe(issuer):
        raise env.Misconfigured(f"{prefix}ISSUER is {issuer!r}: it must begin with https:// and have no query.")
    client = env.text(f"{prefix}CLIENT")
    if not client:
        raise env.Misconfigured(f"{prefix}CLIENT is not set: it is the name this site has at {issuer}.")
    signed_by = env.text(f"{prefix}SIGNED_BY", "keys", among=SIGNED_BY)
    return Provider(
        key=key,
        names=(names[0], names[-1]),
        issuer=issuer,
        client=client,
        secret=env.secret(f"{prefix}SECRET", optional=signed_by == "keys", least=32 if signed_by == "secret" else 1),
        signed_by=signed_by,
        levels=_levels(f"{prefix}LEVELS"),
        claims=_claims(f"{prefix}CLAIMS"),
        realm=env.text(f"{prefix}REALM", issuer),
        scopes=env.text(f"{prefix}SCOPES", "openid"),
        whom=env.text(f"{prefix}FOR", "both", among=WHOM),
    )


def is_safe(url: str, beside: str = "") -> bool:
    """Whether what is said to `url` is said to nobody else: over https, or, if `beside` is too, on this machine."""
    if not url.isascii() or not url.isprintable() or " " in url:
        return False
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
    is_here = is_here and (not beside or urlsplit(beside).hostname in LOOPBACK)
    return (is_here or (parts.scheme == "https" and bool(parts.hostname))) and not (parts.username or parts.fragment)


def _levels(name):
    """{reported method: level}, from `mobileid=3&pwd=1`."""
    levels = dict(parse_qsl(env.text(name)))
    if not levels or not all(level in ("1", "2", "3") for level in levels.values()):
        raise env.Misconfigured(f"{name} must say which level each method proves, as in fido=3&pwd=1; 1, 2 or 3.")
    return {method: int(level) for method, level in levels.items()}


def _claims(name):
    """`CLAIMS` with what the setting says instead, as in `identity=person_hash&birth=birth_year`."""
    said = dict(parse_qsl(env.text(name), keep_blank_values=True))
    if wrong := set(said) - set(CLAIMS):
        raise env.Misconfigured(f"{name} has {', '.join(sorted(wrong))}: it may name {', '.join(CLAIMS)}.")
    if not said.get("identity", "sub"):
        raise env.Misconfigured(f"{name} names no claim for identity: nobody could be known again.")
    return CLAIMS | said
