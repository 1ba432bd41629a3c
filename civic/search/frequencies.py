"""How common terms are: counted by the clock, never in a writer's transaction."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection

from civic.search.asking import Term
from civic.search.models import Corpus as Counted
from civic.search.models import Document, Frequency
from civic.search.ranking import Corpus

KEPT = timedelta(hours=1)
SUPPOSED = 1000, 500.0  # documents and their length before anything was counted

COUNT = """
WITH found AS MATERIALIZED (
  SELECT word, ndoc FROM ts_stat('SELECT words FROM search_document') WHERE ndoc > 1 AND length(word) <= 60),
gone AS (
  DELETE FROM search_frequency WHERE NOT EXISTS (SELECT FROM found WHERE word = term))
INSERT INTO search_frequency (term, documents) SELECT word, ndoc FROM found
ON CONFLICT (term) DO UPDATE SET documents = excluded.documents
WHERE search_frequency.documents <> excluded.documents
"""
TIDY = "SELECT gin_clean_pending_list('document_by_title'), gin_clean_pending_list('document_by_words')"


def count(now: datetime) -> int:
    """Count anew in how many documents each term stands; returns how many terms changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), coalesce(avg(size), 0) FROM search_document")
        documents, size = cursor.fetchone()
        cursor.execute(COUNT)
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


def known(terms: Iterable[Term]) -> Corpus:
    """What is known of all documents, and of `terms` in them."""
    counted = Counted.objects.filter(pk=1).first()
    wanted = {text for term in terms for text in (term.text, term.year) if text}
    found = dict(Frequency.objects.filter(term__in=wanted).values_list("term", "documents")) if counted else {}
    documents, size = (counted.documents, counted.size) if counted else SUPPOSED
    return Corpus(documents, size, lambda term: max(1, found.get(term.text, 0), found.get(term.year, 0)))
