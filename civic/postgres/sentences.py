"""What went wrong, each in one sentence for people, with what to do."""

import contextlib
import errno
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

SHARED_MEMORY = re.compile(r"shared memory|/dev/shm")

# A failed start that says one of these says nothing about the state of the data.
NOT_DAMAGE = re.compile(
    "shared memory|semaphore|allocate memory|ermission denied|lock file|socket|too many open|authentication"
)


class Unavailable(SystemExit):
    """The embedded server cannot be had. A `SystemExit`: its sentence is printed without a traceback."""


class DiskFull(Unavailable):
    """Nothing is lost; with some space freed the same command works."""


class InUse(Unavailable):
    """Another process uses the server."""


class Damaged(Unavailable):
    """The data folder cannot be started, for PostgreSQL's `reason`; `repair` moves it aside."""

    def __init__(self, data: Path, reason: str):
        super().__init__(
            f"The database in {data} is damaged ({reason}): run `python -m civic.postgres repair`, "
            "which moves the folder aside, deletes nothing, and begins an empty one."
        )
        self.reason = reason


@contextlib.contextmanager
def in_one_sentence(root: Path) -> Iterator[None]:
    """What the operating system refuses becomes `DiskFull` or `Unavailable`."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or says_full(str(error)):  # copying a tree says it in words
            raise disk_full(root) from None
        what = f"{error.strerror or error}: {error.filename}" if error.filename else str(error)
        raise Unavailable(f"The embedded database is out of reach ({what}).") from None


def disk_full(where: Path) -> DiskFull:
    free = shutil.disk_usage(where).free // 2**20
    return DiskFull(
        f"The disk that holds {where} is full ({free} MB free): nothing is lost; free some space, try again."
    )


def says_full(text: str) -> bool:
    return "No space left on device" in text or "Disk quota exceeded" in text


def out_of_room(home: Path, text: str) -> Unavailable | None:
    """Whether PostgreSQL's words say that something is full: the disk, or the memory that processes share, of which
    it says it in the same words."""
    full = [line for line in text.splitlines() if says_full(line)]
    if any(SHARED_MEMORY.search(line) for line in full):
        return _memory_full()
    return disk_full(home) if full else None


def _memory_full() -> Unavailable:
    free = shutil.disk_usage("/dev/shm").free // 2**20  # noqa: S108 -- nothing is written
    return Unavailable(
        f"The memory that processes share (/dev/shm) is full ({free} MB free), the disk is not: nothing is lost; end "
        "what uses it or make it larger (in a container: --shm-size=256m), try again."
    )


def diagnosis(home: Path, text: str) -> Unavailable:
    """What a failed start means, from PostgreSQL's own words."""
    if room := out_of_room(home, text):
        return room
    said = re.findall(r"(?:FATAL|PANIC):\s+(.+)", text) or text.strip().splitlines() or ["it gave no reason"]
    if NOT_DAMAGE.search(said[-1]):
        return Unavailable(f"The database cannot start ({said[-1]}): {home / 'server.log'} says more.")
    return Damaged(home / "data", said[-1])
