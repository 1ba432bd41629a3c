"""What somebody proved, kept so that it can be recognised again but not read."""

import hashlib
import hmac

import phonenumbers
from django.conf import settings

from civic.text import number as as_typed

REGION = "TW"


def digest(kind: str, value: str) -> bytes:
    """32 bytes that are the same for the same proof: HMAC-SHA256 under IDENTITY_KEY.

    The key is a secret of its own: whoever has the database but not the key cannot try out numbers,
    and changing Django's key forgets nobody.
    """
    return _digest(settings.IDENTITY_KEY, kind, value)


def digests(kind: str, value: str) -> list[bytes]:
    """`digest`, and what it was under each of the keys before: by these, too, what is kept is recognised."""
    return [_digest(key, kind, value) for key in keys()]


def keys() -> list[str]:
    """The keys that are valid, the newest first."""
    return [settings.IDENTITY_KEY, *settings.IDENTITY_KEYS_BEFORE]


def fingerprints() -> list[str]:
    """`fingerprint` of each of the keys, the newest first."""
    return [fingerprint("IDENTITY_KEY", key) for key in keys()]


def fingerprint(name: str, key: str) -> str:
    """16 hexadecimal digits that tell this key of the setting `name` from another and betray neither."""
    return hmac.digest(key.encode(), f"fingerprint of {name}".encode(), hashlib.sha256).hex()[:16]


def _digest(key, kind, value):
    return hmac.digest(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256)


def phone_number(text: str) -> str | None:
    """The E.164 form of a mobile number of this country as people write it, or None."""
    try:
        number = phonenumbers.parse(as_typed(text), REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number_for_region(number, REGION):
        return None
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def as_dialled(phone: str) -> str:
    """An E.164 number as people here dial it: 0912 345 678; what is none, as it is."""
    try:
        number = phonenumbers.parse(phone, REGION)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
