"""What a provider told of somebody, cut down to what a proof needs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from civic import text
from civic.accounts import identity
from civic.accounts.signon.providers import Provider

LONGEST = 60  # characters of a name of a method
YEAR = re.compile(r"(\d{4})")


@dataclass(frozen=True, slots=True)
class Told:
    """`level` by the method `reported`, which people know as `way`; `digest`: the keyed one of the identity, as hex,
    and `digests_before` those under former keys; `born_on` as ISO or "", `district` as its code or name or ""; `email`
    is only offered, and never proves anything. It fits into JSON."""

    provider: str
    level: int
    reported: str
    way: str
    digest: str
    born_on: str
    district: str
    email: str
    digests_before: Sequence[str] = ()

    as_dict = asdict


def digests(provider: Provider, value: str) -> list[bytes]:
    """What is kept of an identity, and what was under former keys: the same for all providers of its realm."""
    return identity.digests("identity", f"{provider.realm}\0{value}")


def read(provider: Provider, claims: Mapping[str, Any], more: Mapping[str, Any]) -> Told | None:
    """What the `claims` of a token, and what was told beside it (`more`), come to; None without an identity. The level
    is 0 where the token reports no method that we know. What is reported is taken from the token alone."""
    said = {name: claims.get(claim, more.get(claim)) for name, claim in provider.claims.items() if claim}
    identity_said = said.get("identity")
    if not isinstance(identity_said, str | int) or not str(identity_said).strip():
        return None
    method = reported(provider, claims)
    newest, *before = (each.hex() for each in digests(provider, str(identity_said)))
    return Told(
        provider=provider.key,
        level=provider.levels.get(method, 0),
        reported=method[:LONGEST],
        way=_line(said.get("method"), LONGEST) or method[:LONGEST],
        digest=newest,
        born_on=born_on(said.get("birth")),
        district=_line(said.get("district"), LONGEST),
        email=text.mailbox(_line(claims.get("email", more.get("email")), 254)) or "",
        digests_before=before,
    )


def reported(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The method by which somebody has shown who they are: `acr` if we know it, else the strongest of `amr`."""
    acr, amr = claims.get("acr"), claims.get("amr")
    if isinstance(acr, str) and acr in provider.levels:
        return acr
    known = [each for each in amr if each in provider.levels] if isinstance(amr, list) else []
    return max(known, key=provider.levels.get, default="")


def born_on(said: object) -> str:
    """The date of birth in a claim, ISO; of whom only the year is known counts as born on its last day, so that nobody
    is taken for older than they are. "" for none, and for what is none."""
    words = _line(said, 10)
    if year := YEAR.fullmatch(words.removesuffix("-00-00")):
        words = f"{year[1]}-12-31"
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        return ""


def _line(said, longest):
    """One line of text of a claim that has some."""
    return text.line(str(said))[:longest] if isinstance(said, str | int) else ""
