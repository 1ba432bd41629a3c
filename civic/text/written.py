"""Texts as a whole: what is kept of them, whether anything can be seen, how long they are, in which language."""

import re
import unicodedata

# What ends a line, wherever it was typed: browsers send CR LF, office programs VT, LS and PS.
ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Marks that turn the direction of what follows, beyond the end of the text that holds them.
TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JOINERS = "\u200c\u200d"  # between letters they are spelling (Persian, Hindi) and make one sign of several emoji
# Shows nothing, although Unicode counts it among letters, signs and marks: fillers, an empty Braille cell.
BLANKS = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2800\u3164\uffa0\U0001d159")
VARIANTS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # which form of the sign before them is meant
FLAG = "\U0001f3f4"  # the one sign that tags belong to: flags of England, Scotland, Wales
TAGS = re.compile("[\U000e0020-\U000e007f]")
NO_FLAG = re.compile(f"(?<={FLAG}){TAGS.pattern}{{8,}}")  # longer than the name of a region, and nobody sees it

HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories: control, format, halves, private, separators
TALLEST = 4  # marks on one letter; writing needs up to three, a keycap two
OPEN_PLACES = re.compile("[\U0001f000-\U0001faff\U00020000-\U0003ffff]")  # emoji and Han newer than our tables


def tidy(text: str) -> str:
    """`text` as it is kept: composed, a line break one character, at most two of them in a row, nothing that nobody
    sees, no space at its ends or at the end of a line."""
    text = ENDS.sub("\n", unicodedata.normalize("NFC", text))
    text = "".join(_kept(NO_FLAG.sub("", text)))
    text = re.sub(r"[^\S\n]+(?=\n|\Z)", "", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def line(text: str) -> str:
    """`tidy` for one line: each run of spaces and line breaks is one space."""
    return " ".join(tidy(text).split())


def _kept(text):
    """The characters of `text` that are to be seen, or that join those beside them."""
    before = " "
    for at, char in enumerate(text):
        if _stands(char, before, text[at + 1 : at + 2]):
            yield char
            before = char


def _stands(char, before, after):
    """Whether `char` is kept between the one kept `before` it and the one `after` it ("" at the end)."""
    if char in "\n\t":
        return True
    if char in JOINERS:
        return _is_sign(before) and _is_sign(after)
    if TAGS.match(char):
        return before == FLAG or bool(TAGS.match(before))
    if VARIANTS.match(char) and VARIANTS.match(before):  # one sign has one form
        return False
    kind = unicodedata.category(char)
    if kind in ("Mn", "Me"):  # a mark needs something to stand on
        return not before.isspace()
    return kind not in ("Cc", "Cf", "Cs") and not _is_no_character(char)


def _is_no_character(char):
    return 0xFDD0 <= ord(char) <= 0xFDEF or ord(char) & 0xFFFE == 0xFFFE


def _is_sign(char):
    """Whether a joiner may stand beside it: a letter, mark or sign."""
    return bool(char) and (unicodedata.category(char)[0] in "LMNPS" or bool(OPEN_PLACES.match(char)))


def is_empty(text: str) -> bool:
    """Whether nothing of it can be seen: no letter, digit or sign."""
    return not any(_shows(char) for char in unicodedata.normalize("NFC", text))


def _shows(char):
    if char in BLANKS:
        return False
    return unicodedata.category(char)[0] in "LNPS" or bool(OPEN_PLACES.match(char))


def length(text: str) -> int:
    """How many characters people count: a line break is one, and so is a letter with its marks or an emoji of several
    parts."""
    return len(_starts(ENDS.sub("\n", unicodedata.normalize("NFC", text))))


def shortened(text: str, most: int) -> str:
    """The first `most` characters, as `length` counts them: no sign is cut in half."""
    text = ENDS.sub("\n", unicodedata.normalize("NFC", text))
    starts = _starts(text)
    return text if len(starts) <= most else text[: starts[most]]


def _starts(text):
    """Where in `text` each character that people count begins."""
    starts, before, is_half_flag = [], "", False
    for at, char in enumerate(text):
        is_flag = "\U0001f1e6" <= char <= "\U0001f1ff"
        if not starts or not (_goes_on(char, before) or (is_flag and is_half_flag)):
            starts.append(at)
        is_half_flag = is_flag and not is_half_flag
        before = char
    return starts


def _goes_on(char, before):
    """Whether `char` belongs to the sign before it: a mark, a tone of skin, a tag, or what a joiner joins to it."""
    is_part = unicodedata.category(char) in ("Mn", "Me") or char in JOINERS or TAGS.match(char)
    is_tone = _is_tone(char) and not _is_tone(before) and _is_picture(before)
    is_joined = before == JOINERS[1] and _is_picture(char)
    return bool(is_part or is_tone or is_joined)


def _is_tone(char):
    return "\U0001f3fb" <= char <= "\U0001f3ff"


def _is_picture(char):
    """Whether it may be an emoji, which a tone of skin colours and a joiner joins."""
    return bool(OPEN_PLACES.match(char)) or "\u2190" <= char <= "\u2bff"


def towers(text: str) -> bool:
    """Whether marks are stacked so high on a letter that they climb over the line above."""
    seen = [char for char in unicodedata.normalize("NFD", text) if char not in JOINERS and not VARIANTS.match(char)]
    return "m" * (TALLEST + 1) in "".join("m" if _is_mark(char) else " " for char in seen)


def _is_mark(char):
    return unicodedata.category(char) in ("Mn", "Me")


def is_disguised(text: str) -> bool:
    """Whether it holds what nobody sees, or stacks of marks: in a name nothing of that is spelling."""
    composed = unicodedata.normalize("NFC", text)
    marks = "".join("m" if unicodedata.category(char) in ("Mn", "Me") else " " for char in composed)
    return "mmm" in marks or any(_hides(char) for char in composed)


def _hides(char):
    kind = unicodedata.category(char)
    return char in BLANKS or kind in HIDDEN or (kind == "Cn" and not OPEN_PLACES.match(char))


def without_turns(text: str) -> str:
    """`text` without marks that turn the direction of what follows it."""
    return TURNS.sub("", text)


def few_lines(text: str, most: int) -> str:
    """`tidy`, with its first `most` line breaks; each one after them is a space."""
    lines = tidy(text).split("\n")
    return "\n".join([*lines[:most], " ".join(filter(None, lines[most:]))]).rstrip()


SAMPLE = 500  # characters that tell the language of a text
SCRIPTS = [
    ("ja", re.compile("[\u3041-\u3096\u30a1-\u30fa]")),
    ("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh-Hant", re.compile("[\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("vi", re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")),
    ("en", re.compile("[A-Za-z]")),
]


def language_of(text: str) -> str:
    """The code of the language it seems to be in, by the script most of it stands in; "" where nobody can tell.

    Japanese is told by its kana (one in ten signs), Vietnamese by letters that only it has.
    """
    text = text[:SAMPLE]
    found = {code: len(script.findall(text)) for code, script in SCRIPTS}
    if found["ja"] * 10 > found["zh-Hant"] and found["ja"]:
        return "ja"
    if found["vi"] * 20 > found["en"] and found["vi"]:
        return "vi"
    best = max(found, key=lambda code: found[code] * (1 if code in ("en", "vi") else 4))
    return best if found[best] else ""
