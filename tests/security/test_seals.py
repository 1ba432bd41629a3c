"""Finished days are sealed, and whatever is altered, taken away or slipped in afterwards is named."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import StringIO
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from civic.record.actions import write
from civic.security import sealing
from civic.security.actions import forget, note
from civic.security.models import Event, Marks, Retention, Seal
from tests.pages import text

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # of Taipei


@pytest.fixture
def days(at):
    """Three sealed days, of three entries and one event each; the entries."""
    entries = []
    for day in range(3):
        at(NOON + day * DAY)
        entries += [write("opened", f"proposal:{number}", actor="clock", at=NOON + day * DAY) for number in range(3)]
        note("accounts.exported", about=f"person:{day}")
        assert sealing.seal(MIDNIGHT + day * DAY) == 2
    return entries


def by_hand(statement, *values):
    """Do to the tables what only somebody who owns them can."""
    tables = ("record_entry", "security_event", "security_marks", "security_seal")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        for table in tables:
            cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(statement, values)
        for table in tables:
            cursor.execute(f"alter table {table} enable trigger user")


def found(now=MIDNIGHT + 3 * DAY):
    return [(fault.book, fault.kind, fault.row) for fault in sealing.faults(now)]


def verified(**options):
    said = StringIO()
    call_command("verify_record", stdout=said, **options)
    return said.getvalue()


# --- sealing -------------------------------------------------------------------------------------


def test_a_day_is_sealed_when_it_is_over_and_once():
    write("opened", "proposal:1", actor="clock", at=NOON)
    assert sealing.seal(MIDNIGHT - timedelta(microseconds=1)) == 2
    before = Seal.objects.get(book="record")
    assert (before.day.isoformat(), before.count) == ("2026-03-01", 1), "what was written before the first seal"
    assert sealing.seal(MIDNIGHT - timedelta(microseconds=1)) == 0
    assert sealing.seal(MIDNIGHT) == 2 and sealing.seal(MIDNIGHT) == 0
    one = Seal.objects.get(book="record", day="2026-03-02")
    assert (one.first, one.last, one.count) == (before.last + 1, before.last, 0)
    assert bytes(one.before) == bytes(before.head)


def test_days_on_which_the_clock_stood_still_are_sealed_with_the_next(days):
    write("opened", "proposal:1", actor="clock", at=NOON)
    sealing.seal(MIDNIGHT + 9 * DAY)
    last = Seal.objects.filter(book="record").latest("day")
    assert (last.day.isoformat(), last.count) == ("2026-03-11", 1)
    assert found() == []


def test_anybody_can_compute_a_seal(days):
    """With nothing of ours, from what the page says."""
    first, one = Seal.objects.filter(book="record").order_by("day")[:2]
    with connection.cursor() as cursor:
        cursor.execute("""
            select jsonb_build_array(id, (extract(epoch from at) * 1000000)::bigint, verb, subject, actor, is_public,
                                     data)::text
              from record_entry where id between %s and %s order by id
        """, [one.first, one.last])  # fmt: skip
        rows = sha256(b"".join(sha256(row.encode()).digest() for (row,) in cursor)).hexdigest()
    lines = ["record", "2026-03-03", one.first, one.last, 3, rows, bytes(first.head).hex()]
    assert sha256("\n".join(map(str, lines)).encode()).hexdigest() == one.in_hex


def test_many_rows_are_sealed_piece_by_piece(days, monkeypatch):
    monkeypatch.setattr(sealing, "AT_ONCE", 2)
    assert found() == []


def test_a_seal_stays(days):
    for deed in (lambda: Seal.objects.update(count=0), lambda: Seal.objects.filter(book="log").delete()):
        Marks.objects.all().delete()
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            deed()


# --- what is found -------------------------------------------------------------------------------


def test_what_was_not_touched_stands(days):
    said = verified()
    assert found() == [] and "record: 3 seals up to 2026-03-04" in said
    assert Seal.objects.filter(book="log").latest("day").in_hex in said


@pytest.mark.parametrize("column", ["verb = 'x'", "subject = 'x'", "actor = 'x'", "is_public = false",
                                    "data = '{\"x\": 1}'", "at = at + interval '1 microsecond'"])  # fmt: skip
def test_an_altered_entry_is_named(days, column):
    by_hand(f"update record_entry set {column} where id = %s", days[4].pk)
    assert found() == [("record", "altered", days[4].pk)]
    with pytest.raises(CommandError, match=f"row {days[4].pk} of record_entry, sealed for 2026-03-03: altered"):
        verified()


def test_the_first_of_several_is_named(days):
    by_hand("delete from record_entry where id = any(%s)", [days[3].pk, days[7].pk])
    by_hand("update record_entry set verb = 'x' where id = %s", days[5].pk)
    assert found() == [("record", "missing", days[3].pk), ("record", "missing", days[7].pk)]


def test_an_entry_that_was_slipped_in_is_named():
    with connection.cursor() as cursor:
        cursor.execute("select nextval(pg_get_serial_sequence('record_entry', 'id'))")  # as a deed that was taken back
        gap = cursor.fetchone()[0]
    write("opened", "proposal:1", actor="clock", at=NOON)
    sealing.seal(MIDNIGHT)
    columns = "id, at, verb, subject, actor, is_public, data"
    by_hand(f"insert into record_entry ({columns}) values (%s, %s, 'x', '', '', true, '{{}}')", gap, NOON)
    assert found() == [("record", sealing.ADDED, gap)]


@pytest.mark.parametrize("column", ["what = 'x'", "result = 'failed'", "actor = 'x'", "about = 'x'", "network = 'x'"])
def test_an_altered_event_is_named(days, column):
    event = Event.objects.order_by("pk")[1]
    by_hand(f"update security_event set {column} where id = %s", event.pk)
    assert found() == [("log", "altered", event.pk)]


def test_whoever_alters_the_marks_as_well_is_found_and_so_is_whoever_alters_the_seal(days):
    by_hand("update record_entry set verb = 'x' where id = %s", days[4].pk)
    one = Seal.objects.get(book="record", day="2026-03-03")
    rows = [(row, mark[:8]) for row, mark in sealing._marks(sealing.BOOKS["record"], one.first, one.last)]
    Marks.objects.filter(seal=one).update(marks=b"".join(sealing.MARK.pack(*row) for row in rows))
    assert found() == [("record", sealing.UNTOLD, None)]
    marks = b"".join(mark for _row, mark in sealing._marks(sealing.BOOKS["record"], one.first, one.last))
    one.rows = sha256(marks).digest()
    by_hand("update security_seal set rows = %s where id = %s", one.rows, one.pk)
    assert found() == [("record", sealing.BROKEN, None)]
    by_hand("update security_seal set head = %s where id = %s", sealing.head(one), one.pk)
    assert found() == [("record", sealing.BROKEN, None)]
    assert next(sealing.faults(NOON)).day.isoformat() == "2026-03-04", "the next one does not follow"


def test_whoever_replaces_all_seals_is_found_by_one_that_was_kept(days):
    kept = Seal.objects.get(book="record", day="2026-03-03").in_hex
    assert "record for 2026-03-03" in verified(head=kept)
    by_hand("update record_entry set verb = 'x' where id = %s", days[0].pk)
    by_hand("delete from security_marks")
    by_hand("delete from security_seal")
    for day in range(3):
        sealing.seal(MIDNIGHT + day * DAY)
    assert found() == []
    with pytest.raises(CommandError, match="were replaced"):
        verified(head=kept)
    with pytest.raises(CommandError, match="64 hexadecimal"):
        verified(head="x")


# --- seals outlive their rows --------------------------------------------------------------------


def test_what_was_dropped_in_time_leaves_its_seal_and_is_no_fault(at):
    Retention.objects.update(days=200)
    first_midnight = datetime(2025, 1, 6, 16, 0, tzinfo=UTC)
    for day in range(3):
        midnight = first_midnight + day * DAY
        at(midnight - timedelta(hours=12))
        note("accounts.exported", about=f"person:{day}")
        at(midnight + timedelta(minutes=5))
        note("accounts.exported", about="person:9")  # after midnight, but before the seal
        sealing.seal(midnight + timedelta(minutes=6))
    for days, dropped in ((199, 0), (200, 1), (201, 2)):
        now = first_midnight + days * DAY
        assert forget(now) == dropped and list(sealing.faults(now)) == []
    assert Seal.objects.filter(book="log").count() == 3
    assert Marks.objects.filter(seal__book="log").count() == 2, "marks go with their rows"
    second_left = Event.objects.order_by("pk")[1]
    by_hand("delete from security_event where id = %s", second_left.pk)
    assert [(fault.kind, fault.row) for fault in sealing.faults(now)] == [("missing", second_left.pk)]


# --- in public -----------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_last_seals_stand_on_a_page_and_in_a_feed(client, days, prefix):
    heads = [one.in_hex for one in Seal.objects.filter(day="2026-03-04")]
    page = client.get(f"{prefix}/seals/")
    assert all(head in text(page) for head in heads)
    assert "public" in page["Cache-Control"]
    assert sealing.text(Seal.objects.get(book="record", day="2026-03-04")) in page.content.decode()
    feed = client.get(f"{prefix}/seals/feed.xml")
    assert feed["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) == 6 and len({entry.find("{*}id").text for entry in entries}) == 6
    assert {entry.find("{*}content").text for entry in entries[:2]} == set(heads)


def test_before_the_first_day_is_over_the_page_says_so(client):
    assert "還沒有封存" in text(client.get("/seals/"))
    assert client.get("/seals/feed.xml").status_code == 200
