"""Text as people meant it: without letters that cannot be seen, and in one width.

`count-letters.js` is the twin: whatever is folded here is folded there.
"""

import re
from unicodedata import normalize

INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
SEPARATORS = re.compile("[,，、]")
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
LONGEST = 40  # letters of a cell that are quoted in a sentence


def clean(text: str) -> str:
    """Without invisible letters and without blanks around."""
    return INVISIBLE.sub("", text).strip()


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as their ASCII twins."""
    return text if text.isascii() else text.translate(WIDE)


def folded(text: str) -> str:
    """For comparing what people write differently and mean alike: "Ａ\u200b" and "a"."""
    return clean(normalize("NFKC", text)).lower()


def shown(text: str) -> str:
    """The beginning of a cell as a sentence quotes it; what cannot be seen is named ("A‹U+200B›")."""
    begun = text.strip()[:LONGEST]
    return INVISIBLE.sub(lambda letter: f"‹U+{ord(letter[0]):04X}›", begun)


def split(cell: str) -> list[str]:
    """The items of a comma-separated cell; "" has none."""
    return [item for item in map(str.strip, cell.split(",")) if item]
