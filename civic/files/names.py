"""What people call their files, and what we call them."""

import re
import secrets
from pathlib import PurePosixPath

from civic import text

LONGEST = 120  # characters of a name as people see it
SUFFIX = re.compile(r"\.[a-z0-9]{1,8}")


def said(name: str, suffix: str | None = None) -> str:
    """The name of a file as people see it when they get it back; `suffix` replaces its own.

    Without folders and without characters that hide what it says; at most `LONGEST` long, its suffix kept.
    """
    name = text.line(name).replace("\\", "/").rpartition("/")[2].replace('"', "'").strip(" .")
    own = PurePosixPath(name).suffix
    stem = name.removesuffix(own) if SUFFIX.fullmatch(own.lower()) else name
    ending = suffix if suffix is not None else name[len(stem) :]
    return (stem.strip(" .") or "file")[: LONGEST - len(ending)] + ending


def unguessable(name: str) -> str:
    """A name on disk for a file that people call `name`: nothing of theirs but a plain suffix."""
    suffix = PurePosixPath(name).suffix.lower()
    return secrets.token_hex(16) + (suffix if SUFFIX.fullmatch(suffix) else "")
