"""Slips: signed, short-lived permission to do one deed to one thing. Pure, no Django.

A slip is written into the page of a signed-in person and holds for the session that read it: it carries a `tie`, a
keyed digest of that session, which a door compares with the session that brings the slip back. No other site can make
one, and using it twice is harmless, because the deed itself happens once. It says who may try, not that they may
still: whether the session lives the door asks, and the verb judges the rest again.
"""

import hmac
from dataclasses import dataclass
from hashlib import blake2b

LONGEST = 200  # characters


@dataclass(frozen=True, slots=True)
class Slip:
    """The permission for `person` (an id) to do `deed` to `thing` (an id), in the session with this `tie`."""

    person: int
    deed: str
    thing: int
    until: int  # seconds since 1970
    tie: str


class BadSlip(Exception):
    """A slip that gives no permission; `code` is "forged", "expired" or "other" (another deed or thing)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def tie(key: bytes, *secrets: str) -> str:
    """What a slip keeps of a session: 32 hexadecimal digits by which it is known again, and from which none of the
    `secrets` (its key, and whatever else ends it by being changed) can be read."""
    return blake2b("\0".join(secrets).encode(), key=key[:64], digest_size=16, person=b"civic.tie").hexdigest()


def write(key: bytes, *, person: int, deed: str, thing: int, until: float, tie: str) -> str:
    """The slip as text for a page: URL-safe ASCII. `until` is in seconds since 1970; `deed` and `tie` have no dots."""
    words = f"{person}.{deed}.{thing}.{int(until)}.{tie}"
    return f"{words}.{_seal(key, words)}"


def read(key: bytes, text: object, *, deed: str, thing: int, now: float) -> Slip:
    """The `Slip` in `text` if it is ours and permits `deed` to `thing` at `now` (seconds since 1970); else raises
    `BadSlip`, also where `text` is no text at all."""
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        raise BadSlip("forged")
    words, _, seal = text.rpartition(".")
    if not hmac.compare_digest(seal, _seal(key, words)):
        raise BadSlip("forged")
    person, its_deed, its_thing, until, its_tie = words.split(".")
    slip = Slip(int(person), its_deed, int(its_thing), int(until), its_tie)
    if (slip.deed, slip.thing) != (deed, thing):
        raise BadSlip("other")
    if slip.until <= now:
        raise BadSlip("expired")
    return slip


def _seal(key, words):
    return blake2b(words.encode(), key=key[:64], digest_size=16, person=b"civic.slip").hexdigest()
