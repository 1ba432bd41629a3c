"""The migrated test database of a process, and databases of one's own for tests that really commit: races, killed
servers, journeys.

Migrations are slow, so they run once: who comes first makes the model, `test_civic`, and every worker tests on a
clone of it, as do later runs until the code that made it changes. `own_database` (a fixture, see conftest) is a clone
of that clone, made in a fraction of a second: rows that migrations brought are there, threads and other processes see
what is committed, and nothing has to be emptied afterwards.
"""

import contextlib
import hashlib
import itertools
import os
import re
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import quote

from django.db import connection, connections
from django.test.utils import setup_databases
from django.utils import timezone
from psycopg import sql

from proposals.archive import scratch

ROOT = Path(__file__).resolve().parent.parent
MODEL = "test_civic"
CLONE = re.compile(rf"{MODEL}_(\d+)(_\d+)?")  # the process it belongs to, and its number there
MODELLING = 0x4D4F44454C  # "MODEL": the turn of whoever looks after it
# Modules and packages that an empty city is made from; migrations may import no other of ours.
FOUNDING = {"migrations", "models", "roles", "apps", "keys", "settings"}
_numbers = itertools.count(1)


def begin():
    """Lead the default connection to a migrated database of this process; what `end` wants to know of it."""
    used, own = connection.settings_dict["NAME"], f"{MODEL}_{os.getpid()}"
    connections.close_all()
    with turn(MODELLING) as cursor:
        _sweep(cursor)
        _make_model(cursor)
        _clone(cursor, MODEL, own)
    connection.settings_dict["NAME"] = own
    return used


@contextlib.contextmanager
def turn(number):
    """Be the only process of this server that has the turn `number`; a cursor beside all databases."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [number])  # until the connection ends
        yield cursor


def end(used):
    """Drop what `begin` made."""
    own = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = used
    scratch.drop(own)


@contextlib.contextmanager
def cloned():
    """The default connection leads to a fresh clone of the test database until the end of the block."""
    used, own = connection.settings_dict["NAME"], f"{MODEL}_{os.getpid()}_{next(_numbers)}"
    connections.close_all()
    with connection._nodb_cursor() as cursor:
        _clone(cursor, used, own)
    connection.settings_dict["NAME"] = own
    try:
        yield own
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = used
        scratch.drop(own)


def _clone(cursor, model, name):
    """Nobody may be connected to `model` meanwhile."""
    cursor.execute(sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(model)))


def _sweep(cursor):
    """Drop the clones of processes that are gone, and of one whose number is ours now."""
    cursor.execute("select datname from pg_database")
    for (name,) in cursor.fetchall():
        clone = CLONE.fullmatch(name)
        if clone and (int(clone[1]) == os.getpid() or not os.path.exists(f"/proc/{clone[1]}")):
            scratch.drop(name)


def _make_model(cursor):
    """Migrate it anew unless it is what the code of today makes: its comment tells, written when it is complete."""
    made_of = _fingerprint()
    cursor.execute("select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [MODEL])
    if cursor.fetchone() == (made_of,):
        return
    scratch.drop(MODEL)
    used = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = MODEL
    setup_databases(verbosity=0, interactive=False)
    connections.close_all()
    connection.settings_dict["NAME"] = used
    cursor.execute(sql.SQL("comment on database {} is {}").format(sql.Identifier(MODEL), sql.Literal(made_of)))


def _fingerprint():
    """Of all that makes the rows and tables of an empty city: our migrations and what is founded after them, what is
    installed, and the day.
    """
    digest = hashlib.sha256(str(timezone.localdate()).encode())
    for found in sorted(f"{each.name} {each.version}" for each in distributions()):
        digest.update(found.encode())
    for path in sorted(path for place in ("civic", "cms", "proposals") for path in (ROOT / place).rglob("*.py")):
        if FOUNDING & {path.stem, *path.parent.relative_to(ROOT).parts}:
            digest.update(f"\n{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def url():
    """The address of the database the default connection leads to, as `DATABASE_URL` wants it."""
    given = connections["default"].settings_dict
    account = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    return f"postgres://{account}@/{given['NAME']}?host={quote(str(given['HOST']), safe='')}&port={given['PORT']}"
