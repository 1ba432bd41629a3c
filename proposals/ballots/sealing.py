"""Sealing and opening ballots under the key of their box. Pure, no Django.

Two keys are derived from the box's one: pseudonyms are an HMAC, ballots are AES-GCM of a fixed length with box, area
and pseudonym as associated data, so that none can be read, changed, moved to another person, area or box, or told from
another by its length. Nonces are random, which is good for 2**32 ballots of a box, changes counted (NIST SP 800-38D).
"""

import hashlib
import hmac
import os
import struct
from collections import Counter
from collections.abc import Iterable, Sequence
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LARGEST = 2**15 - 1  # of a choice: a smallint
NONCE = 12  # bytes


class Unreadable(Exception):
    """A sealed ballot is not what was sealed under this key; which one it is, nobody is told."""


class Cipher:
    """Seals and opens for one box (its id), whose ballots hold at most `places` choices."""

    def __init__(self, key: bytes, box: int, places: int):
        self.box, self.places = box, places
        self._whose = _derived(key, b"pseudonyms", box)
        self._aes = AESGCM(_derived(key, b"ballots", box))
        self._plain = struct.Struct(f">H{places}H")

    def pseudonym(self, person: int) -> UUID:
        """Under which the ballot of a person (an id) lies."""
        return UUID(bytes=hmac.digest(self._whose, struct.pack(">Q", person), hashlib.sha256)[:16])

    def seal(self, pseudonym: UUID, area: int, choices: Sequence[int]) -> bytes:
        """The choices, sealed anew each time; raises ValueError if they do not fit (`fits`)."""
        if not fits(choices, self.places):
            raise ValueError("these choices do not fit into a ballot")
        padding = [0] * (self.places - len(choices))
        nonce = os.urandom(NONCE)
        plain = self._plain.pack(len(choices), *choices, *padding)
        return nonce + self._aes.encrypt(nonce, plain, self._bound_to(pseudonym, area))

    def open(self, pseudonym: UUID, area: int, ballot: bytes) -> tuple[int, ...]:
        """The choices in a sealed ballot; raises `Unreadable`."""
        (choices,) = self.open_all(area, [(pseudonym.bytes, ballot)])
        return choices

    def open_all(self, area: int, ballots: Iterable[tuple[bytes, bytes]]) -> Counter[tuple[int, ...]]:
        """How often each choice stands on these sealed ballots (pseudonym, ballot) of an area; raises `Unreadable`."""
        where, decrypt = struct.pack(">QQ", self.box, area), self._aes.decrypt
        try:
            plain = Counter(decrypt(each[:NONCE], each[NONCE:], where + whose) for whose, each in ballots)
            return Counter({self._choices(each): number for each, number in plain.items()})
        except (InvalidTag, ValueError, struct.error):
            raise Unreadable from None

    def _choices(self, plain):
        length, *choices = self._plain.unpack(plain)
        return tuple(choices[:length])

    def _bound_to(self, pseudonym, area):
        return struct.pack(">QQ", self.box, area) + pseudonym.bytes


def fits(choices: Sequence[int], places: int) -> bool:
    """Whether `choices` can be sealed: at most `places`, each from 0 to `LARGEST`."""
    return len(choices) <= places and all(type(each) is int and 0 <= each <= LARGEST for each in choices)


def _derived(key, purpose, box):
    return hmac.digest(key, b"civic.ballots %s %d" % (purpose, box), hashlib.sha256)
