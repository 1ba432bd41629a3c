"""Slips: signed, short-lived permission to do one deed to one thing. Pure, no Django.

A slip is written into the page of a signed-in person. It needs no session look-up when it comes back, no
other site can make one, and using it twice is harmless, because the deed itself happens once. It
says who may try, not that they may still: the verb judges that again.
"""

import hmac
from dataclasses import dataclass
from hashlib import blake2b

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Slip:
    person: int
    deed: str
    thing: int
    until: int  # seconds since 1970


class BadSlip(Exception):
    """A slip that gives no permission; `code` is "forged", "expired" or "other" (another deed or thing)."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def write(key, *, person, deed, thing, until):
    """The slip as text for a page: URL-safe ASCII. `deed` has no dots."""
    words = f"{person}.{deed}.{thing}.{int(until)}"
    return f"{words}.{_seal(key, words)}"


def read(key, text, *, deed, thing, now):
    """The `Slip` in `text` if it is ours and permits `deed` to `thing` at `now` (seconds); else raise `BadSlip`."""
    if not isinstance(text, str) or len(text) > LONGEST or not text.isascii():
        raise BadSlip("forged")
    words, _, seal = text.rpartition(".")
    if not hmac.compare_digest(seal, _seal(key, words)):
        raise BadSlip("forged")
    person, its_deed, its_thing, until = words.split(".")
    slip = Slip(int(person), its_deed, int(its_thing), int(until))
    if (slip.deed, slip.thing) != (deed, thing):
        raise BadSlip("other")
    if slip.until <= now:
        raise BadSlip("expired")
    return slip


def _seal(key, words):
    return blake2b(words.encode(), key=key[:64], digest_size=16, person=b"civic.slip").hexdigest()
