"""Decimal numbers as people write them, kept as whole numbers of their smallest unit."""

import re
from collections.abc import Iterable

NUMBER = re.compile(r"\s*([+-]?)(\d*)(?:[.,](\d*))?\s*", re.ASCII)


def number(text: str) -> re.Match | None:
    """The sign, whole part and fraction of `text`; None if it is no number ("-" and "." are none)."""
    match = NUMBER.fullmatch(text)
    return match if match and (match[2] or match[3]) else None


def places(text: str) -> int:
    """How many digits after the point are needed to write `text` exactly ("10.50" needs one)."""
    match = number(text)
    return len((match[3] or "").rstrip("0")) if match else 0


def scale_for(texts: Iterable[str]) -> int:
    """The smallest power of ten by which every one of `texts` becomes a whole number."""
    return 10 ** max(map(places, texts), default=0)


def whole(text: str, scale: int = 1) -> int:
    """`text` × `scale`, exactly. Raises ValueError if it is no number or does not come out whole."""
    match = number(text)
    if not match:
        raise ValueError(f"{text.strip()[:40]!r} is not a number")
    sign, integral, fraction = match[1], match[2] or "0", (match[3] or "").rstrip("0")
    shifted = int(integral + fraction) * scale
    value, rest = divmod(shifted, 10 ** len(fraction))
    if rest:
        raise ValueError(f"{text.strip()[:40]!r} is finer than 1/{scale}")
    return -value if sign == "-" else value


def plain(value: int, scale: int = 1) -> str:
    """The opposite of `whole`: 143756251 at scale 100 is "1437562.51"."""
    digits = len(str(scale)) - 1
    if not digits:
        return str(value)
    head, tail = divmod(abs(value), scale)
    tail_text = f"{tail:0{digits}d}".rstrip("0")
    return ("-" if value < 0 else "") + (f"{head}.{tail_text}" if tail_text else str(head))


def grouped(value: int, scale: int = 1) -> str:
    """For reading: 1234567 is "1,234,567", and at scale 10 "123,456.70"."""
    text = plain(abs(value), scale)
    head, dot, tail = text.partition(".")
    return ("-" if value < 0 else "") + f"{int(head):,}{dot}{tail.ljust(2, '0') if tail else ''}"
