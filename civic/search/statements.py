"""What is asked of PostgreSQL: conditions, counts and rows of the index, within limits."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy
from django.db import OperationalError, connection, transaction

from civic.search import facets
from civic.search.asking import Question, Term
from civic.search.facets import LATE
from civic.search.models import FACETS, PUBLIC

PATIENCE = 2000  # milliseconds for a question
FEW = 1000  # documents whose ids are kept once they are counted
# How many documents have a word is not estimated well: what is planned for few is slow for many. So nothing is sorted
# that can be hashed, and nothing read from end to end.
SETTINGS = {
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "enable_seqscan": "off",
    "enable_sort": "off",
}
IN_WORDS, IN_TITLE = "search_words(d.plain) @@ %s::tsquery", "search_title_words(d.plain) @@ %s::tsquery"
IS_LATE = "coalesce(d.due_at < %s, false)"
READ = ("id", "kind", "thing", "language", "path", "title", *FACETS[1:], "at", "due_at", "standing")
SHOWN = ", ".join(f"d.{name}" for name in READ)
NEWEST = "d.at DESC, d.id DESC"
COUNT = """
SELECT coalesce(string_agg(int8send(d.facet), ''), ''),
  coalesce(string_agg(int8send(d.facet), '') FILTER (WHERE d.due_at < %s), ''),
  coalesce(string_agg(int8send(d.id), ''), '')
FROM search_document d WHERE {condition}
"""
LIKELY = """
WITH held AS MATERIALIZED (
  SELECT one.id FROM unnest(%s::text[], %s::float[]) AS asked (words, weight),
    LATERAL (SELECT d.id FROM search_document d
      WHERE search_words(d.plain) @@ asked.words::tsquery AND {condition} LIMIT %s) one
  GROUP BY one.id ORDER BY sum(asked.weight) DESC, one.id LIMIT %s)
SELECT {shown}, d.plain FROM search_document d WHERE d.id IN (SELECT id FROM held)
"""


class TooSlow(Exception):
    """The database took longer for a question than anybody is to wait."""


@dataclass(slots=True)
class Hit:
    """A document that was found: `plain` where it is to be ranked, `text` (as it was written) where it is shown."""

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
    plain: str = ""
    text: str = ""

    def value(self, name: str, now: datetime) -> object:
        """What one of `FILTERS` says of it."""
        return LATE[self.due_at is not None and self.due_at < now] if name == "late" else getattr(self, name)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who asks: up to which sight, in which language; without nudges for a trial."""

    upto: int = PUBLIC
    language: str = ""
    nudged: bool = True


@dataclass(frozen=True, slots=True)
class Condition:
    """A part of a WHERE and its values."""

    sql: str
    values: tuple

    def also(self, sql: str, *values: object) -> "Condition":
        """Both this and that."""
        return Condition(f"{self.sql} AND {sql}", (*self.values, *values))


@contextmanager
def careful() -> Iterator:
    """A cursor whose queries are cut off after `PATIENCE`, use the indexes, and take no second process."""
    settings = SETTINGS | {"statement_timeout": str(PATIENCE)}
    try:
        is_inner = connection.in_atomic_block
        with transaction.atomic(), connection.cursor() as cursor:
            was = set_up(cursor, settings)
            yield cursor
            if is_inner:
                set_up(cursor, was)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") == "57014":
            raise TooSlow from error
        raise


def set_up(cursor, settings: dict[str, str]) -> dict[str, str]:
    """Set them until the transaction ends; what they were."""
    columns = ", ".join(["current_setting(%s), set_config(%s, %s, true)"] * len(settings))
    cursor.execute(f"SELECT {columns}", [part for name, value in settings.items() for part in (name, name, value)])
    return dict(zip(settings, cursor.fetchone()[::2], strict=True))


def seen(sight: Sight) -> Condition:
    """What whoever asks may find."""
    return Condition("d.sight <= %s AND d.language = ANY(%s)", (sight.upto, ["", sight.language]))


def all_of(terms: Sequence[Term]) -> str:
    """A tsquery of all `terms`."""
    return "&".join(term.tsquery for term in terms)


def all_whole(terms: Sequence[Term]) -> str:
    """A tsquery of all `terms`, none of which only begins a word."""
    return "&".join(term.whole_tsquery for term in terms)


def but(question: Question, words: str) -> str:
    """A tsquery of `words` without what must not stand there: one, so that the index alone answers it."""
    return "&".join([f"({words})", *(f"!({all_of(terms)})" for terms in question.without)])


def having(question: Question, sight: Sight) -> Condition:
    """What has all that was asked."""
    condition = seen(sight)
    if question:
        condition = condition.also(IN_WORDS, but(question, all_of(question.terms)))
    return _with_phrases(condition, question)


def _with_phrases(condition, question):
    for phrase in question.phrases:
        if phrase not in {term.text for term in question.terms}:  # a pair of characters is found by itself
            condition = condition.also("position(%s in d.plain) > 0", phrase)
    return condition


def fitting(condition: Condition, filters: dict[str, str], now: datetime) -> Condition:
    """What fits the `filters`, too."""
    for name, value in filters.items():
        if name == "late":
            condition = condition.also(f"{IS_LATE} = %s", now, value == LATE[True])
        else:  # not by an index: the words of all that it names would each be read
            condition = condition.also(f"d.{name}::text || '' = %s", value)
    return condition


def rows(
    cursor, condition: Condition, ending: str = "", *values: object, most: int, skip: int = 0, plain: bool = False
) -> list[Hit]:
    """Up to `most` documents that fit the `condition`; with `plain` to be ranked."""
    shown = f"{SHOWN}, d.plain" if plain else SHOWN
    cursor.execute(
        f"SELECT {shown} FROM search_document d WHERE {condition.sql} {ending} LIMIT %s OFFSET %s",  # noqa: S608 -- names of ours; values are parameters
        (*condition.values, *values, most, skip),
    )
    return [Hit(*row) for row in cursor.fetchall()]


def titles(cursor, condition: Condition, *, most: int) -> list[tuple[int, str]]:
    """(id, title) of up to `most` documents that fit the `condition`."""
    sql = f"SELECT d.id, d.title FROM search_document d WHERE {condition.sql} LIMIT %s"  # noqa: S608 -- names of ours; values are parameters
    cursor.execute(sql, (*condition.values, most))
    return cursor.fetchall()


@dataclass(slots=True)
class Scan:
    """All that has what was asked, read row by row; `few`: the ids of all these once they are counted, unless there are
    many."""

    question: Question
    sight: Sight
    few: list[int] | None = None

    def counted(self, cursor, now: datetime, filters: dict[str, str]) -> tuple[int, dict[str, Counter]]:
        """How many fit the `filters`, and {filter: {value: how many}}, each with the other ones."""
        condition = having(self.question, self.sight)
        cursor.execute(COUNT.format(condition=condition.sql), (now, *condition.values))
        found, late, ids = (numpy.frombuffer(sent, dtype=">i8").astype(numpy.int64) for sent in cursor.fetchone())
        self.few = ids.tolist() if ids.size <= FEW else None
        numbers, each = numpy.unique(found, return_counts=True)
        late = numpy.bincount(numpy.searchsorted(numbers, late), minlength=numbers.size)
        return facets.counted(cursor, numbers, each, late, filters)

    def newest(
        self, cursor, now: datetime, filters: dict[str, str], shown: slice, *, titled: bool, plain: bool = False
    ) -> list[Hit]:
        """Those `shown` of what fits the `filters`, the newest first; `titled`: those before that have all that was
        asked in their titles. With `plain` to be ranked."""
        how = {"most": shown.stop - shown.start, "skip": shown.start, "plain": plain}
        whole, words = all_whole(self.question.terms), all_of(self.question.terms)
        if titled and not self.question.without:  # as a rule they are enough: it saves reading all the others
            condition = _with_phrases(seen(self.sight).also(IN_TITLE, whole), self.question)
            found = rows(cursor, fitting(condition, filters, now), f"ORDER BY {NEWEST}", **how)
            if len(found) == how["most"]:
                return found
        # Those before whose titles have words that begin with it. Which these are the index says: reading takes longer.
        titles = list(dict.fromkeys([whole, words])) if titled else []
        order = f"d.id IN (SELECT d.id FROM search_document d WHERE {IN_TITLE}) DESC, " * len(titles)  # noqa: S608 -- names of ours; values are parameters
        condition = fitting(self._found(), filters, now)
        return rows(cursor, condition, f"ORDER BY {order}{NEWEST}", *titles, **how)

    def _found(self):
        """What has it, as a condition: no text is looked through twice for a phrase."""
        if self.few is None:
            return having(self.question, self.sight)
        return seen(self.sight).also("d.id = ANY(%s)", self.few)


def likely(cursor, weights: dict[str, float], condition: Condition, *, each: int, most: int) -> list[Hit]:
    """Up to `most` documents with the greatest sum of `weights` ({tsquery: weight}), of up to `each` that have one, to
    be ranked."""
    sql = LIKELY.format(condition=condition.sql, shown=SHOWN)
    cursor.execute(sql, (list(weights), list(weights.values()), *condition.values, each, most))
    return [Hit(*row) for row in cursor.fetchall()]


def with_texts(cursor, hits: Sequence[Hit]) -> list[Hit]:
    """`hits` with what was written."""
    cursor.execute("SELECT id, written FROM search_document WHERE id = ANY(%s)", [[hit.pk for hit in hits]])
    texts = dict(cursor.fetchall())
    for hit in hits:
        hit.text = texts.get(hit.pk, "")
    return list(hits)
