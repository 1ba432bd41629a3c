"""Databases of one's own for tests that really commit: races, killed servers, journeys.

`own_database` (a fixture, see conftest) clones the migrated test database in a fraction of a second, so
rows that migrations brought are there, threads and other processes see what is committed, and
nothing has to be emptied afterwards.
"""

import contextlib
import itertools
import os
from urllib.parse import quote

from django.db import connections
from psycopg import sql

from proposals.archive import scratch

_numbers = itertools.count(1)


@contextlib.contextmanager
def cloned():
    """The default connection leads to a fresh clone of the test database until the end of the block."""
    default = connections["default"]
    name, own = default.settings_dict["NAME"], f"civic_own_{os.getpid()}_{next(_numbers)}"
    connections.close_all()
    _run(sql.SQL("create database {} template {}").format(sql.Identifier(own), sql.Identifier(name)))
    default.settings_dict["NAME"] = own
    try:
        yield own
    finally:
        connections.close_all()
        default.settings_dict["NAME"] = name
        scratch.drop(own)


def _run(statement):
    with connections["default"]._nodb_cursor() as cursor:
        cursor.execute(statement)


def url():
    """The address of the database the default connection leads to, as `DATABASE_URL` wants it."""
    given = connections["default"].settings_dict
    account = quote(given["USER"], safe="") + (f":{quote(given['PASSWORD'], safe='')}" if given["PASSWORD"] else "")
    return f"postgres://{account}@/{given['NAME']}?host={quote(str(given['HOST']), safe='')}&port={given['PORT']}"
