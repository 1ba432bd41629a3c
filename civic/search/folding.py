"""One folding for what is written and what is asked: widths, case, accents, Traditional and Simplified. Pure.

`plain` is the text as the index keeps it: runs of Chinese characters and words of other scripts, a space between and
around them, no punctuation. White space within Chinese is no space. What year is meant stands at its end (`y2024`).
"""

import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy

VARIANTS = Path(__file__).parent / "data" / "variants.tsv"
BY_HAND = {"着": "著", "妳": "你"}
HAN = r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
CHINESE = re.compile(rf"[{HAN}]")
WITHIN_CHINESE = re.compile(rf"(?<=[{HAN}])[^\S\n]*\n?[^\S\n]*(?=[{HAN}])")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
YEAR = re.compile(
    r"民国(?P<said>\d{1,3})年|(?<![\da-z])(?:(?P<ce>(?:19|20)\d\d)(?:年|(?![\da-z]))|(?P<roc>\d{2,3})年)"
)
ROC, FIRST, LAST = 1911, 1912, 2099
LONGEST_WORD = 60
SHORT = 100  # fewer characters are folded quicker one by one


def _variants():
    table = dict(BY_HAND)
    for line in VARIANTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            simple, _tab, others = line.partition("\t")
            table |= dict.fromkeys(others, simple)
    return table


class _Table(dict):
    """What each character becomes, worked out when it is first met."""

    variants = _variants()

    def __missing__(self, code):
        parts = unicodedata.normalize("NFKD", chr(code)).casefold()
        parts = unicodedata.normalize("NFKD", parts)
        kept = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf", "Cs"))
        self[code] = "".join(self.variants.get(part, part) for part in unicodedata.normalize("NFC", kept))
        return self[code]


class _Characters:
    """The same in arrays, for texts: as how many characters each one goes on (-1: not yet met), and as which where that
    is one."""

    codec = "utf-32-le"

    def __init__(self):
        self.table = _Table()
        self.many = numpy.full(sys.maxunicode + 1, -1, dtype=numpy.int8)
        self.single = numpy.zeros(sys.maxunicode + 1, dtype=numpy.uint32)

    def folded(self, text: str) -> tuple[str, Sequence[int]]:
        codes = numpy.frombuffer(text.encode(self.codec, "surrogatepass"), dtype=numpy.uint32)
        many = self._many(codes)
        if (many == 1).all():
            return self.single[codes].tobytes().decode(self.codec), range(len(text))
        return text.translate(self.table), numpy.repeat(numpy.arange(many.size), many).tolist()

    def _many(self, codes):
        new = codes[self.many[codes] < 0]
        for code in set(new.tolist()):
            becomes = self.table[code]
            self.single[code] = ord(becomes) if len(becomes) == 1 else 0
            self.many[code] = len(becomes)  # last: other threads read it first
        return self.many[codes]


_CHARACTERS = _Characters()


def folded(text: str) -> str:
    """`text` with widths, case, accents and variants of characters evened out; some characters become none or several.
    """
    return text.translate(_CHARACTERS.table) if len(text) < SHORT else folded_in_place(text)[0]


def folded_in_place(text: str) -> tuple[str, Sequence[int]]:
    """`text` folded, and where in `text` each character of that stands."""
    if len(text) >= SHORT:
        return _CHARACTERS.folded(text)
    each = [_CHARACTERS.table[ord(one)] for one in text]
    return "".join(each), [at for at, one in enumerate(each) for _char in one]


def years(text: str) -> Iterator[str]:
    """`y2024` for each year in folded `text`, whether counted as 2024, 113年 or 民国113年."""
    return filter(None, map(year, YEAR.finditer(text)))


def year(match: re.Match) -> str:
    """`y2024` of a match of `YEAR`; "" where that is no year of ours."""
    found = int(match["ce"] or 0) or int(match["roc"] or match["said"]) + ROC
    return f"y{found}" if FIRST <= found <= LAST else ""


def runs(text: str) -> list[str]:
    """The runs of Chinese characters and the words of folded `text`, in order."""
    text = THOUSANDS.sub("", WITHIN_CHINESE.sub("", text))
    return [run[:LONGEST_WORD] if not is_chinese(run) else run for run in RUN.findall(text)]


def plain(text: str) -> str:
    """`text`, as somebody wrote it, as the index keeps it."""
    text = folded(text)
    return " ".join(["", *runs(text), *years(text), ""])


def is_chinese(run: str) -> bool:
    """Whether a run is one of Chinese characters."""
    return CHINESE.match(run) is not None


def pairs(run: str) -> list[str]:
    """All pairs of neighbouring characters of a run."""
    return [run[at : at + 2] for at in range(len(run) - 1)]
