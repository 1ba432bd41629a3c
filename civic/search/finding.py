"""Asks the index: few candidates out of many documents, ordered by `ranking`, with exact counts for each filter.

Documents with all terms answer a question, where there are enough of them; else those with most, found by the rarest
terms. What very many have is ordered by title, then the newest first, and says so.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from math import inf, log1p

from django.db import OperationalError, connection, transaction

from civic.search import frequencies
from civic.search.asking import Question, read
from civic.search.kinds import kinds
from civic.search.models import PUBLIC
from civic.search.ranking import Candidate, ranked

PER_PAGE = 20
LAST_PAGE = 500
CANDIDATES = 300  # of those with all terms
POSTINGS, LIKELY = 4000, 120  # of those with some: so many are gathered, and so many of them looked at
ENOUGH = 8  # documents with all terms, so that those with most are not asked for
MOST = 0.3  # of the weight of a question that a document must have to answer it; below it is only near
NEAREST = 5
PATIENCE = 2000  # milliseconds for a question
ALIKE = 5
LONGEST_TITLE = 400  # characters of a text for which others like it are sought
RARE_CHARACTERS = 8
RARE = 4  # of the rarest terms, pairs are tried where one alone finds too many
MANY = 10_000  # behind a thing
FRESH, BEHIND = 0.04, 0.04  # at most so much is a score raised for what is new, and for how many stand behind it
YEAR = 365.0  # days after which half of the freshness is gone

FILTERS = ("kind", "phase", "theme", "district", "agency", "year")
ORDERS = {
    "newest": "at DESC, id DESC",
    "standing": "standing DESC, at DESC, id DESC",
    "due": "due_at ASC NULLS LAST, at DESC, id DESC",
}
# The words of titles stand apart from their rows: asking the index which have them is cheaper than reading each.
TITLES_FIRST = (
    "ORDER BY d.id IN (SELECT id FROM search_document WHERE title_words @@ %s::tsquery) DESC, d.at DESC, d.id DESC"
)
READ = ("id", "kind", "thing", "language", "path", "title", *FILTERS[1:], "at", "due_at", "standing")
SHOWN = ", ".join(f"d.{name}" for name in READ)


class TooSlow(Exception):
    """The database took longer for a question than anybody is to wait."""


@dataclass(slots=True)
class Hit:
    """A document that was found; `text` as it was written."""

    pk: int
    kind: str
    thing: int
    language: str
    path: str
    title: str
    phase: str
    theme: str
    district: str
    agency: str
    year: int
    at: datetime
    due_at: datetime | None
    standing: int
    text: str = ""


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


@dataclass(frozen=True, slots=True)
class Sight:
    """Who asks: up to which sight, in which language; without nudges for a trial."""

    upto: int = PUBLIC
    language: str = ""
    nudged: bool = True


@contextmanager
def careful() -> Iterator:
    """A cursor whose queries are cut off after `PATIENCE`, use the indexes, and take no second process."""
    settings = {"jit": "off", "max_parallel_workers_per_gather": "0", "enable_seqscan": "off",
                "statement_timeout": str(PATIENCE)}  # fmt: skip
    try:
        is_inner = connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            was = _set(cursor, settings)
            yield cursor
            if is_inner:
                _set(cursor, was)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "57014":
            raise TooSlow from error
        raise


def _set(cursor, settings):
    """Set them until the transaction ends; what they were."""
    columns = ", ".join(["current_setting(%s), set_config(%s, %s, true)"] * len(settings))
    cursor.execute(f"SELECT {columns}", [part for name, value in settings.items() for part in (name, name, value)])
    return dict(zip(settings, cursor.fetchone()[::2], strict=True))


def find(
    question: Question,
    *,
    sight: Sight,
    now: datetime,
    filters: dict[str, str] | None = None,
    order: str = "",
    page: int = 1,
) -> Found:
    """The answers to `question` with these `filters` (values of `FILTERS`), a page of them. `order`: of `ORDERS`, by
    default the best first. Raises `TooSlow`."""
    filters = {name: value for name, value in (filters or {}).items() if value}
    if not question and not filters:
        return Found()
    with careful() as cursor:
        everywhere = _counted(cursor, _whole(question, sight), filters)
        if question.number is not None and not filters and (named := _named(cursor, question, sight)):
            return Found(hits=named, total=len(named), counts={name: Counter() for name in FILTERS})
        if len(question.terms) > 1 and everywhere.total < (1 if question.phrases else ENOUGH):
            return _by_most(cursor, question, sight, filters, order, page, now)
        return _by_all(cursor, question, sight, filters, order, page, now, everywhere)


def suggested(question: Question, *, sight: Sight, most: int) -> list[Hit]:
    """Up to `most` things whose titles have all that was asked so far, those with most behind them first."""
    if not question:
        return []
    condition = _seen(sight).also("d.title_words @@ %s::tsquery", _all_of(question))
    with careful() as cursor:
        return list(_rows(cursor, condition, "ORDER BY d.standing DESC, d.at DESC, d.id DESC", most))


def alike(
    typed: str, *, kind: str, sight: Sight, now: datetime, beside: int | None = None, most: int = ALIKE
) -> list[tuple[Hit, float]]:
    """[(hit, share of the weight of `typed` that stands in it)] of up to `most` things of `kind` that say much the same
    as `typed`, a title and perhaps what it is about; not the thing `beside` (an id) itself. Raises `TooSlow`."""
    question = read(typed, LONGEST_TITLE)
    if not question:
        return []
    condition = _filtered(_seen(sight), {"kind": kind}).also("d.thing IS DISTINCT FROM %s", beside)
    with careful() as cursor:
        rows = {row.pk: row for row in _likely(cursor, question, condition)}
        rows |= {row.pk: row for row in _titled_alike(cursor, question, condition)}
        best = _best(cursor, question, list(rows.values()), sight, now, alike=True)[:most]
        return [(hit, one.share) for hit, one in best]


def _titled_alike(cursor, question, condition):
    """Those with two of the rarest characters in their titles: other words for the same share some."""
    corpus = frequencies.known(question.characters)
    rarest = sorted(question.characters, key=corpus.frequency)[:RARE_CHARACTERS]
    pairs = [f"({one.tsquery}&{other.tsquery})" for one, other in combinations(rarest, 2)]
    if not pairs:
        return []
    return _rows(cursor, condition.also("d.title_words @@ %s::tsquery", "|".join(pairs)), "", CANDIDATES)


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE and its values."""

    sql: str
    values: tuple

    def also(self, sql: str, *values: object) -> "Condition":
        """Both this and that."""
        return Condition(f"{self.sql} AND {sql}", (*self.values, *values))


def _seen(sight):
    return Condition("d.sight <= %s AND d.language = ANY(%s)", (sight.upto, ["", sight.language]))


def _all_of(question):
    return "&".join(term.tsquery for term in question.terms)


def _excluding(condition, question):
    for terms in question.without:
        condition = condition.also("NOT d.words @@ %s::tsquery", "&".join(term.tsquery for term in terms))
    return condition


def _whole(question, sight):
    """What has all that was asked."""
    condition = _seen(sight)
    if question:
        condition = condition.also("d.words @@ %s::tsquery", _all_of(question))
    for phrase in question.phrases:
        condition = condition.also(
            "EXISTS (SELECT FROM search_text t WHERE t.document_id = d.id"
            " AND (position(%s in t.plain) > 0 OR position(%s in t.plain_title) > 0))",
            phrase,
            phrase,
        )
    return _excluding(condition, question)


def _counted(cursor, condition, filters):
    """`Found` with total and counts of all that fits the `condition`."""
    columns = ", ".join(f"d.{name}" for name in FILTERS)
    cursor.execute(
        f"SELECT {columns}, count(*) FROM search_document d WHERE {condition.sql} GROUP BY {columns}", condition.values
    )
    return _tallied(((dict(zip(FILTERS, row, strict=False)), row[-1]) for row in cursor.fetchall()), filters)


def _tallied(rows, filters):
    found = Found(counts={name: Counter() for name in FILTERS})
    for values, number in rows:
        amiss = [name for name, wanted in filters.items() if str(values[name]) != wanted]
        found.total += 0 if amiss else number
        for name in FILTERS:
            if values[name] and (not amiss or amiss == [name]):
                found.counts[name][values[name]] += number
    return found


def _filtered(condition, filters):
    for name, value in filters.items():  # not by an index: the words of what it leaves would each be read
        condition = condition.also(f"d.{name}::text || '' = %s", value)
    return condition


def _rows(cursor, condition, ending, most, skip=0, *values):
    """Hits without their texts."""
    cursor.execute(
        f"SELECT {SHOWN} FROM search_document d WHERE {condition.sql} {ending} LIMIT %s OFFSET %s",
        (*condition.values, *values, most, skip),
    )
    return [Hit(*row) for row in cursor.fetchall()]


def _named(cursor, question, sight):
    """The things of that number, where somebody asked for "#42" or "提議 42"."""
    meant = [name for name, kind in kinds.items() if kind.called and question.word in ("", *kind.called)]
    condition = _seen(sight).also("d.kind = ANY(%s) AND d.thing = %s", meant, question.number)
    return _with_texts(cursor, _rows(cursor, condition, "ORDER BY d.kind", PER_PAGE))


def _by_all(cursor, question, sight, filters, order, page, now, found):
    condition, skip = _filtered(_whole(question, sight), filters), (page - 1) * PER_PAGE
    if order in ORDERS or not question:
        ending = f"ORDER BY {ORDERS.get(order, ORDERS['newest'])}"
        found.hits = _with_texts(cursor, _rows(cursor, condition, ending, PER_PAGE, skip))
        return found
    found.by_newest = found.total > CANDIDATES
    if skip >= CANDIDATES or (found.by_newest and len(question.terms) == 1):
        rows = _rows(cursor, condition, TITLES_FIRST, PER_PAGE, skip, _all_of(question))
        found.hits = _with_texts(cursor, rows)
        return found
    rows = _rows(cursor, condition, TITLES_FIRST, CANDIDATES, 0, _all_of(question))
    best = [hit for hit, _one in _best(cursor, question, rows, sight, now)]
    found.hits = _with_texts(cursor, best[skip : skip + PER_PAGE])
    return found


def _by_most(cursor, question, sight, filters, order, page, now):
    """What has most of a question that hardly anything has all of."""
    rows = _likely(cursor, question, _excluding(_seen(sight), question))
    placed = _best(cursor, question, rows, sight, now)
    answering = [hit for hit, one in placed if one.share >= MOST and not question.phrases]
    found = _tallied((({name: getattr(hit, name) for name in FILTERS}, 1) for hit in answering), filters)
    kept = [hit for hit in answering if all(str(getattr(hit, name)) == value for name, value in filters.items())]
    if order in ORDERS:
        kept.sort(key=lambda hit: (hit.at, hit.pk), reverse=True)
    if order == "standing":
        kept.sort(key=lambda hit: -hit.standing)
    if order == "due":
        kept.sort(key=lambda hit: hit.due_at.timestamp() if hit.due_at else inf)
    found.hits = _with_texts(cursor, kept[(page - 1) * PER_PAGE : page * PER_PAGE])
    if len(kept) < NEAREST and not filters:
        near = [hit for hit, _one in placed if hit not in answering]
        found.nearest = _with_texts(cursor, near[: NEAREST - len(kept)])
    return found


def _likely(cursor, question, condition):
    """Few documents that are likely to have most of what was asked: those with most of the weight of its rarest terms,
    and, where these stand in hardly any, of pairs of the next ones."""
    corpus = frequencies.known(question.terms)
    rarest = sorted(question.terms, key=corpus.frequency)
    weights, room = {}, POSTINGS
    for term in rarest:
        room -= corpus.frequency(term)
        if weights and room < 0:
            break
        weights[term.tsquery] = corpus.rarity(term)
    for one, other in combinations(rarest[len(weights) :][:RARE], 2):
        weights[f"({one.tsquery}&{other.tsquery})"] = corpus.rarity(one) + corpus.rarity(other)
    cursor.execute(
        "SELECT q, found.id FROM unnest(%s::text[]) q, LATERAL (SELECT d.id FROM search_document d"
        f" WHERE d.words @@ q::tsquery AND {condition.sql} LIMIT {POSTINGS // 4}) found",
        (list(weights), *condition.values),
    )
    held = Counter()
    for asked, pk in cursor.fetchall():
        held[pk] += weights[asked]
    likely = [pk for pk, _weight in held.most_common(LIKELY)]
    return _rows(cursor, Condition("d.id = ANY(%s)", (likely,)), "", LIKELY)


def _best(cursor, question, rows, sight, now, alike=False):
    """[(hit, its `Candidate`)], the best first."""
    hits = {row.pk: row for row in rows}
    cursor.execute(
        "SELECT document_id, plain_title, plain FROM search_text WHERE document_id = ANY(%s)", [list(hits)]
    )
    candidates = [
        Candidate(pk, title, text, _nudge(hits[pk], now) if sight.nudged else 0.0)
        for pk, title, text in cursor.fetchall()
    ]
    corpus = frequencies.known((*question.terms, *question.characters))
    return [(hits[one.key], one) for one in ranked(question, candidates, corpus, alike=alike)]


def _nudge(hit, now):
    """How much more of its score a document has for being fresh, and for having many behind it."""
    age = max((now - hit.at).total_seconds() / 86_400, 0.0)
    return FRESH * 0.5 ** (age / YEAR) + BEHIND * min(log1p(hit.standing) / log1p(MANY), 1.0)


def _with_texts(cursor, hits: Sequence[Hit]) -> list[Hit]:
    cursor.execute(
        "SELECT document_id, written FROM search_text WHERE document_id = ANY(%s)", [[hit.pk for hit in hits]]
    )
    texts = dict(cursor.fetchall())
    for hit in hits:
        hit.text = texts.get(hit.pk, "")
    return list(hits)
