"""Seals of finished days: what was written into the record and the security log stays as it was, and anybody can hold
whoever keeps the machine to it, because the last seal stands in public.

After midnight (Asia/Taipei) the clock seals what has been written since the seal before. The mark of a row is SHA-256
of its columns as a JSON array in PostgreSQL's own spelling of `jsonb`; `rows` is SHA-256 over the marks in the order of
their ids; `head` is SHA-256 over the lines of `text`, among them the head of the seal before. Verbs know nothing of it:
no row waits for another. What is dropped after its time leaves its seal.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.utils import timezone

from civic.security.actions import ZONE
from civic.security.models import Marks, Seal

BEGINNING = bytes(32)  # the head before the first
PATIENCE = "2s"  # the clock waits for verbs under way; then it tries again later, and verbs go on
AT_ONCE = 10_000
MARK = struct.Struct(">q8s")  # the id of a row, and the beginning of its mark
OLD = timedelta(days=184)  # of rows that may have been dropped: six months


@dataclass(frozen=True, slots=True)
class Book:
    """A table that is sealed: its `columns` after the id, as SQL of what can be put into JSON; `goes`: whether its rows
    are dropped after their time."""

    table: str
    columns: str
    goes: bool


MICROSECONDS = "(extract(epoch from at) * 1000000)::bigint"
BOOKS = {
    "record": Book("record_entry", f"{MICROSECONDS}, verb, subject, actor, is_public, data", goes=False),
    "log": Book("security_event", f"{MICROSECONDS}, what, result, actor, about, network, data", goes=True),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the day of a seal; `row`: the first row that is (its id), where that can be told."""

    book: str
    day: date
    kind: str
    row: int | None = None

    def __str__(self):
        where = f"row {self.row} of {BOOKS[self.book].table}" if self.row is not None else f"the {self.book}"
        return f"{where}, sealed for {self.day}: {self.kind}"


ALTERED, MISSING, ADDED = "altered", "missing", "added after the seal"
BROKEN = "the seal itself was altered, or does not follow from the one before"
UNTOLD = "rows were altered, and the marks by which they are named as well"


def seal(now: datetime) -> int:
    """Seal yesterday in each book, unless that is done; returns how many seals were set."""
    yesterday = timezone.localdate(now, ZONE) - timedelta(days=1)
    return sum(_seal(name, yesterday, now) for name in BOOKS)


def _seal(book, day, now):
    before = Seal.objects.filter(book=book).order_by("-day").first()
    if before and before.day >= day:
        return 0
    first = before.last + 1 if before else 1
    last = max(_written(BOOKS[book]), first - 1)
    marks, rows, count = bytearray(), sha256(), 0
    for row, mark in _marks(BOOKS[book], first, last):
        marks += MARK.pack(row, mark[:8])
        rows.update(mark)
        count += 1
    made = Seal(book=book, day=day, first=first, last=last, count=count, rows=rows.digest(),
                before=before.head if before else BEGINNING, sealed_at=now)  # fmt: skip
    made.head = head(made)
    with transaction.atomic():
        made.save(force_insert=True)
        Marks.objects.create(seal=made, marks=bytes(marks))
    return 1


def _written(book):
    """The id up to which all is written. Whoever writes at this moment is waited for, and whoever begins waits as long:
    ids are given in an order, but not committed in it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [PATIENCE])
        cursor.execute(f"lock table {book.table} in share mode")
        cursor.execute(f"select coalesce(max(id), 0) from {book.table}")  # noqa: S608 -- names of ours; values are parameters
        return cursor.fetchone()[0]


def _first_left(book):
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(min(id), {2**63 - 1}) from {book.table}")  # noqa: S608 -- names of ours; values are parameters
        return cursor.fetchone()[0]


def _marks(book: Book, first: int, last: int) -> Iterator[tuple[int, bytes]]:
    """(id, mark) of each row from `first` to `last`, by id."""
    read = f"""
        select id, sha256(convert_to(jsonb_build_array(id, {book.columns})::text, 'UTF8')) from {book.table}
         where id >= %s and id <= %s order by id limit {AT_ONCE}
    """  # noqa: S608 -- names of ours; values are parameters
    while True:
        with connection.cursor() as cursor:
            cursor.execute(read, [first, last])
            found = cursor.fetchall()
        yield from ((row, bytes(mark)) for row, mark in found)
        if len(found) < AT_ONCE:
            return
        first = found[-1][0] + 1


def text(one: Seal) -> str:
    """What the head of a seal is the SHA-256 of."""
    facts = (one.book, one.day.isoformat(), one.first, one.last, one.count, bytes(one.rows).hex())
    return "\n".join(map(str, (*facts, bytes(one.before).hex())))


def head(one: Seal) -> bytes:
    return sha256(text(one).encode()).digest()


def faults(now: datetime) -> Iterator[Fault]:
    """What is not as it was sealed, the oldest day of each book first; of each day one fault."""
    for name in BOOKS:
        before = BEGINNING, 0
        for one in Seal.objects.filter(book=name).order_by("day"):
            if (bytes(one.before), one.first - 1) != before or bytes(one.head) != head(one):
                yield Fault(name, one.day, BROKEN)
            elif fault := _fault(one, now):
                yield fault
            before = bytes(one.head), one.last


def _fault(one, now):
    """The first fault among the rows of a seal, or None."""
    marks = Marks.objects.filter(seal=one).values_list("marks", flat=True).first() or b""
    expected, seen, rows = dict(MARK.iter_unpack(bytes(marks))), {}, sha256()
    for row, mark in _marks(BOOKS[one.book], one.first, one.last):
        rows.update(mark)
        seen[row] = mark[:8]
    if rows.digest() == bytes(one.rows):
        return None
    has_begun_to_go = BOOKS[one.book].goes and one.day < timezone.localdate(now, ZONE) - OLD
    if has_begun_to_go:  # from the first row of the book on
        first_left = _first_left(BOOKS[one.book])
        expected = {row: mark for row, mark in expected.items() if row >= first_left}
    if seen == expected:
        return None if has_begun_to_go else Fault(one.book, one.day, UNTOLD)
    row = min(dict(seen.items() ^ expected.items()))
    kind = ADDED if row not in expected else MISSING if row not in seen else ALTERED
    return Fault(one.book, one.day, kind, row)
