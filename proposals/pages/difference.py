"""What changed between two texts, in a form that pages can show: pure, and bounded however long they are.

Sentence by sentence first; a sentence that was rewritten is compared word by word, Chinese character by character.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

SAME, GONE, NEW = "same", "gone", "new"
SENTENCES = re.compile(r"[^。！？!?\n]*[。！？!?\n]+|[^。！？!?\n]+")
WORDS = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
MOST_SENTENCES, MOST_WORDS = 600, 120  # beyond these, what was replaced is shown as a whole


@lru_cache(maxsize=64)
def difference(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """The pieces of both texts in order, each with what became of it: (`SAME`, `GONE` or `NEW`, piece)."""
    before, after = before.replace("\r\n", "\n"), after.replace("\r\n", "\n")
    return tuple(_joined(_compared(SENTENCES.findall(before), SENTENCES.findall(after), MOST_SENTENCES, _reworded)))


def _compared(before: Sequence[str], after: Sequence[str], most: int, closer):
    """Pieces of two lists; `closer(before, after)` compares what was replaced."""
    if max(len(before), len(after)) > most:
        yield from _replaced("".join(before), "".join(after))
        return
    for tag, first, last, start, end in SequenceMatcher(None, before, after).get_opcodes():
        gone, new = "".join(before[first:last]), "".join(after[start:end])
        if tag == "equal":
            yield SAME, gone
        else:
            yield from closer(gone, new)


def _reworded(before, after):
    yield from _compared(WORDS.findall(before), WORDS.findall(after), MOST_WORDS, _replaced)


def _replaced(before, after):
    yield GONE, before
    yield NEW, after


def _joined(pieces):
    """Neighbours of one kind as one piece, nothing empty."""
    found = []
    for kind, text in pieces:
        if text and found and found[-1][0] == kind:
            found[-1] = kind, found[-1][1] + text
        elif text:
            found.append((kind, text))
    return found
