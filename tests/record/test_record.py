from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from civic.record.actions import write
from civic.record.models import Entry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def test_entries_about_a_thing_come_in_the_order_of_their_instants():
    write("proposals.established", "proposal:1", actor="clock", at=NOON + timedelta(hours=1))
    write("proposals.opened", "proposal:1", actor="person:3", at=NOON, threshold=1500)
    write("proposals.opened", "proposal:11", actor="clock", at=NOON)
    entries = Entry.objects.about("proposal:1")
    assert [e.verb for e in entries] == ["proposals.opened", "proposals.established"]
    assert entries[0].data == {"threshold": 1500}


def test_what_is_not_public_is_left_out_of_the_public_record():
    write("accounts.verified", "person:1", actor="person:1", at=NOON, public=False)
    assert not Entry.objects.about("person:1").public().exists()


def test_an_object_is_written_by_its_key():
    class Thing:
        record_key = "thing:7"

    assert write("made", Thing(), actor=Thing(), at=NOON).actor == "thing:7"
    assert Entry.objects.about(Thing()).count() == 1


def emptied():
    with connection.cursor() as cursor:
        cursor.execute("truncate record_entry")


@pytest.mark.parametrize("deed", [lambda e: e.update(verb="other"), lambda e: e.delete(), lambda e: emptied()])
def test_the_database_refuses_to_change_or_delete_an_entry(deed):
    write("proposals.opened", "proposal:1", actor="clock", at=NOON)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        deed(Entry.objects.all())
    assert Entry.objects.get().verb == "proposals.opened"
