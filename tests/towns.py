"""Towns kept from earlier releases: whole databases, and what the release that wrote them said of them.

A town is one compressed file that needs neither pg_dump nor psql: a line of JSON, then the rows of all tables as COPY
writes them, one a line. The JSON says

    version, at   which release wrote it, and at which instant it was asked
    schema        every statement with which that release's migrations built its tables
    leaves        the last migration of each app
    tables        [table, columns, number of rows], in the order in which the rows come
    sequences     where each stood
    said          what the release said of the town: `asked`

`tests/data/dump.py` makes one.
"""

import json
import lzma
from dataclasses import dataclass
from datetime import UTC
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from civic.duties.models import Duty
from proposals import recount, rules
from proposals.models import Proposal

DATA = Path(__file__).with_name("data")
EMPTY = "drop schema public cascade; create schema public"
TABLES = """
    select c.table_name, array_agg(c.column_name::text order by c.ordinal_position)
      from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
     group by c.table_name order by c.table_name
"""
SEQUENCES = """
    select sequencename, last_value from pg_sequences
     where schemaname = 'public' and last_value is not null order by sequencename
"""
# The fence of endorsements asks their proposal, and would refuse those of one withdrawn since: they come first.
FIRST = ("proposals_endorsement",)


@dataclass(frozen=True)
class Town:
    """`told` is the line of JSON; `rows` are all rows, in the order of `told["tables"]`."""

    told: dict
    rows: list

    @property
    def sizes(self):
        """{table: number of rows}"""
        return {table: number for table, _columns, number in self.told["tables"]}


def kept():
    """The files of all towns."""
    return sorted(DATA.glob("town-*.xz"))


def read(path):
    told, *rows = lzma.decompress(path.read_bytes()).splitlines(keepends=True)
    return Town(json.loads(told), rows)


def write(path, town):
    told = json.dumps(town.told, ensure_ascii=False).encode() + b"\n"
    path.write_bytes(lzma.compress(b"".join([told, *town.rows]), preset=9 | lzma.PRESET_EXTREME))


def taken(**told):
    """The database the default connection leads to, as a town; `told` is what is not among its rows."""
    tables, rows = [], []
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for table, columns in sorted(cursor.fetchall(), key=lambda found: found[0] not in FIRST):
            with cursor.copy(f"copy {_quoted(table, columns)} to stdout") as copy:
                lines = b"".join(copy).splitlines(keepends=True)
            tables.append([table, columns, len(lines)])
            rows += lines
        cursor.execute(SEQUENCES)
        return Town({**told, "tables": tables, "sequences": dict(cursor.fetchall())}, rows)


def settle(town):
    """Make the database the default connection leads to this town and nothing else: all of it, or `AssertionError`."""
    assert len(town.rows) == sum(town.sizes.values()), "the town has lost rows, or won some"
    rows = iter(town.rows)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(EMPTY)
        cursor.execute(";\n".join(town.told["schema"]))
        cursor.execute("set constraints all deferred")  # some of them were awaited by a statement of the migrations
        for table, columns, number in town.told["tables"]:
            with cursor.copy(f"copy {_quoted(table, columns)} from stdin") as copy:
                copy.write(b"".join(islice(rows, number)))
        assert sizes(town.sizes) == town.sizes, "the tables have lost rows, or won some"
        for sequence, value in town.told["sequences"].items():
            cursor.execute("select setval(%s, %s)", [f'"{sequence}"', value])


def _quoted(table, columns):
    names = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({names})'


def sizes(tables):
    """{table: number of rows} of those of `tables` that are there."""
    with connection.cursor() as cursor:
        there = sorted(set(tables) & set(connection.introspection.table_names(cursor)))
        cursor.execute(" union all ".join(f"select '{table}', count(*) from \"{table}\"" for table in there))
        return dict(cursor.fetchall())


# --- what a release says of the town it is asked about ---------------------------------------------


def asked(at):
    """What each town was asked by the release that wrote it, in the layout of today; fit for JSON."""
    proposals = Proposal.objects.order_by("pk")
    return {
        "counted": list(recount.counted()),
        "phases": {str(proposal.pk): rules.phase(proposal, at) for proposal in proposals},
        "deadlines": {str(proposal.pk): deadlines(proposal) for proposal in proposals},
        "since": {str(proposal.pk): since(proposal) for proposal in proposals},
        "owed": {name: owed(name) for name in ("review", "timetable", "contact", "answer")},
    }


def deadlines(proposal):
    """{duty: [due, done or None]} of the duties that `proposal` has."""
    return {name: [_said(due.due_at), _said(due.done_at)] for name, due in _duties(proposal).items()}


def since(proposal):
    """{duty: when its deadline was last set}"""
    return {name: _said(due.set_at) for name, due in _duties(proposal).items()}


def owed(name):
    """The proposals that still wait for this duty."""
    return sorted(duty.subject_id for duty in Duty.objects.owed().filter(kind=f"proposals.{name}"))


def _duties(proposal):
    return {duty.plug.short: duty for duty in Duty.objects.about(proposal)}


def _said(instant):
    return instant and instant.astimezone(UTC).isoformat()
