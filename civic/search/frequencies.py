"""How common terms are: counted by the clock, never in a writer's transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from civic.search.asking import Term
from civic.search.models import Corpus as Counted
from civic.search.models import Document
from civic.search.ranking import Corpus

KEPT = timedelta(hours=1)
SUPPOSED = 1000, 500.0  # documents and their length before anything was counted
SAMPLE = 20_000  # documents whose terms are counted: how rare a term is need not be known to the last one

COUNT = """
WITH found AS MATERIALIZED (
  SELECT word, ndoc * %s AS ndoc
  FROM ts_stat('SELECT search_words(plain) FROM search_document WHERE mod(id, ' || %s || ') = 0')
  WHERE ndoc > 1 AND length(word) <= 60),
gone AS (
  DELETE FROM search_frequency WHERE NOT EXISTS (SELECT FROM found WHERE word = term))
INSERT INTO search_frequency (term, documents) SELECT word, ndoc FROM found
ON CONFLICT (term) DO UPDATE SET documents = excluded.documents
WHERE search_frequency.documents <> excluded.documents
"""
TIDY = "SELECT gin_clean_pending_list('document_by_title'), gin_clean_pending_list('document_by_words')"
PACK = "REINDEX INDEX CONCURRENTLY document_by_title", "REINDEX INDEX CONCURRENTLY document_by_words"
KNOWN = """
SELECT NULL, documents, size FROM search_corpus UNION ALL
SELECT term, documents, NULL FROM search_frequency WHERE term = ANY(%s)
"""


def count(now: datetime) -> int:
    """Count anew in how many documents each term stands, of many documents in a part of them; returns how many terms
    changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(avg(size), 0) FROM search_document")
        documents, size = cursor.fetchone()
        share = documents // SAMPLE + 1
        cursor.execute(COUNT, [share, share])
        changed = cursor.rowcount
    Counted.objects.update_or_create(pk=1, defaults={"documents": documents, "size": size, "counted_at": now})
    return changed


def are_old(now: datetime) -> bool:
    """Whether terms should be counted anew."""
    counted, documents = Counted.objects.filter(pk=1).first(), Document.objects.count()
    if counted is None or now - counted.counted_at >= KEPT:
        return True
    return abs(documents - counted.documents) * 10 > counted.documents


def tidy() -> None:
    """Put what was written lately where it is found quickly, so that no reader waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY)


def pack() -> None:
    """Write the indexes anew, beside readers and writers: grown document by document they take twice the room."""
    with connection.cursor() as cursor:
        for statement in PACK:
            cursor.execute(statement)


def known(cursor, terms: Iterable[Term]) -> Corpus:
    """What is known of all documents, and of `terms` in them."""
    cursor.execute(KNOWN, [list({text for term in terms for text in (term.text, term.year) if text})])
    found, (documents, size) = {}, SUPPOSED
    for term, number, average in cursor.fetchall():
        if term is None:
            documents, size = number, average
        else:
            found[term] = number
    return Corpus(documents, size, lambda term: max(1, found.get(term.text, 0), found.get(term.year, 0)))
