"""Shows where in a text the answer stands: a piece of it, cut at sense, what was asked for marked. Pure.

What was asked is found in the folded text, and marked in the written one: 台北 marks 臺北.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from html import escape
from itertools import accumulate

from django.utils.safestring import SafeString, mark_safe

from civic.search.asking import Question
from civic.search.folding import folded_in_place

LENGTH = 130  # characters of a piece
READ = 20_000  # characters of a text that are looked through
LATIN = re.compile("[A-Za-z0-9]*")
ENDS = "。！？!?；;\n"


def marked(text: str, question: Question) -> SafeString:
    """The whole `text`, escaped, with marks."""
    return _with_marks(text, _hits(text, question))


def excerpt(text: str, question: Question) -> SafeString:
    """The piece of `text` with most of what was asked, escaped, with marks; its beginning where nothing of it is found.
    """
    text = " ".join(text[:READ].split())
    hits = _hits(text, question)
    start = _start(text, hits)
    end = min(len(text), start + LENGTH)
    inside = [(max(one, start) - start, min(other, end) - start) for one, other in hits if one < end and other > start]
    piece = _with_marks(text[start:end], inside)
    return mark_safe(f"{'…' if start else ''}{piece}{'…' if end < len(text) else ''}")  # noqa: S308 -- its parts are escaped


def _start(text, hits):
    """Where the best piece begins: before its first hit, at the beginning of a sentence where one is near."""
    if not hits:
        return 0
    room = LENGTH * 3 // 4
    ends = [end for _at, end in hits]
    before = list(accumulate((end - at for at, end in hits), initial=0))
    weights = [before[max(bisect_right(ends, at + room), n)] - before[n] for n, (at, _end) in enumerate(hits)]
    first = hits[weights.index(max(weights))][0]
    if first < LENGTH // 3:
        return 0
    earliest = first - LENGTH // 4
    ends = [at for at in range(earliest, first) if text[at] in ENDS]
    return (ends[0] + 1) if ends else _between_words(text, earliest)


def _between_words(text, at):
    """`at`, or a little later where it would cut a Latin word."""
    return at + len(LATIN.match(text, at)[0]) if LATIN.match(text[at - 1])[0] else at


def _hits(text, question):
    """[(start, end)] of what was asked in `text`, in order, none touching another."""
    plain, places = folded_in_place(text)
    found = []
    for needle in _needles(question):
        at = plain.find(needle)
        while at >= 0:
            found.append((places[at], places[at + len(needle) - 1] + 1))
            at = plain.find(needle, at + 1)
    return _joined(sorted(found))


def _needles(question) -> Iterable[str]:
    single = {term.text for term in question.terms if len(term.text) == 1 and len(question.terms) > 1}
    return {term.text for term in question.terms if term.text and term.text not in single}


def _joined(found):
    joined = []
    for start, end in found:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _with_marks(text, hits):
    pieces, at = [], 0
    for start, end in hits:
        pieces.append(f"{escape(text[at:start])}<mark>{escape(text[start:end])}</mark>")
        at = end
    return mark_safe("".join([*pieces, escape(text[at:])]))  # noqa: S308 -- its parts are escaped
