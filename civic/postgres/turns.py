"""Who may do what at the same time.

One process at a time starts, stops or repairs (`turn`). Every process that joined holds a claim until it ends
(`claim`), and only who holds the last claim may stop the server (`alone`). Locks die with their process.
"""

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from civic.postgres.place import inside, make_folder, owned_by
from civic.postgres.sentences import InUse, Unavailable

LONGEST_START = 60.0  # seconds for a start (recovery included) or a stop

_claims: dict[Path, int] = {}  # clone → descriptor of its lock


def claim(root: Path) -> int:
    """Say that this process uses the server; waits while one is being stopped."""
    if root not in _claims:
        fd = _lock_file(root, "users.lock")
        _lock(fd, fcntl.LOCK_SH)
        _claims[root] = fd
    return _claims[root]


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the only claim, and give it up afterwards; `InUse` if another process holds one."""
    fd = claim(root)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(fd, fcntl.LOCK_SH)
        raise InUse("Another process of this clone uses the database: stop that first.") from None
    try:
        yield
    finally:
        give_up(root)


def is_claimed(root: Path) -> bool:
    """Whether any process, this one apart, uses the server. Without a claim of our own; makes no file."""
    try:
        fd = os.open(inside(root) / "users.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(fd)
    return False


def give_up(root: Path) -> None:
    """Use the server no more."""
    if root in _claims:
        os.close(_claims.pop(root))


@contextlib.contextmanager
def only_keeper(root: Path) -> Iterator[bool]:
    """Whether nobody else keeps this server; until the end of the block nobody else will. Makes no folder."""
    fd = _opened(root, "keeper.lock")
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(fd)


@contextlib.contextmanager
def turn(root: Path) -> Iterator[None]:
    """Be the only one who starts, stops or repairs."""
    fd = _lock_file(root, "turn.lock")
    try:
        _lock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def until(happened: Callable[[], bool], seconds: float) -> bool:
    """Look every 10 ms; False if it has not happened in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _lock_file(root: Path, name: str) -> int:
    if not inside(root).is_dir():
        make_folder(root / "var", 0o755, root.stat())
        make_folder(inside(root), 0o711, root.stat())
    return _opened(root, name)


def _opened(root: Path, name: str) -> int:
    fd = os.open(inside(root) / name, os.O_RDWR | os.O_CREAT, 0o600)
    owned_by(inside(root) / name, root.stat())
    return fd


def _lock(fd: int, kind: int) -> None:
    def taken() -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
            return True
        return False

    if not until(taken, LONGEST_START * 2):
        raise Unavailable("Another command has been starting the database for minutes: end it, try again.")
