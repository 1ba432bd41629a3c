"""A copy of everything that is nowhere else: the database and the media. The keys are not in it, only their names.

A folder with three files: `database.dump` (of pg_dump, one snapshot, whatever goes on meanwhile), `media.tar`, and
`backup.json`, which is written last: version, instant, the SHA-256 of the others, the fingerprints of the keys. What a
snapshot knows of is in the tar, since files are copied after it; one that was erased in between is not.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from civic import env, keys, postgres
from civic.files import tidying
from civic.files.storage import FOLDER

DATABASE, MEDIA, TABLE_OF_CONTENTS = "database.dump", "media.tar", "backup.json"
LIBPQ = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
TABLES = """
    select count(*) from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind in ('r', 'p', 'v', 'm', 'S') and nspname <> 'information_schema' and not starts_with(nspname, 'pg_')
"""


class Impossible(Exception):
    """Nothing was changed; the argument is one sentence for whoever asked."""


@dataclass(frozen=True)
class Backup:
    """What `backup.json` says; `keys` is {name: fingerprint}."""

    version: str
    at: str
    keys: dict[str, str]
    sha256: dict[str, str]

    def other_keys(self) -> list[str]:
        """The names of those keys that are not ours."""
        return [name for name, fingerprint in self.keys.items() if fingerprint not in keys.fingerprints(name)]


def save(folder: Path) -> Backup:
    """Write a backup into `folder`, which is made, or empty. Raises `Impossible`."""
    if folder.exists() and any(folder.iterdir()):
        raise Impossible(f"{folder} is not empty: give each backup a folder of its own.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={folder / DATABASE}")
    _pack(Path(settings.MEDIA_ROOT), folder / MEDIA)
    backup = Backup(
        version=settings.VERSION,
        at=timezone.now().isoformat(timespec="seconds"),
        keys={name: keys.fingerprint(name) for name in keys.NAMES},
        sha256={name: _digest(folder / name) for name in (DATABASE, MEDIA)},
    )
    (folder / TABLE_OF_CONTENTS).write_text(json.dumps(vars(backup), indent=2) + "\n", encoding="utf-8")
    return backup


def load(folder: Path) -> Backup:
    """Put a backup into the database and the media folder of this program, both of them empty. Raises `Impossible`."""
    backup, media = read(folder), Path(settings.MEDIA_ROOT)
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        if cursor.fetchone()[0]:
            name = connection.settings_dict["NAME"]
            raise Impossible(f"The database {name!r} is not empty: a backup is put into a new one only.")
    if media.exists() and any(media.iterdir()):
        raise Impossible(f"{media} is not empty: a backup is put into a new one only.")
    whole = ("--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction")
    _run("pg_restore", *whole, f"--dbname={connection.settings_dict['NAME']}", folder / DATABASE)
    media.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    with tarfile.open(folder / MEDIA) as tar:
        tar.extractall(media, filter="data")
    tidying.close(media)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return backup


def read(folder: Path) -> Backup:
    """What a backup says of itself, once its files are found to be whole. Raises `Impossible`."""
    try:
        backup = Backup(**json.loads((folder / TABLE_OF_CONTENTS).read_text(encoding="utf-8")))
        harmed = [name for name, digest in backup.sha256.items() if _digest(folder / name) != digest]
    except (OSError, ValueError, TypeError) as error:
        raise Impossible(f"{folder} holds no complete backup ({error}).") from None
    if harmed:
        raise Impossible(f"The backup in {folder} is damaged: {', '.join(harmed)} is not what was written.")
    return backup


def _digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pack(media, path):
    """All files of `media`; one that goes away meanwhile is left out."""
    with tarfile.open(path, "w") as tar:
        for file in sorted(media.rglob("*")) if media.exists() else ():
            try:
                tar.add(file, file.relative_to(media), recursive=False)
            except FileNotFoundError:
                continue


def _run(name, *arguments):
    where = _where()
    done = subprocess.run(  # noqa: S603 -- programs of ours, without a shell
        [_program(name), *arguments], env=os.environ | where, capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it gave no reason"])[0]
        raise Impossible(f"{name} failed: {said}")


def _program(name):
    """The wheel's program, or the one in the PATH if the server is newer."""
    needed = connection.pg_version // 10000
    candidates = (postgres.programs() / name, shutil.which(name))
    found = next((each for each in candidates if each and _major(each) >= needed), None)
    if found is None:
        raise Impossible(f"{name} of PostgreSQL {needed} or later is needed: install postgresql-client-{needed}.")
    return found


def _major(program):
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout  # noqa: S603 -- programs of ours, without a shell
    version = re.search(r"\d+", said)
    return int(version[0]) if version else 0


def _where():
    """libpq's environment for our database, past any pooler; no password stands on a command line."""
    given = env.database(settings.DIRECT_DATABASE_URL) if settings.DIRECT_DATABASE_URL else connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    options = {LIBPQ[name]: str(value) for name, value in given["OPTIONS"].items() if name in LIBPQ}
    return {there: str(given[here]) for here, there in names.items() if given[here]} | options
