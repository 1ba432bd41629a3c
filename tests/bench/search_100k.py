"""Questions to an index of many texts, against plain `ts_rank` on the same rows in the same run.

    python tests/bench/search_100k.py 100000

Texts are made of real sentences of ../shared, some far more common than others, each as long as a real proposal. Each
kind of question is asked of the product's own search, with excerpts, in turn with the plain one: `ts_rank` over stored
vectors of the same terms, all words of a word or phrase, any of a question. A ratio is the p95 of plain ÷ ours.
"""

import json
import os
import random
import statistics
import sys
import threading
import time
from contextlib import contextmanager
from itertools import accumulate, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

TEXTS = int(os.environ.get("BENCH_TEXTS", "20000"))
ASKED = 40  # questions of each kind
BATCH = 500
LATER = 1000  # of the texts are written as the product does, beside all others
WRITTEN, EVERY = 100, 0.1  # texts that are written while questions are asked, one in so many seconds
KIND, PHASES, THEMES = "bench", ("collecting", "established", "answered", "refused"), 12
ANSWERED = 0.35  # of the texts; as many have the length of a second one, an answer, besides
DISTRICTS, AGENCIES = 38, 24
DATA = ground.ROOT.parent / "shared" / "data"
PLAIN = (
    "SELECT d.id, d.title FROM search_document d JOIN plain_words p ON p.id = d.id WHERE p.words @@ %s::tsquery"
    " AND d.sight = 0 ORDER BY ts_rank(p.words, %s::tsquery) DESC LIMIT 20"
)


def main(texts=TEXTS):
    if not DATA.is_dir():
        print("search_100k: needs ../shared")
        return
    ground.begin()
    from tests.bench.tools.report import figure

    ideas, passages = _lines("join/ideas_dev.jsonl"), _lines("search/drcd_dev_passages.jsonl")
    every = made(texts + WRITTEN, ideas, passages)
    with without_indexes():
        write(islice(every, texts - LATER))
    began = time.perf_counter()
    write(islice(every, LATER), first=texts - LATER)
    seconds = time.perf_counter() - began
    figure("search_100k", 1000 * seconds / LATER, "ms to index a text", against="nothing", of=f"{texts:,} texts")
    counting, lining_up = settle()
    seconds = {"seconds_to_count_terms": round(counting, 1), "seconds_to_line_up": round(lining_up, 1)}
    figure("search_100k", megabytes(), "MB on disk", against="nothing", of=f"{of_texts():.0f} MB of text", **seconds)
    store_plain_words()
    for name, asked, plain in questions(ideas):
        ours, theirs = timed(asked, plain)
        figure(
            "search_100k",
            p95(ours),
            f"ms (p95), {name}",
            ratio=p95(theirs) / p95(ours) if theirs else None,
            against="plain ts_rank" if theirs else "",
            p50_ms=round(statistics.median(ours), 1),
            longest_ms=round(max(ours), 1),
            plain_p95_ms=round(p95(theirs), 1) if theirs else None,
        )
    beside_a_writer(ideas, every)


def _lines(name):
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def made(count, ideas, passages):
    """(title, text) of `count` texts."""
    draw = random.Random(13)
    whole = [f"{idea['content']}\n{idea['benefit']}" for idea in ideas]
    sentences = [part for text in (*whole, *(one["text"] for one in passages)) for part in _sentences(text)]
    draw.shuffle(sentences)
    weights = list(accumulate(1 / (rank + 50) for rank in range(len(sentences))))
    lengths = [len(text) for text in whole]
    for number in range(count):
        wanted, parts = sum(draw.choices(lengths, k=1 + (draw.random() < ANSWERED))), []
        while wanted > 0:
            parts += draw.choices(sentences, cum_weights=weights)
            wanted -= len(parts[-1])
        yield draw.choice(ideas)["title"] + draw.choice(sentences)[:12], f"{''.join(parts)} {number}"


def _sentences(text):
    return [part + "。" for part in text.replace("\n", "。").split("。") if len(part) > 3]


@contextmanager
def without_indexes():
    """The indexes of words are made when all is written."""
    from django.db import connection

    from civic.search.models import Document

    with connection.schema_editor() as editor:
        for index in Document._meta.indexes:
            editor.remove_index(Document, index)
    yield
    with connection.schema_editor() as editor:
        editor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for index in Document._meta.indexes:
            editor.add_index(Document, index)


def write(texts, first=0):
    """Index them as the product does, numbered from `first` on."""
    from datetime import timedelta

    from django.db import connection, transaction
    from django.utils import timezone

    from civic.search.indexing import WRITE, values
    from civic.search.kinds import Entry

    now, draw, some = timezone.now(), random.Random(7), []

    def flush():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(WRITE, some)
        some.clear()

    for number, (title, text) in enumerate(texts, first):
        entry = Entry(title, text, "/", now - timedelta(days=draw.randrange(2000)), phase=draw.choice(PHASES),
                      theme=f"t{draw.randrange(THEMES)}", district=_some("d", DISTRICTS, draw),
                      agency=_some("a", AGENCIES, draw), standing=int(draw.paretovariate(0.8)))  # fmt: skip
        some.append(values(KIND, number, entry))
        if len(some) == BATCH:
            flush()
    flush()


def _some(letter, many, draw):
    """One of so many, the first far more often than the last; or none."""
    place = int(draw.paretovariate(1))
    return f"{letter}{place}" if place <= many else ""


def settle():
    """What `manage.py reindex` and the clock do; the seconds it took to count terms, and to line up documents."""
    from django.utils import timezone

    from civic.search import common, frequencies

    frequencies.pack()
    counting = _milliseconds(lambda: frequencies.count(timezone.now()))
    ground.tidy("search_document, search_frequency")
    lining_up = _milliseconds(lambda: common.line_up(timezone.now()))
    ground.tidy("search_change, search_common")
    common.keep_at_hand()
    return counting / 1000, lining_up / 1000


def megabytes():
    from django.db import connection

    tables = ("search_document", "search_frequency", "search_lineup", "search_common", "search_change")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t", [list(tables)])
        return float(cursor.fetchone()[0]) / 1e6


def of_texts():
    """The megabytes of what was written."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(octet_length(title) + octet_length(written)) FROM search_document")
        return float(cursor.fetchone()[0]) / 1e6


def store_plain_words():
    """What the plain search reads: vectors in rows, and their index."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain_words AS SELECT id, search_words(plain) AS words FROM search_document")
        cursor.execute("ALTER TABLE plain_words ADD PRIMARY KEY (id)")
        cursor.execute("SET maintenance_work_mem = '256MB'")
        cursor.execute("CREATE INDEX ON plain_words USING gin (words)")
        cursor.execute("RESET maintenance_work_mem")
    ground.tidy("plain_words")


def questions(ideas):
    """(name, what asks ours, what the plain one is asked or None) of each kind."""
    from django.utils import timezone

    from civic.search.asking import read
    from civic.search.excerpts import excerpt, marked
    from civic.search.finding import Sight, alike, find, suggested

    sight, now, draw = Sight(), timezone.now(), random.Random(3)
    common, rare, one = words(2, "DESC"), words(2, "ASC"), words(1, "DESC")
    long = [line["query"] for line in _lines("search/drcd_dev_queries_500.jsonl")[:ASKED]]
    titles = [idea["title"] for idea in ideas[:ASKED]]
    parts = [part for idea in ideas for part in _sentences(idea["content"]) if len(part) > 12]
    phrases = [f'"{part[3:9]}"' for part in draw.sample(parts, ASKED)]

    def found(asked, **how):
        question = read(asked)
        for hit in find(question, sight=sight, now=now, **how).hits:
            marked(hit.title, question), excerpt(hit.text, question)

    three = {"phase": "answered", "theme": "t3", "year": str(now.year - 1)}
    for name, typed, how, joined in (
        ("common word", common, {}, "&"),
        ("rare word", rare, {}, "&"),
        ("one character", one, {}, "&"),
        ("long question", long, {}, "|"),
        ("phrase", phrases, {}, "&"),
        ("three filters", common, {"filters": three}, None),
        ("page 50", common, {"page": 50}, None),
    ):
        plain = [joined.join(term.tsquery for term in read(asked).terms) for asked in typed] if joined else None
        yield name, [lambda asked=asked, how=how: found(asked, **how) for asked in typed], plain
    yield "suggestion", [lambda asked=title[:3]: suggested(read(asked), sight=sight, most=8) for title in titles], None
    yield "similar", [lambda asked=title: alike(asked, kind=KIND, sight=sight, now=now) for title in titles], None


def beside_a_writer(ideas, texts):
    """The same questions alone, and while texts are written, which must not wait for them either."""
    from tests.bench.tools.report import figure

    for name, asked, _plain in questions(ideas):
        if name in ("common word", "long question"):
            alone, _theirs = timed(asked, None)
            with writing(islice(texts, WRITTEN // 2)) as written:
                beside, _theirs = timed(asked, None)
            figure("search_100k", p95(beside), f"ms (p95), {name}, beside a writer", ratio=p95(beside) / p95(alone),
                   against="alone", p50_ms=round(statistics.median(beside), 1),
                   written=len(written), written_p95_ms=round(p95(written), 1))  # fmt: skip


@contextmanager
def writing(texts):
    """Texts are written in a thread of its own, one in `EVERY` seconds; the milliseconds that each took so far."""
    from django.db import connection

    taken, ended = [], threading.Event()

    def go_on():
        for number, text in enumerate(texts, 10**6):
            if ended.wait(EVERY):
                break
            taken.append(_milliseconds(lambda text=text, number=number: write([text], first=number)))
        connection.close()

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        yield taken
    finally:
        ended.set()
        writer.join()


def words(length, order):
    """The most, or least, common Chinese terms of so many characters."""
    from civic.search.models import Frequency

    found = Frequency.objects.filter(term__regex=rf"^[\u4e00-\u9fff]{{{length}}}$").order_by("documents", "term")
    return list((found.reverse() if order == "DESC" else found).values_list("term", flat=True)[:ASKED])


def timed(asked, plain):
    """The milliseconds of ours and of plain, in turn."""
    from django.db import connection

    ours, theirs = [], []
    for number, ask in enumerate(asked):
        ours.append(_milliseconds(ask))
        if plain and plain[number]:
            theirs.append(_milliseconds(lambda words=plain[number]: _plainly(connection, words)))
    return ours, theirs


def _plainly(connection, words):
    with connection.cursor() as cursor:
        cursor.execute(PLAIN, [words, words])
        cursor.fetchall()


def _milliseconds(deed):
    began = time.perf_counter()
    deed()
    return 1000 * (time.perf_counter() - began)


def p95(values):
    return sorted(values)[int(len(values) * 0.95)]


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
