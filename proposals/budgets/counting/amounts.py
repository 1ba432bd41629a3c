"""Decimal numbers as people write them, kept as whole numbers of their smallest unit.

One reader for every number of a file and of an option. A point or a comma stands before decimals. What can be read
two ways ("500,000": half a million, or five hundred) is refused where it matters, and so is what is no number.
"""

import re
from collections.abc import Iterable

from .letters import clean, narrow, shown
from .refusals import Refused

NUMBER = re.compile(r"([+-]?)(\d*)(?:[.,](\d*))?", re.ASCII)
GROUPED = re.compile(r"([+-]?)(\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+)(?:[.,](\d{1,2}))?", re.ASCII)
LONGEST = 30  # digits before or behind the point; no money and no vote needs more


def number(text: str) -> re.Match | None:
    """The sign, whole part and fraction of `text`; None if it is no number ("-" and "." are none)."""
    match = NUMBER.fullmatch(clean(narrow(text)))
    if not match or not (match[2] or match[3]):
        return None
    return match if max(len(match[2]), len(match[3] or "")) <= LONGEST else None


def has_three_decimals(text: str) -> bool:
    """Whether exactly three digits stand behind the point or comma: 1.234 may be meant as 1234."""
    match = number(text)
    return bool(match) and len(match[3] or "") == 3


def reads_two_ways(text: str) -> bool:
    """Whether the point or comma of `text` may as well separate thousands."""
    match = number(text)
    return has_three_decimals(text) and 1 <= len(match[2]) <= 3 and match[2][0] != "0"


def places(text: str) -> int:
    """How many digits after the point are needed to write `text` exactly ("10.50" needs one)."""
    match = number(text)
    return len((match[3] or "").rstrip("0")) if match else 0


def scale_for(texts: Iterable[str]) -> int:
    """The smallest power of ten by which every one of `texts` becomes a whole number."""
    return 10 ** max(map(places, texts), default=0)


def whole(text: str, scale: int = 1) -> int:
    """`text` × `scale`, exactly. Raises Refused if it is no number or does not come out whole."""
    match = number(text)
    if not match:
        raise _no_number(text)
    sign, integral, fraction = match[1], match[2] or "0", (match[3] or "").rstrip("0")
    shifted = int(integral + fraction) * scale
    value, rest = divmod(shifted, 10 ** len(fraction))
    if rest:
        raise Refused("too_fine", text=shown(text), decimals=len(str(scale)) - 1)
    return -value if sign == "-" else value


def _no_number(text: str) -> Refused:
    written = clean(narrow(text))
    if len(re.sub("[^0-9]", "", written)) > LONGEST:
        return Refused("too_long", text=shown(text), digits=LONGEST)
    if match := GROUPED.fullmatch(written):
        plainly = match[1] + re.sub("[^0-9]", "", match[2]) + (f".{match[3]}" if match[3] else "")
        return Refused("grouped", text=shown(text), plainly=plainly)
    return Refused("no_number", text=shown(text))


def sure(text: str, scale: int = 1) -> int:
    """`whole`, where thousands and decimals must not be mistaken for each other."""
    value = whole(text, scale)
    if reads_two_ways(text):
        sign, head, tail = number(text).groups()
        raise Refused("two_ways", text=shown(text), thousands=sign + head + tail, decimals=f"{sign}{head}.{tail}0")
    return value


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
