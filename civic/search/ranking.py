"""Orders what may answer a question. Pure: BM25 over few candidates, then characters and nearness for the best.

An exact phrase goes before all words, these before words that only begin with them, these before most. Numbers were
tried on questions of others; see docs/decisions/0013-search.md.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

from civic.search.asking import Question, Term

SATURATION, EVENNESS = 0.9, 0.75  # k1 and b of BM25
TITLE = 2.0  # a term in the title counts as so many in the text
CHARACTERS = 1.0  # weight of single characters beside pairs and words
NEAR = 1.5  # of the weight of the terms that stand in the best window
WINDOW = 80  # characters
LOOKED_INTO = 50  # candidates that are looked into closely
ALL = 0.999  # of the weight: all terms
LOOSE = 0.2  # of its weight a pair has that belongs to no word
PLACES = 40  # of one term in one text


@dataclass(slots=True)
class Candidate:
    """Something that may answer: `title` and `text` are plain; `nudge` raises what is fresh or has many behind it.
    Ranking sets `score`, `tier` and `share`: how much of the weight of the question stands in it, from 0 to 1, but for
    terms that no candidate has (all terms where it is `alike`)."""

    key: object
    title: str
    text: str
    nudge: float = 0.0
    score: float = 0.0
    tier: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is known of all documents: how many there are, how long a text is on average (characters), and in how many
    a term stands."""

    documents: int
    length: float
    frequency: Callable[[Term], int]

    def rarity(self, term: Term) -> float:
        """How much a term tells: 0 where every document has it."""
        df = min(self.frequency(term), self.documents)
        return (LOOSE if term.is_loose else 1.0) * log(1 + (self.documents - df + 0.5) / (df + 0.5))


def ranked(
    question: Question, candidates: Sequence[Candidate], corpus: Corpus, *, alike: bool = False
) -> list[Candidate]:
    """`candidates` in their order, the best first. `alike`: not what answers a question is sought, but what says the
    same in other words: all are looked into closely, and nearness says nothing."""
    looked_into = len(candidates) if alike else LOOKED_INTO
    sought = _sought(question.terms, corpus)
    texts = [text for one in candidates for text in (one.title, one.text)]
    met = [pair for pair in sought if any(needle in text for text in texts for needle, _share in pair[0])]
    weight, whole_weight = (sum(each for _needles, each in some) or 1.0 for some in (met, sought))
    for one in candidates:
        one.score, found, found_whole = _bm25(met, one, corpus)
        is_phrase = question.whole and (question.whole in one.title or question.whole in one.text)
        one.tier = 3 if is_phrase else sum(each > whole_weight * ALL for each in (found, found_whole))
        one.share = found / (whole_weight if alike else weight)
    best = sorted(candidates, key=_place, reverse=True)
    characters = _sought(question.characters, corpus, CHARACTERS)
    for one in best[:looked_into]:
        one.score += _bm25(characters, one, corpus)[0]
        one.score += 0 if alike else NEAR * _nearest(met, one.text)
    for one in best:
        one.score *= 1 + one.nudge
    return sorted(best[:looked_into], key=_place, reverse=True) + best[looked_into:]


def _place(one):
    return one.tier, one.score


def _sought(terms, corpus, share=1.0):
    """(needles, weight) of each of `terms`."""
    return [(term.needles, share * corpus.rarity(term)) for term in terms]


def _bm25(sought, one, corpus):
    """(score, the weight of the terms that stand in it, and of those that do not only begin a word there)."""
    base = SATURATION * (1 - EVENNESS + EVENNESS * len(one.text) / (corpus.length or 1))
    score, found, found_whole, text, title = 0.0, 0.0, 0.0, one.text, one.title
    for needles, weight in sought:
        often = before = 0
        for needle, share in needles:
            before = often
            if here := text.count(needle):
                often += share * here
            if needle in title:
                often += share * TITLE * title.count(needle)
        if often:
            found += weight
            found_whole += weight if before or len(needles) == 1 else 0
            score += weight * often * (SATURATION + 1) / (often + base)
    return score, found, found_whole


def _nearest(sought, text):
    """The greatest weight of different terms that stand together within a window of `text`."""
    found = ((at, number) for number, (needles, _weight) in enumerate(sought) for at in _places(needles[-1][0], text))
    places = sorted(found)
    best, held, inside, first = 0.0, 0.0, Counter(), 0
    for at, number in places:
        inside[number] += 1
        held += sought[number][1] if inside[number] == 1 else 0
        while places[first][0] < at - WINDOW:
            gone = places[first][1]
            inside[gone] -= 1
            held -= 0 if inside[gone] else sought[gone][1]
            first += 1
        best = max(best, held)
    return best


def _places(needle, text):
    """Where `needle` stands in `text`, the first so many times."""
    at, most = text.find(needle), PLACES
    while at >= 0 and most:
        yield at
        at, most = text.find(needle, at + 1), most - 1
