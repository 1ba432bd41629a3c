"""Where a line of Chinese may be broken: between words. Pure.

BudouX's model for Traditional Chinese says where words may end, and is believed only where it is sure; a piece that
would not fit on a phone is cut where it is less so. What it gets wrong is set right by three rules (marks, particles,
single characters) and by `joints.txt`, words of ours that are never cut. Nothing is added to the text: the pieces of
`words` make it up again.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from budoux import load_default_traditional_chinese_parser
from budoux.parser import Parser

from civic.text.alike import HAN

KEPT = 4000  # texts that a process remembers: titles and headings, below a kilobyte each
LONGEST_TEXT = 200  # characters; what is longer is no title, and is broken like any text
LONGEST_PIECE = 8  # characters, as wide as a large heading on a small phone
MARGINS = (1000, 600, 300, 0)  # how sure the model has to be, by its own score
KANA = re.compile(r"[぀-ヿ]")
# A line never begins with these, nor with a single one of those that lean on the word before.
CLOSING = frozenset("、，。．！？；：）」』】》〉…～·,.!?;:)]}%％")
OPENING = frozenset("（「『【《〈([{#＃$")
NUMERALS = frozenset("一二三四五六七八九十百千萬兩幾半每")
MEASURES = frozenset("歲元年月日時分秒點次號條項款人件個位名公度里樓坪噸台臺倍天週張間座盞輛段班")
LEANS_BACK = frozenset(
    "的之了嗎呢吧著過得地們者性化式型率費稅局處區站場館園路街巷號線車機器物品表書卡法案件條項款次個位名座"
    "張間台臺部輛隻棵里歲度元點分秒時日月年週天人口前後旁邊裡內外中上下等級"
)
LEANS_ON = frozenset(
    "一二三四五六七八九十百千萬兩幾半每各這那某本該全第不未無非再又也都還就才只更最很太應要會能可須必得請"
    "讓使令把被將給對向從由自在於到至與和及或並而但若如為以因比按依用新舊老小大"
)


@lru_cache(maxsize=KEPT)
def words(text: str) -> tuple[str, ...]:
    """`text` in pieces after each of which a line may end; as one piece, if it is not Chinese or no title."""
    if len(text) > LONGEST_TEXT or not HAN.search(text) or KANA.search(text):
        return (text,)
    cuts = _allowed(text, _cuts(text, MARGINS[0]))
    for margin in MARGINS[1:]:
        looser = _allowed(text, _cuts(text, margin))
        cuts |= {cut for start, end in _long(text, cuts) for cut in looser if start < cut < end}
    return tuple(text[start:end] for start, end in pairwise([0, *sorted(cuts), len(text)]))


def _cuts(text, margin):
    """The places between two characters at which the model sees a joint."""
    cuts, place = set(), 0
    for piece in _parser(margin).parse(text)[:-1]:
        place += len(piece)
        cuts.add(place)
    return cuts


@cache
def _parser(margin):
    """BudouX's, with a score that is so much harder to reach: half of all weights is its base, so a weight that no
    feature reads raises it."""
    model = load_default_traditional_chinese_parser().model
    return Parser(model | {"margin": {"": 2 * margin}})


def _long(text, cuts):
    """(start, end) of the pieces that are still too long."""
    edges = [0, *sorted(cuts), len(text)]
    return [(start, end) for start, end in pairwise(edges) if end - start > LONGEST_PIECE]


def _allowed(text, cuts):
    """Those of `cuts` at which nothing is torn."""
    cuts = {cut - (text[cut - 1] == "不") for cut in cuts} - {0}  # what is denied follows on the same line
    cuts = {cut for cut in cuts if not _tears(text[cut - 1], text[cut])} - _within_words(text)
    return cuts - set(_lonely(text, cuts))


def _tears(before, after):
    """Whether a joint between these two characters is none."""
    both_latin = before.isascii() and after.isascii()  # browsers find the places in these themselves
    is_measured = after in MEASURES and (before in NUMERALS or (before.isascii() and before.isalnum()))
    return both_latin or is_measured or after in CLOSING or before in OPENING


def _within_words(text) -> set[int]:
    """The places inside words that are never cut."""
    return {place for found in _listed().finditer(text) for place in range(found.start() + 1, found.end())}


@cache
def _listed():
    rows = Path(__file__).with_name("joints.txt").read_text(encoding="utf-8").split("\n")
    listed = sorted({row for row in rows if row and not row.startswith("#")}, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, listed)))


def _lonely(text, cuts) -> Iterator[int]:
    """For each piece of a single character the joint to give up: before it or after it."""
    edges = [0, *sorted(cuts), len(text)]
    for before, start, end, after in zip([0, *edges], edges, edges[1:], [*edges[2:], len(text)], strict=False):
        if end - start != 1:
            continue
        if start == 0 or (end < len(text) and (text[start] in LEANS_ON or text[start - 1] in CLOSING)):
            yield end
        elif end == len(text) or text[start] in LEANS_BACK or start - before <= after - end:
            yield start
        else:
            yield end
