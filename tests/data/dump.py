"""Keep the database of this release for the tests of later ones.

    .venv/bin/python -m tests.data.dump

It makes a database of its own, has the migrations build it and remembers their statements, fills it
(`tests/data/lives.py`), asks the release about it, and writes all of that to `town-<version>.xz` here. What is kept
is never made again: whoever changes the code afterwards would keep another release than the one that ran. A new
release keeps one more.
"""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
os.environ["IDENTITY_KEY"] = "the digests of invented people are made with this, so that no real key is among them"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.test import override_settings  # noqa: E402

from proposals import recount  # noqa: E402
from proposals.archive import scratch  # noqa: E402
from tests import towns  # noqa: E402
from tests.data import lives  # noqa: E402

BUILDING = ("create", "alter", "drop", "comment", "set")  # Django sets constraints in the same breath


@contextmanager
def empty_database():
    default, used, own = connection.settings_dict, connection.settings_dict["NAME"], f"civic_town_{os.getpid()}"
    _run(f'create database "{own}"')
    connection.close()
    default["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        default["NAME"] = used
        scratch.drop(own)


def _run(statement):
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def migrated():
    """Migrate; every statement that built something, in order."""
    statements = []

    def remember(execute, sql, params, many, context):
        statement = str(sql).strip().rstrip(";")
        if statement.split(maxsplit=1)[0].lower() in BUILDING:
            assert not params, statement
            statements.append(statement)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        call_command("migrate", verbosity=0)
    return statements


def main():
    with empty_database(), tempfile.TemporaryDirectory() as media:
        schema = migrated()
        dummy = "django.core.mail.backends.dummy.EmailBackend"
        with override_settings(MEDIA_ROOT=media, EMAIL_BACKEND=dummy, POST_BACKEND=dummy):
            lives.live()
        assert not recount.wrong()
        town = towns.taken(
            version=settings.VERSION,
            at=lives.AT.isoformat(),
            schema=schema,
            leaves=sorted(MigrationLoader(connection).graph.leaf_nodes()),
            said=towns.asked(lives.AT),
        )
        path = towns.DATA / f"town-{settings.VERSION}.xz"
        towns.write(path, town)
        print(f"{Path(path).name}: {len(town.rows):,} rows, {path.stat().st_size:,} bytes.")


if __name__ == "__main__":
    main()
