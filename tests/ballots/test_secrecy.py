"""Whoever has the database, its dumps, its log and its write-ahead log, but not the key, tries to join roll and papers.

Eight people vote, each alone in a transaction of their own, which is the worst of cases, and each differently; one
changes. What they choose are pairs of numbers that nothing else contains, looked for as text and as bytes.
"""

import io
import itertools
import logging
import re
from uuid import UUID

import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from civic import postgres
from civic.accounts import crowd
from civic.accounts.models import Person
from civic.record.models import Entry
from civic.serving.journal import Formatter
from proposals.ballots import keys, reading
from proposals.ballots.actions import closing
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests.ballots import things
from tests.ballots.things import MADE, counted, vote

VOTERS = 8
CHOICES = [(20011 + 37 * n, 31007 - 41 * n) for n in (3, 1, 6, 0, 5, 2, 7, 4)]  # in no order that time could make
CHANGED = (25013, 26017)  # instead of the first


@pytest.fixture
def folk(own_database):
    return list(Person.objects.filter(pk__in=crowd.admit(VOTERS + 2, tag="voter", at=MADE)).order_by("pk"))


def election(folk, choices=CHOICES, subject="thing:1"):
    box = things.box(subject)
    for person, chosen in zip(folk, choices, strict=False):
        vote(box, person, *chosen)
    vote(box, folk[0], *CHANGED)
    return box


STANDING = [CHANGED, *CHOICES[1:]]


def rows(statement, *told):
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall()


def forms(chosen):
    """How a pair of choices could be written: as text, and as the bytes of a smallint[] or of what is sealed."""
    one, two = chosen
    yield f"{one},{two}".encode()
    yield f"{one}, {two}".encode()
    for order in ("little", "big"):
        pair = one.to_bytes(2, order) + two.to_bytes(2, order)
        yield pair
        yield pair.hex().encode()


def places(content, chosen):
    """Where in `content` a pair of choices stands, in any form."""
    return sorted(found.start() for form in forms(chosen) for found in re.finditer(re.escape(form), content))


def told_by(content):
    """The pairs that can be read in `content`, in the order in which they first stand there."""
    found = {chosen: places(content, chosen) for chosen in {*CHOICES, CHANGED}}
    return sorted((chosen for chosen in found if found[chosen]), key=lambda chosen: found[chosen][0])


def dump():
    """All rows of all tables, as text and as bytes, in the order in which a plain dump has them."""
    out = io.BytesIO()
    everything = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    tables = [name for (name,) in rows(everything)]
    assert {"ballots_roll", "ballots_sealed", "ballots_paper", "ballots_box"} <= set(tables)
    with connection.cursor() as cursor:
        for table, manner in itertools.product(tables, ("text", "binary")):
            with cursor.copy(f'copy "{table}" to stdout (format {manner})') as copy:
                for data in copy:
                    out.write(bytes(data))
    return out.getvalue()


class Wal:
    """What the server writes ahead between the making of this and `read`, without the heads of its pages."""

    PAGE, HEAD, HEAD_OF_FILE = 8192, 24, 40  # bytes

    def __init__(self):
        self.first, self.begin = self.now()

    @staticmethod
    def now():
        """The file that is being written, and where in it."""
        return rows("select * from pg_walfile_name_offset(pg_current_wal_insert_lsn())")[0]

    def read(self):
        last, end = self.now()
        folder = postgres.recorded(settings.BASE_DIR).data / "pg_wal"
        found = {path.name: path.read_bytes() for path in folder.glob("0*") if self.first <= path.name <= last}
        found[last] = found[last][:end]
        found[self.first] = bytes(self.begin) + found[self.first][self.begin :]
        return b"".join(self._without_heads(found[name]) for name in sorted(found))

    def _without_heads(self, content):
        pages = (content[start : start + self.PAGE] for start in range(0, len(content), self.PAGE))
        return b"".join(page[self.HEAD if number else self.HEAD_OF_FILE :] for number, page in enumerate(pages))


# --- while voting is open ------------------------------------------------------------------------


def test_tables_hold_what_they_must_and_no_time_no_sequence_no_version():
    """Apart from the box, nothing says when."""
    columns = {model: {field.column: field.get_internal_type() for field in model._meta.concrete_fields}
               for model in (Roll, Sealed, Paper)}  # fmt: skip
    assert {model: set(names) for model, names in columns.items()} == {
        Roll: {"box_id", "person_id", "area", "how"},
        Sealed: {"pseudonym", "box_id", "area", "ballot"},
        Paper: {"id", "box_id", "area", "choices"},
    }
    kinds = set().union(*(names.values() for names in columns.values()))
    assert kinds == {"ForeignKey", "PositiveIntegerField", "CharField", "UUIDField", "BinaryField", "ArrayField"}
    people = [field for model in (Sealed, Paper) for field in model._meta.fields if field.related_model is Person]
    assert people == []


def test_by_the_transaction_everybody_is_joined_to_a_sealed_ballot_and_it_says_nothing(folk):
    """The join is real: that is why choices are sealed."""
    box = election(folk)
    joined = rows("select r.person_id, s.pseudonym, s.ballot from ballots_roll r join ballots_sealed s"
                  " on s.xmin = r.xmin and s.box_id = r.box_id")  # fmt: skip
    assert {person for person, *_rest in joined} == {person.pk for person in folk[1:VOTERS]}, "all who did not change"
    cipher = reading.cipher_of(box)
    assert all(cipher.pseudonym(person) == pseudonym for person, pseudonym, _ballot in joined)
    ballots = [bytes(ballot) for (ballot,) in rows("select ballot from ballots_sealed")]
    assert len({len(ballot) for ballot in ballots}) == 1 and len(set(ballots)) == VOTERS
    assert told_by(b"".join(ballots)) == []


def test_nothing_in_the_database_its_dump_or_its_wal_says_what_anybody_chose(folk):
    wal = Wal()
    election(folk)
    assert told_by(dump()) == [] and told_by(wal.read()) == []


def test_control_choices_written_as_they_are_would_be_found(folk):
    wal = Wal()
    with connection.cursor() as cursor:
        cursor.execute("create table control (choices smallint[])")
        for chosen in STANDING:
            cursor.execute("insert into control values (%s::smallint[])", [list(chosen)])
    for content in (dump(), wal.read()):
        assert told_by(content) == STANDING, "found, and in the order in which they were cast"


def test_a_pseudonym_is_no_digest_that_can_be_tried(folk):
    """Without the key nobody finds theirs by trying all people."""
    box = election(folk)
    known = set(Sealed.objects.values_list("pseudonym", flat=True))
    key = keys.read(box.fingerprint)
    tried = {reading.Cipher(other, number, box.places).pseudonym(person.pk)
             for other in (bytes(32), box.fingerprint.encode(), bytes.fromhex(box.fingerprint) * 2, key[::-1])
             for number in (box.pk, 0) for person in folk}  # fmt: skip
    assert not known & tried
    assert reading.Cipher(key, box.pk, box.places).pseudonym(folk[0].pk) in known, "void unless the key finds them"


# --- errors ----------------------------------------------------------------------------------------


def server_log():
    return postgres.recorded(settings.BASE_DIR).log.read_bytes()


def test_an_error_while_casting_writes_no_choice_into_any_log(folk, caplog):
    before = len(server_log())
    with connection.cursor() as cursor:
        cursor.execute(
            "create function spoil() returns trigger language plpgsql as $$ begin raise exception 'spoilt'; end $$;"
            "create trigger spoil before insert on ballots_sealed for each row execute function spoil()"
        )
    box, printed = things.box(), io.StringIO()
    handler = logging.StreamHandler(printed)
    handler.setFormatter(Formatter())
    log = logging.getLogger("tests.ballots")
    log.addHandler(handler)
    try:
        for person, chosen in zip(folk, CHOICES, strict=False):
            try:
                vote(box, person, *chosen)
            except DatabaseError:
                log.exception("a ballot failed")
    finally:
        log.removeHandler(handler)
    theirs, ours = server_log()[before:], printed.getvalue()
    assert theirs.count(b"insert into ballots_sealed") >= VOTERS, "void unless the server logs statements that fail"
    assert ours.count("spoilt") >= VOTERS, "void unless we log them"
    assert told_by(theirs) == [] and told_by(ours.encode()) == [] and told_by(caplog.text.encode()) == []
    assert "insert into" not in ours and "CONTEXT" not in ours and "DETAIL" not in ours
    assert not Roll.objects.exists() and not Sealed.objects.exists()


def test_an_error_at_the_count_writes_nobody_into_any_log(folk):
    """A paper may stand there, as it will for everybody; never beside anything that is somebody's."""
    box = things.confirmed(election(folk), *folk[-2:])
    pseudonyms = [str(one) for one in Sealed.objects.values_list("pseudonym", flat=True)]
    with connection.cursor() as cursor:
        cursor.execute(
            "create function spoil() returns trigger language plpgsql as $$ begin raise exception 'spoilt'; end $$;"
            "create trigger spoil before insert on ballots_paper for each row execute function spoil()"
        )
    before = len(server_log())
    with pytest.raises(DatabaseError):
        closing.finish(box, now=things.COUNTED)
    said = server_log()[before:].decode(errors="replace")
    assert "spoilt" in said, "void unless it is logged"
    assert not any(one in said or one.replace("-", "") in said for one in pseudonyms)
    assert len(told_by(said.encode())) <= 1 and "person_id" not in said
    assert keys.copies(box.fingerprint) == 2 and not Paper.objects.exists() and Sealed.objects.count() == VOTERS


# --- after the close -------------------------------------------------------------------------------


def test_all_papers_are_of_one_transaction_which_touched_nobody(folk):
    counted(election(folk), *folk[-2:])
    made = rows("select distinct xmin::text, xmax::text from ballots_paper")
    assert len(made) == 1 and made[0][1] == "0"
    xids = {xid for pair in rows("select xmin::text, xmax::text from ballots_roll"
                                 " union all select xmin::text, xmax::text from accounts_person") for xid in pair}
    assert len(xids) > VOTERS, "void unless each voted in a transaction of their own"
    assert made[0][0] not in xids
    assert rows("select count(*) from ballots_sealed") == [(0,)]


def test_a_dump_has_them_in_the_order_of_their_content(folk):
    counted(election(folk), *folk[-2:])
    in_heap = [tuple(choices) for (choices,) in rows("select choices from ballots_paper order by ctid")]
    assert in_heap == sorted(STANDING) != STANDING
    assert told_by(dump()) == sorted(STANDING)


def test_their_numbers_are_random(folk):
    counted(election(folk), *folk[-2:])
    numbers = [number for (number,) in rows("select id from ballots_paper order by ctid")]
    assert {UUID(str(number)).version for number in numbers} == {4} and len(set(numbers)) == VOTERS


def test_the_wal_of_everything_has_them_in_the_order_of_their_content(folk):
    wal = Wal()
    counted(election(folk), *folk[-2:])
    assert told_by(wal.read()) == sorted(STANDING)


def left_behind(box):
    """Everything about a box that is not random: what remains for whoever looks, in the order in which it lies."""
    box = Box.objects.get(pk=box.pk)
    return {
        "box": (box.turnout, box.version, box.digest, box.closed_at, box.opened_at, box.key_gone_at),
        "roll": rows("select person_id, area, how from ballots_roll where box_id = %s order by ctid", box.pk),
        "papers": rows("select area, choices from ballots_paper where box_id = %s order by ctid", box.pk),
        "transactions": len(rows("select distinct xmin::text from ballots_paper where box_id = %s", box.pk)),
        "record": [
            (entry.verb, entry.actor, entry.at, entry.data.get("papers"), entry.data.get("digest"))
            for entry in Entry.objects.about(box.subject)
        ],
    }


def two_elections_with_the_votes_swapped(folk):
    """What is left of two votes of the same people in the same order, in which they chose each other's."""
    swapped = [CHOICES[0], *reversed(CHOICES[1:])]
    return [
        left_behind(counted(election(folk, choices, subject), *folk[-2:]))
        for choices, subject in ((CHOICES, "thing:1"), (swapped, "thing:2"))
    ]


def test_two_elections_with_the_votes_swapped_leave_the_same_behind(folk):
    one, other = two_elections_with_the_votes_swapped(folk)
    assert one == other and len(one["papers"]) == VOTERS


def test_control_papers_in_the_order_of_the_sealed_tell_who_chose_what(folk, monkeypatch):
    digest_of = reading.digest_of
    monkeypatch.setattr(closing, "_all_ballots", lambda box: list(reading.opened(box)))
    monkeypatch.setattr(reading, "digest_of", lambda ballots: digest_of(sorted(ballots)))
    one, other = two_elections_with_the_votes_swapped(folk)
    assert one["papers"] != other["papers"], "this is the fault that sorting prevents"


def test_an_old_dump_can_be_read_by_nobody_any_more(folk):
    """Sealed ballots kept elsewhere, and the papers: no key opens the ones, and their number is all that agrees."""
    box = election(folk)
    kept = list(Sealed.objects.values_list("pseudonym", "area", "ballot"))
    cipher = reading.cipher_of(box)
    assert cipher.open(kept[0][0], kept[0][1], bytes(kept[0][2])) in STANDING, "void unless the key would open it"
    del cipher
    counted(box, *folk[-2:])
    with pytest.raises(keys.KeyAway):
        reading.cipher_of(box)
    assert keys.kept() == {}
