"""Files that lie on disk already: which of them others can read, and which pictures tell more than they show.

Earlier releases kept what people sent as it was. Everything here may be done again and again, while people use
the site.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.db.models import FileField

from civic.files import kinds, pictures
from civic.files.storage import FILE, FOLDER

OTHERS = 0o007


def everything(folder: Path) -> list[Path]:
    """The folder and all that is in it, in order; nothing if it is not there."""
    return [folder, *sorted(folder.rglob("*"))] if folder.exists() else []


def open_to_others(folder: Path) -> list[Path]:
    """Files and folders that another user of this machine can read or change."""
    return [path for path in everything(folder) if path.lstat().st_mode & OTHERS and not path.is_symlink()]


def close(folder: Path) -> int:
    """Shut them; returns how many were open."""
    found = open_to_others(folder)
    for path in found:
        path.chmod(FOLDER if path.is_dir() else FILE)
    return len(found)


def nobodys(folder: Path, before: datetime) -> list[Path]:
    """Files that no row of the database names and that nobody has touched since `before`."""
    fields = [(model, field) for model in apps.get_models() for field in model._meta.fields]
    named = {
        name
        for model, field in fields
        if isinstance(field, FileField)
        for name in model._base_manager.values_list(field.attname, flat=True)
    }
    files = (path for path in everything(folder) if path.is_file() and path.stat().st_mtime < before.timestamp())
    return [path for path in files if path.relative_to(folder).as_posix() not in named]


def talkative(folder: Path) -> Iterator[Path]:
    """Pictures that hold more than one sees."""
    return (path for path in everything(folder) if path.is_file() and _tells_more(path))


def _tells_more(path):
    with path.open("rb") as file:
        return pictures.tells_more(file)


def quieten(path: Path) -> bool:
    """Draw a picture anew in its place, as large as it was; False if it cannot be read, and stays as it is."""
    with path.open("rb") as file:
        try:
            kind = kinds.kind_of(file, path.name)
            content, _same = pictures.redrawn(file, kind, into=kind, longest=pictures.MOST_PIXELS, is_still=True)
        except (kinds.Unwelcome, pictures.Unreadable, KeyError):
            return False
    aside = path.with_name(f".{secrets.token_hex(8)}.part")
    with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE), "wb") as new:
        new.write(content)
    aside.replace(path)
    return True
