"""Asks the index: few candidates out of many documents, ordered by `ranking`, with exact counts for each filter.

Documents with all terms answer a question, where there are enough of them; else those with most, found by the rarest
terms. What very many have is ordered by title, then the newest first, and says so.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import combinations
from math import inf, log1p

from civic.search import frequencies
from civic.search.asking import Question, read
from civic.search.common import matches
from civic.search.facets import FILTERS
from civic.search.folding import folded
from civic.search.kinds import kinds
from civic.search.ranking import Candidate, Corpus, ranked
from civic.search.statements import (
    IN_TITLE,
    NEWEST,
    Condition,
    Hit,
    Scan,
    Sight,
    TooSlow,
    all_of,
    but,
    careful,
    fitting,
    having,
    likely,
    rows,
    seen,
    titles,
    with_texts,
)

__all__ = ["FILTERS", "Found", "Hit", "Sight", "TooSlow", "alike", "find", "suggested"]

PER_PAGE = 20
LAST_PAGE = 500
CANDIDATES = 300  # of those with all terms
POSTINGS, LIKELY = 1000, 60  # of those with some: so many are gathered, and so many of them looked at
PAIRED = 10_000  # of those with pairs of terms, as many as are expected
ENOUGH = 8  # documents with all terms, so that those with most are not asked for
MOST = 0.3  # of the weight of a question that a document must have to answer it; below it is only near
NEAREST = 5
ALIKE = 5
LONGEST_TITLE = 400  # characters of a text for which others like it are sought
RARE_CHARACTERS = 8
TITLED = 40  # of those with some of them in their titles so many are looked at
RARE = 5  # of the rarest terms, pairs are tried where one alone finds too many
MANY = 10_000  # behind a thing
FRESH, BEHIND = 0.04, 0.04  # at most so much is a score raised for what is new, and for how many stand behind it
YEAR = 365.0  # days after which half of the freshness is gone
ORDERS = {
    "newest": NEWEST,
    "standing": f"d.standing DESC, {NEWEST}",
    "due": f"d.due_at ASC NULLS LAST, {NEWEST}",
}


@dataclass(slots=True)
class Found:
    """What a question found: `hits` of the page, `total` of all pages, `counts` ({filter: {value: how many}}, each with
    the other filters applied), `nearest` where hardly anything answers; `by_newest`: so many have it that the
    newest go first."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    counts: dict[str, Counter] = field(default_factory=dict)
    nearest: list[Hit] = field(default_factory=list)
    by_newest: bool = False


def find(
    question: Question,
    *,
    sight: Sight,
    now: datetime,
    filters: dict[str, str] | None = None,
    order: str = "",
    page: int = 1,
    per_page: int = PER_PAGE,
) -> Found:
    """The answers to `question` with these `filters` (values of `FILTERS`), a page of them. `order`: of `ORDERS`, by
    default the best first. Raises `TooSlow`."""
    filters = {name: value for name, value in (filters or {}).items() if value}
    shown = slice((page - 1) * per_page, page * per_page)
    if not question and not filters:
        return Found()
    with careful() as cursor:
        source = matches(cursor, question, sight) or Scan(question, sight)
        total, counts = source.counted(cursor, now, filters)
        found = Found(total=total, counts=counts)
        if question.number is not None and not filters and (named := _named(cursor, question, sight)):
            return Found(hits=named, total=len(named), counts={name: Counter() for name in FILTERS})
        if len(question.terms) > 1 and found.total < (1 if question.phrases else ENOUGH):
            return _by_most(cursor, question, sight, filters, order, shown, now)
        return _by_all(cursor, question, source, filters, order, shown, now, found)


def suggested(question: Question, *, sight: Sight, most: int) -> list[Hit]:
    """Up to `most` things whose titles have all that was asked so far, those with most behind them first."""
    if not question:
        return []
    condition = seen(sight).also(IN_TITLE, all_of(question.terms))
    with careful() as cursor:
        return rows(cursor, condition, f"ORDER BY {ORDERS['standing']}", most=most)


def alike(
    typed: str, *, kind: str, sight: Sight, now: datetime, beside: int | None = None, most: int = ALIKE
) -> list[tuple[Hit, float]]:
    """[(hit, share of the weight of `typed` that stands in it)] of up to `most` things of `kind` that say much the same
    as `typed`, a title and perhaps what it is about; not the thing `beside` (an id) itself. Raises `TooSlow`."""
    question = read(typed, LONGEST_TITLE)
    if not question:
        return []
    # Not by the index of kinds: the words of all that it names would each be read.
    condition = seen(sight).also("d.kind || '' = %s AND d.thing IS DISTINCT FROM %s", kind, beside)
    with careful() as cursor:
        corpus = frequencies.known(cursor, (*question.terms, *question.characters))
        found = {row.pk: row for row in _likely(cursor, question, corpus, condition)}
        found |= {row.pk: row for row in _titled_alike(cursor, question, corpus, condition)}
    return [(hit, one.share) for hit, one in _best(question, found.values(), corpus, sight, now, alike=True)[:most]]


def _titled_alike(cursor, question, corpus, condition):
    """Those with two of the rarest characters in their titles: other words for the same share some."""
    rarest = sorted(question.characters, key=corpus.frequency)[:RARE_CHARACTERS]
    pairs = _affordable(_pairs(rarest, corpus), POSTINGS)
    if not pairs:
        return []
    either = "|".join(f"({all_of(pair)})" for pair in pairs)
    found = titles(cursor, condition.also(IN_TITLE, either), most=CANDIDATES)
    weights = {one.text: corpus.rarity(one) for one in rarest}
    best = nlargest(TITLED, found, key=lambda row: sum(map(weights.get, weights.keys() & {*folded(row[1])})))
    return rows(cursor, condition.also("d.id = ANY(%s)", [pk for pk, _title in best]), most=TITLED, plain=True)


def _tallied(things: Iterable[dict[str, object]], filters) -> Found:
    """`Found` with total and counts of {filter: value} of each thing."""
    found = Found(counts={name: Counter() for name in FILTERS})
    for values in things:
        amiss = _amiss(values, filters)
        found.total += not amiss
        for name in FILTERS:
            if values[name] and (not amiss or amiss == [name]):
                found.counts[name][values[name]] += 1
    return found


def _amiss(values, filters):
    return [name for name, wanted in filters.items() if str(values[name]) != wanted]


def _named(cursor, question, sight):
    """The things of that number, where somebody asked for "#42" or "提議 42"."""
    meant = [name for name, kind in kinds.items() if kind.called and question.word in ("", *kind.called)]
    condition = seen(sight).also("d.kind = ANY(%s) AND d.thing = %s", meant, question.number)
    return with_texts(cursor, rows(cursor, condition, "ORDER BY d.kind", most=PER_PAGE))


def _by_all(cursor, question, source, filters, order, shown, now, found):
    """`found` with what is `shown` (a slice) of what `source` has all of."""
    if order in ("standing", "due"):
        condition = fitting(having(question, source.sight), filters, now)
        ending, most = f"ORDER BY {ORDERS[order]}", shown.stop - shown.start
        hits = rows(cursor, condition, ending, most=most, skip=shown.start)
    elif order == "newest" or not question:
        hits = source.newest(cursor, now, filters, shown, titled=False)
    else:
        found.by_newest = found.total > CANDIDATES
        if shown.start >= CANDIDATES or (found.by_newest and len(question.terms) == 1):
            hits = source.newest(cursor, now, filters, shown, titled=True)
        else:
            first = slice(0, CANDIDATES)
            candidates = source.newest(cursor, now, filters, first, titled=found.by_newest, plain=True)
            corpus = frequencies.known(cursor, (*question.terms, *question.characters))
            hits = [hit for hit, _one in _best(question, candidates, corpus, source.sight, now)][shown]
    found.hits = with_texts(cursor, hits)
    return found


def _by_most(cursor, question, sight, filters, order, shown, now):
    """What has most of a question that hardly anything has all of."""
    corpus = frequencies.known(cursor, (*question.terms, *question.characters))
    placed = _best(question, _likely(cursor, question, corpus, seen(sight)), corpus, sight, now)
    answering = [hit for hit, one in placed if one.share >= MOST and not question.phrases]
    valued = [(hit, {name: hit.value(name, now) for name in FILTERS}) for hit in answering]
    found = _tallied((values for _hit, values in valued), filters)
    kept = [hit for hit, values in valued if not _amiss(values, filters)]
    if order in ORDERS:
        kept.sort(key=lambda hit: (hit.at, hit.pk), reverse=True)
    if order == "standing":
        kept.sort(key=lambda hit: -hit.standing)
    if order == "due":
        kept.sort(key=lambda hit: hit.due_at.timestamp() if hit.due_at else inf)
    found.hits = with_texts(cursor, kept[shown])
    if len(kept) < NEAREST and not filters:
        near = [hit for hit, _one in placed if hit not in answering]
        found.nearest = with_texts(cursor, near[: NEAREST - len(kept)])
    return found


def _likely(cursor, question, corpus: Corpus, condition: Condition) -> list[Hit]:
    """Few documents that are likely to have most of what was asked: those with most of the weight of its rarest terms,
    and, where not all of these can be looked through, of pairs of them."""
    rarest = sorted(question.terms, key=corpus.frequency)
    sought = [(term,) for term in _affordable(((corpus.frequency(term), term) for term in rarest), POSTINGS)]
    if len(sought) < len(rarest):
        sought += _affordable(_pairs(rarest[:RARE], corpus), PAIRED)
    weights = {but(question, all_of(terms)): sum(map(corpus.rarity, terms)) for terms in sought}
    return likely(cursor, weights, condition, each=2 * LIKELY, most=LIKELY)


def _pairs(terms, corpus):
    """[(in how many documents both are expected, both)] of each two of `terms`."""
    documents = max(1, corpus.documents)
    return [
        (corpus.frequency(one) * corpus.frequency(other) / documents, (one, other))
        for one, other in combinations(terms, 2)
    ]


def _affordable(expected, room):
    """Of [(in how many documents, what)] those that are looked through, the rarest first: one, and as many more as
    stand in `room` documents altogether."""
    chosen = []
    for documents, what in sorted(expected, key=lambda row: row[0]):
        room -= documents
        if chosen and room < 0:
            break
        chosen.append(what)
    return chosen


def _best(
    question: Question, hits: Iterable[Hit], corpus: Corpus, sight: Sight, now: datetime, alike: bool = False
) -> Sequence[tuple[Hit, Candidate]]:
    """[(hit, its `Candidate`)], the best first."""
    found = {hit.pk: hit for hit in hits}
    candidates = []
    for hit in found.values():
        title, _line, text = hit.plain.partition("\n")
        candidates.append(Candidate(hit.pk, title, text, _nudge(hit, now) if sight.nudged else 0.0))
    return [(found[one.key], one) for one in ranked(question, candidates, corpus, alike=alike)]


def _nudge(hit, now):
    """How much more of its score a document has for being fresh, and for having many behind it."""
    age = max((now - hit.at).total_seconds() / 86_400, 0.0)
    return FRESH * 0.5 ** (age / YEAR) + BEHIND * min(log1p(hit.standing) / log1p(MANY), 1.0)
