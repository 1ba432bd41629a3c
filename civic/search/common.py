"""Answers what very common words find, of which tens of thousands of rows would have to be read.

The clock lines up all public documents, the newest first, and keeps of each very common term which of them have it, a
bit each. What changed since is looked at one by one, so that all is as exact as if rows were read: `Change` names
(by a trigger) whatever was written by a transaction that the line-up did not see.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy
from django.db import connection, transaction

from civic.search import facets
from civic.search.asking import Question, Term
from civic.search.models import PUBLIC, Change, Common, Lineup
from civic.search.statements import IN_TITLE, IN_WORDS, SETTINGS, Hit, Sight, careful, rows, seen, set_up

SHARE, LEAST = 10, 2000  # a term is very common that a tenth of all documents have, and at least so many
FEW = 300  # documents that changed, which are looked at one by one
KEPT = timedelta(hours=1)
NEVER = 2**63 - 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Only what the same cluster of databases wrote may be compared: in another one transactions have other numbers.
OURS = "cluster = (SELECT system_identifier FROM pg_control_system())"
MICROSECONDS = "coalesce((extract(epoch FROM d.{}) * 1000000)::bigint, {})"
COLUMNS = f"d.id, {MICROSECONDS.format('at', 0)}, {MICROSECONDS.format('due_at', NEVER)}, d.facet"
PACKED = ", ".join(f"coalesce(string_agg(int8send({name}), ''), '')" for name in ("id", "at", "due", "facet"))
LINE_UP = f"""
INSERT INTO search_lineup (cluster, snapshot, made_at, ids, at, due, facets, languages)
SELECT (SELECT system_identifier FROM pg_control_system()), pg_current_snapshot()::text, %s, {PACKED},
  coalesce(string_agg(language, ','), '')
FROM (SELECT {COLUMNS}, d.language FROM search_document d WHERE d.sight = {PUBLIC} ORDER BY d.at DESC, d.id DESC)
  AS d (id, at, due, facet, language)
RETURNING snapshot
"""  # noqa: S608 -- names of ours; values are parameters
TERMS = """
SELECT term FROM search_frequency WHERE length(term) <= 2 AND documents > %s
  AND documents * %s > (SELECT max(documents) FROM search_corpus)
"""
WHERE = f"""
SELECT {", ".join(f'''(SELECT coalesce(string_agg(int8send(d.id), ''), '') FROM search_document d
  WHERE {condition} AND d.sight = {PUBLIC})''' for condition in (IN_WORDS, IN_TITLE))}
"""  # noqa: S608 -- names of ours; values are parameters
FORGET = """
DELETE FROM search_change WHERE pg_visible_in_snapshot(made, pg_current_snapshot())
"""
STANDS = f"""
SELECT l.snapshot, array(SELECT DISTINCT c.document FROM search_change c
  WHERE NOT pg_visible_in_snapshot(c.made, l.snapshot::pg_snapshot) LIMIT {FEW + 1})
FROM search_lineup l
WHERE {OURS} AND (SELECT count(*) FROM search_common WHERE lineup_id = l.id AND term = ANY(%s)) = %s
"""  # noqa: S608 -- names of ours; values are parameters
LINE = "SELECT id, snapshot, ids, at, due, facets, languages FROM search_lineup WHERE snapshot = %s"
HAVING = "SELECT documents, titles FROM search_common WHERE lineup_id = %s AND term = ANY(%s)"
CHANGED = f"""
SELECT {COLUMNS}, d.plain FROM search_document d
WHERE d.id = ANY(%s) AND d.sight <= %s AND d.language = ANY(%s)
"""  # noqa: S608 -- names of ours; values are parameters


def _read(sent):
    return numpy.frombuffer(sent, dtype=">i8").astype(numpy.int64)


class Line:
    """All public documents as a `Lineup` keeps them: an array of each column."""

    def __init__(self, number=0, snapshot="", ids=b"", at=b"", due=b"", facet=b"", languages=""):
        self.number, self.snapshot = number, snapshot
        self.ids, self.at, self.due = map(_read, (ids, at, due))
        self.numbers, self.facets = numpy.unique(_read(facet), return_inverse=True)
        self.languages, self.language = numpy.unique(languages.split(","), return_inverse=True)
        self._order = numpy.argsort(self.ids)

    def places(self, ids: numpy.ndarray) -> numpy.ndarray:
        """Where those of `ids` stand that do."""
        if not self.ids.size:
            return self._order
        found = self._order[numpy.searchsorted(self.ids, ids, sorter=self._order) % self.ids.size]
        return found[self.ids[found] == ids]

    def bits(self, ids: numpy.ndarray) -> bytes:
        """A bit for each document: whether it is one of `ids`."""
        there = numpy.zeros(self.ids.size, dtype=bool)
        there[self.places(ids)] = True
        return numpy.packbits(there).tobytes()


_line = Line()


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents, the newest first, an array each: `facets` are places in `numbers`, `titled` whether the title has all
    that was asked."""

    ids: numpy.ndarray
    due: numpy.ndarray
    facets: numpy.ndarray
    titled: numpy.ndarray
    numbers: numpy.ndarray
    sight: Sight

    def counted(self, cursor, now: datetime, filters: dict[str, str]) -> tuple[int, dict[str, Counter]]:
        """As `statements.Scan.counted`."""
        each, late = (numpy.bincount(some, minlength=self.numbers.size) for some in (self.facets, self._late(now)))
        return facets.counted(cursor, self.numbers, each, late, filters)

    def _late(self, now):
        return self.facets[self.due < _microseconds(now)]

    def newest(
        self, cursor, now: datetime, filters: dict[str, str], shown: slice, *, titled: bool, plain: bool = False
    ) -> list[Hit]:
        """As `statements.Scan.newest`."""
        fits = facets.fitting(cursor, self.numbers, filters)[self.facets]
        if "late" in filters:
            fits &= (self.due < _microseconds(now)) == (filters["late"] == facets.LATE[True])
        parts = [fits & self.titled, fits & ~self.titled] if titled else [fits]
        ids = self.ids[numpy.concatenate([numpy.flatnonzero(part) for part in parts])[shown]].tolist()
        found = rows(cursor, seen(self.sight).also("d.id = ANY(%s)", ids), most=len(ids), plain=plain)
        place = {number: at for at, number in enumerate(ids)}
        return sorted(found, key=lambda hit: place[hit.pk])


def matches(cursor, question: Question, sight: Sight) -> Matches | None:
    """What has all of `question`; None unless all its words are very common, and Chinese, or if too much changed."""
    terms = question.terms
    plainly = not (question.without or set(question.phrases) - {term.text for term in terms})
    if sight.upto != PUBLIC or not plainly or not all(term.is_chinese for term in terms):
        return None
    words = [term.text for term in terms]
    cursor.execute(STANDS, [words, len(words)])
    snapshot, changed = cursor.fetchone() or ("", [])
    if not snapshot or len(changed) > FEW:
        return None
    line = _at_hand(cursor, snapshot)
    kept = line and _all_of(cursor, line, words)
    if not kept:  # documents have been lined up anew just now
        return None
    there, titled = kept
    there &= numpy.isin(line.languages, ["", sight.language])[line.language]
    there[line.places(numpy.array(changed, dtype=numpy.int64))] = False
    found = numpy.flatnonzero(there)
    unchanged = Matches(line.ids[found], line.due[found], line.facets[found], titled[found], line.numbers, sight)
    return _with_changed(cursor, unchanged, line.at[found], changed, words, sight) if changed else unchanged


def _at_hand(cursor, snapshot):
    """The `Line` of a snapshot, kept by the process until there is another one; None if that was just now."""
    global _line
    line = _line
    if line.snapshot != snapshot:
        cursor.execute(LINE, [snapshot])
        if (row := cursor.fetchone()) is None:
            return None
        _line = line = Line(*row)
    return line


def keep_at_hand() -> None:
    """Have in this process what it would learn from its first question."""
    with careful() as cursor:
        cursor.execute(f"SELECT snapshot FROM search_lineup WHERE {OURS}")  # noqa: S608 -- names of ours; values are parameters
        for (snapshot,) in cursor.fetchall():
            if line := _at_hand(cursor, snapshot):
                facets.learnt(cursor, line.numbers)


def _all_of(cursor, line, words):
    """Which documents of `line` have all `words`, and which have them in their titles; None if that is not kept any
    more."""
    cursor.execute(HAVING, [line.number, words])
    rows = cursor.fetchall()
    if len(rows) != len(words):
        return None
    both = [numpy.full((line.ids.size + 7) // 8, 255, dtype=numpy.uint8) for _column in range(2)]
    for row in rows:
        for bits, column in zip(both, row, strict=True):
            bits &= numpy.frombuffer(column, dtype=numpy.uint8)
    return [numpy.unpackbits(bits, count=line.ids.size).astype(bool) for bits in both]


def _with_changed(cursor, known, at, changed, words, sight):
    """`known`, which were made `at`, and those of the `changed` documents that have all `words` as they are now."""
    cursor.execute(CHANGED, [changed, sight.upto, ["", sight.language]])
    rows = [row for row in cursor.fetchall() if all(word in row[-1] for word in words)]
    if not rows:
        return known
    ids, made, due, facet = numpy.array([row[:4] for row in rows], dtype=numpy.int64).T
    titled = [all(word in row[-1].partition("\n")[0] for word in words) for row in rows]
    ids, at = numpy.append(known.ids, ids), numpy.append(at, made)
    newest = numpy.lexsort((-ids, -at))
    return Matches(
        ids[newest],
        numpy.append(known.due, due)[newest],
        numpy.append(known.facets, known.numbers.size + numpy.arange(len(rows)))[newest],
        numpy.append(known.titled, titled)[newest],
        numpy.append(known.numbers, facet),
        sight,
    )


def is_old(now: datetime) -> bool:
    """Whether documents should be lined up anew."""
    made = Lineup.objects.values_list("made_at", flat=True).first()
    return made is None or now - made >= KEPT or (now - made >= KEPT / 6 and Change.objects.count() > FEW / 2)


@transaction.atomic
def line_up(now: datetime) -> int:
    """Line up all documents anew, as they are at one moment; returns how many terms are very common."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute(FORGET)
        cursor.execute(TERMS, [LEAST, SHARE])
        terms = [term for term in map(Term, (word for (word,) in cursor.fetchall())) if term.is_chinese]
        Lineup.objects.all().delete()
        Common.objects.all().delete()
        cursor.execute(LINE_UP, [now])
        line = _at_hand(cursor, cursor.fetchone()[0])
        set_up(cursor, SETTINGS)
        for term in terms:
            cursor.execute(WHERE, [term.tsquery, term.tsquery])
            documents, titles = (line.bits(_read(ids)) for ids in cursor.fetchone())
            Common.objects.create(lineup_id=line.number, term=term.text, documents=documents, titles=titles)
    return len(terms)


def _microseconds(at):
    return (at - EPOCH) // timedelta(microseconds=1)
