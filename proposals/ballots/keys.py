"""The keys of boxes: a file of random bytes each, in two folders outside the database and its backups.

A file is called by the fingerprint of its key, which the box knows. It is read for each batch and never kept in memory,
so that a key that was destroyed is nowhere. Overwriting reaches the disk's blocks only where the file system writes in
place; what a snapshot or another's backup of the folders holds, it does not reach.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

LENGTH = 32  # bytes
SUFFIX = ".key"


class KeyAway(Exception):
    """The key of this fingerprint is not where it should be, or what lies there is not it."""


def fingerprint(key: bytes) -> str:
    """32 hexadecimal digits that tell one key from another and betray neither."""
    return hmac.digest(key, b"fingerprint of the key of a box", hashlib.sha256).hex()[:32]


def make() -> str:
    """Keep a new key in both folders, read it back from each, and return its fingerprint. Raises OSError with nothing
    left behind if that cannot be done."""
    key = secrets.token_bytes(LENGTH)
    name = fingerprint(key)
    try:
        for path in _places(name):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write(path, key, os.O_CREAT | os.O_EXCL)
        if copies(name) < len(settings.BALLOT_KEYS):
            raise OSError("a key that was written cannot be read back")
    except OSError:
        _wipe(path for path in _places(name) if path.exists())
        raise
    return name


def read(name: str) -> bytes:
    """The key of a fingerprint, from the first folder that has it; raises `KeyAway`."""
    key = next(_copies(name), None)
    if key is None:
        raise KeyAway(name)
    return key


def copies(name: str) -> int:
    """How many of the two folders hold the key of a fingerprint."""
    return sum(1 for _ in _copies(name))


def destroy(name: str, *, lone: bool = False) -> None:
    """Overwrite what both folders hold under a fingerprint, then unlink it; taken up again where it was cut short.

    Raises OSError if a folder is not there, and `KeyAway` if only one holds the key: the other copy lies where it
    cannot be destroyed, on a disk that is not mounted, say. One that was overwritten already is no key any more.
    `lone`: a copy that is alone is destroyed, too.
    """
    there = [path for path in _places(name) if path.name in os.listdir(path.parent)]
    if len(there) == 1 and copies(name) == 1 and not lone:
        raise KeyAway(name)
    _wipe(there)


def kept() -> dict[str, list[Path]]:
    """All files there are, {fingerprint: paths}."""
    found = {}
    for folder in settings.BALLOT_KEYS:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            found.setdefault(path.stem, []).append(path)
    return found


def _places(name):
    return [folder / f"{name}{SUFFIX}" for folder in settings.BALLOT_KEYS]


def _copies(name) -> Iterator[bytes]:
    for path in _places(name):
        with contextlib.suppress(OSError):
            key = path.read_bytes()
            if hmac.compare_digest(fingerprint(key), name):
                yield key


def _wipe(paths):
    """Overwrite all of them before the first is unlinked: one that lies alone and is whole was never meant to go."""
    paths = list(paths)
    for path in paths:
        _write(path, secrets.token_bytes(LENGTH))
    for path in paths:
        path.unlink()
        _sync(path.parent)


def _write(path, content, more=0):
    """Have `content` on the disk under `path`, for its owner only."""
    file = os.open(path, os.O_WRONLY | more, 0o600)
    try:
        os.write(file, content)
        os.fsync(file)
    finally:
        os.close(file)
    _sync(path.parent)


def _sync(folder):
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
