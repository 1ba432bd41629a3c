"""Tries the search on texts of others, in an index of its own that is gone afterwards."""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from civic.search import finding, frequencies
from civic.search.asking import read
from civic.search.indexing import WRITE, values
from civic.search.kinds import Entry

TABLES = ("search_document", "search_frequency", "search_corpus", "search_lineup")
SIGHT = finding.Sight(nudged=False)
KIND = "tried"


def rows(path: str) -> list[dict]:
    """The objects of a file with one in each line."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]


@contextmanager
def scratch(texts: Iterable[tuple[str, str]]) -> Iterator[None]:
    """An index that holds (title, text) of `texts`, numbered from 0, instead of the site's own, for this connection."""
    now = timezone.now()
    _have_tables()
    with transaction.atomic(), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"CREATE TEMP TABLE {table} (LIKE public.{table} INCLUDING ALL) ON COMMIT DROP")
        for number, (title, text) in enumerate(texts):
            cursor.execute(WRITE, values(KIND, number, Entry(title=title, text=text, path="/", at=now)))
        frequencies.count(now)
        yield
        for table in reversed(TABLES):
            cursor.execute(f"DROP TABLE pg_temp.{table}")


def _have_tables():
    """An index is copied from the site's, so an empty database is migrated first; one that is in use is left alone."""
    there = set(connection.introspection.table_names())
    if not there:
        call_command("migrate", verbosity=0)
    elif not there.issuperset(TABLES):
        raise CommandError("This database knows no search yet: run `manage.py migrate` first.")


def answers(passages: Sequence[dict], queries: Sequence[dict]) -> dict:
    """{"r1", "r5", "mrr", "n"} of `queries` ({"query", "relevant": ids}) over `passages` ({"id", "title", "text"})."""
    with scratch((each.get("title", ""), each["text"]) for each in passages):
        places = [_place(_found(query["query"]), passages, set(query["relevant"])) for query in queries]
    return {
        "r1": _share(place == 1 for place in places),
        "r5": _share(0 < place <= 5 for place in places),
        "mrr": round(sum(1 / place for place in places if place) / len(places), 4),
        "n": len(places),
    }


def _found(asked):
    found = finding.find(read(asked), sight=SIGHT, now=timezone.now())
    return [hit.thing for hit in (*found.hits, *found.nearest)]


def likenesses(ideas: Sequence[dict], pairs: Sequence[dict]) -> tuple[dict, list[str]]:
    """({"at1", "at5", "n"}, what was not found) of `pairs` ({"text", "id"}) over `ideas` ({"id", "title", …})."""
    texts = (
        (idea["title"], "\n".join(str(idea.get(part) or "") for part in ("content", "text", "body", "benefit")))
        for idea in ideas
    )
    with scratch(texts):
        places = [_place(_alike(pair["text"]), ideas, {pair["id"]}) for pair in pairs]
    figures = {"at1": sum(place == 1 for place in places), "at5": sum(place > 0 for place in places), "n": len(places)}
    return figures, [pair["text"] for pair, place in zip(pairs, places, strict=True) if not place]


def _alike(text):
    return [hit.thing for hit, _share in finding.alike(text, kind=KIND, sight=SIGHT, now=timezone.now())]


def _place(found, things, wanted):
    """From 1; 0 where none of the `wanted` ids was found."""
    return next((place for place, number in enumerate(found, 1) if things[number]["id"] in wanted), 0)


def _share(hits):
    hits = list(hits)
    return round(sum(hits) / len(hits), 4)
