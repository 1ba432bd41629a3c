"""The server itself: make its data, start it, look at its processes, end them."""

import contextlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from civic.postgres.place import PORT, Place, forsaken, make_folder, owned_by, program, run_as, settle
from civic.postgres.sentences import Unavailable, diagnosis, out_of_room
from civic.postgres.turns import LONGEST_START, until

# psutil and psycopg are imported where they are needed: a process that only joins must not pay for them.

NAME = USER = "civic"
FURNISHED = "furnished"  # a file in the data folder, once role and database are there
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",  # `diagnosis` reads the log
}


def answers(place: Place) -> bool:
    """Whether the server says that it is ready, and somebody listens: two cheap looks, no log-in."""
    if _pid_file(place)[1] != "ready":
        return False
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as door:
        door.settimeout(5)
        door.connect(str(place.socket / f".s.PGSQL.{PORT}"))
        return True
    return False


def start(root: Path) -> Place:
    """Start the server and return its place; the caller has the turn."""
    place, user = settle(root)
    if not _outlived(place):
        if not place.data.exists() or not any(place.data.iterdir()):
            for other in forsaken():
                shut_down(other)
            _create(place, user)
        _launch(place, user)
        _have_it_kept(root)
    _furnish(place)
    return place


def serves(place: Place) -> bool:
    """Whether the server answers and has the role and database that callers are sent to."""
    return answers(place) and (place.data / FURNISHED).exists()


def _create(place: Place, user: pwd.struct_passwd) -> None:
    """A new data folder, complete or not at all: it gets its name when it is finished."""
    fresh = place.home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    make_folder(fresh, 0o700, user)
    command = [
        *(program(place, user) / "initdb", "-D", fresh, "-U", "postgres", "-E", "UTF8", "--auth=peer"),
        *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    ]
    made = subprocess.run(command, capture_output=True, text=True, errors="replace", **run_as(user))  # noqa: S603 -- programs of ours, without a shell
    if made.returncode:
        shutil.rmtree(fresh, ignore_errors=True)
        if room := out_of_room(place.home, made.stderr):
            raise room
        why = (made.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise Unavailable(f"PostgreSQL could not make a database in {place.home} ({why}).")
    fresh.rename(place.data)


def _launch(place: Place, user: pwd.struct_passwd) -> None:
    """Start the server as nobody's child, and wait until it is ready."""
    _clear(place)
    with open(place.log, "ab") as log:
        owned_by(place.log, place.root.stat())
        begun = log.tell()
        # The shell leaves at once: the server is no child of ours, and no Ctrl-C or exit of ours reaches it.
        shell = ["/bin/sh", "-c", '"$0" "$@" >&2 & echo $!', *_command(place, user)]
        new = {"start_new_session": True, **run_as(user)}
        left = subprocess.run(shell, stdout=subprocess.PIPE, stderr=log, **new)  # noqa: S603 -- programs of ours, without a shell
    pid = int(left.stdout)
    if not until(lambda: answers(place) or not _lives(pid), LONGEST_START):
        raise Unavailable(f"The database has been starting for a minute: {place.log} says why; try again.")
    if not answers(place):
        raise diagnosis(place.home, place.log.read_bytes()[begun:].decode(errors="replace"))


def _have_it_kept(root: Path) -> None:
    """Begin the keeper, as nobody's child, like the server."""
    shell = ["/bin/sh", "-c", '"$0" "$@" &', sys.executable, "-m", "civic.postgres.keeper", root]
    nothing = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(shell, cwd=Path(__file__).parents[2], start_new_session=True, check=True, **nothing)  # noqa: S603 -- programs of ours, without a shell


def _command(place: Place, user: pwd.struct_passwd) -> list[str | Path]:
    access, names = place.home / "access.conf", place.home / "names.conf"
    access.write_text("local all all peer map=clone\n")
    who = ("root", user.pw_name)
    names.write_text("".join(f'clone "{name}" {role}\n' for name in who for role in (USER, "postgres")))
    for path in (access, names):
        path.chmod(0o644)
        owned_by(path, place.root.stat())
    options = OPTIONS | {
        "unix_socket_directories": f'"{place.socket}"',
        "hba_file": access,
        "ident_file": names,
    }
    settings = (f"--{name}={value}" for name, value in options.items())
    return [program(place, user) / "postgres", "-D", place.data, *settings]


def _furnish(place: Place) -> None:
    """Role and database, if missing; and a log-in, which notices damage that a start does not."""
    import psycopg

    try:
        with connected(place) as connection:
            if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [USER]).rowcount:
                connection.execute(f"CREATE ROLE {USER} LOGIN CREATEDB")
            if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).rowcount:
                connection.execute(f"CREATE DATABASE {NAME} OWNER {USER}")
        with connected(place, USER, NAME) as connection:
            connection.execute("SELECT FROM pg_class LIMIT 1")
        if not (place.data / FURNISHED).exists():  # perhaps root's, and only root's to touch
            (place.data / FURNISHED).touch()
    except psycopg.Error as error:
        raise diagnosis(place.home, str(error)) from None


def _outlived(place: Place) -> bool:
    """Whether a server that did not answer was only slow to start; one that was leaving has left."""
    pid = server_pid(place)
    if not pid:
        return False
    if not until(lambda: answers(place) or not _lives(pid), LONGEST_START):
        raise Unavailable(f"The database (process {pid}) hangs: run `python -m civic.postgres repair`.")
    return answers(place)


def _clear(place: Place) -> None:
    """After a killed server: end its orphans, which keep a new one from starting, and remove what it left."""
    if orphans := processes(place):
        _end(orphans, signal.SIGQUIT, 5) or _end(orphans, signal.SIGKILL, 5)
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for left in place.socket.glob(f".s.PGSQL.{PORT}*"):
        left.unlink()
    if place.log.exists() and place.log.stat().st_size > 10_000_000:
        place.log.replace(place.log.with_suffix(".log.1"))


def shut_down(place: Place, polite: float = 20) -> None:
    """Politely for so many seconds, then firmly. Committed work survives each of these."""
    server = [process for process in processes(place) if process.pid == server_pid(place)]
    _end(server, signal.SIGINT, polite) or _end(server, signal.SIGQUIT, polite) or _end(server, signal.SIGKILL, 5)
    _end(processes(place), signal.SIGKILL, 5)


def set_aside(place: Place) -> Path:
    """Give a damaged data folder another name, which is returned."""
    return place.data.rename(place.home / f"data.damaged-{datetime.now():%Y-%m-%d-%H%M%S}")


def _pid_file(place: Place) -> tuple[int, str]:
    """The server's process and its word on its own state; (0, "") without a complete file."""
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        return int(lines[0]), lines[7].strip()
    except (FileNotFoundError, NotADirectoryError, ValueError, IndexError):
        return 0, ""


def server_pid(place: Place) -> int:
    """The process of the living server, or 0: the number in a file it left behind may be anybody's by now."""
    import psutil

    pid = _pid_file(place)[0]
    with contextlib.suppress(psutil.NoSuchProcess):
        return pid if pid > 0 and _stands_in(place, psutil.Process(pid)) else 0
    return 0


def processes(place: Place) -> list:
    """All living processes of this server. They stand in its data folder, and nobody else's do."""
    import psutil

    return [process for process in psutil.process_iter() if _stands_in(place, process)]


def _stands_in(place: Place, process: Any) -> bool:
    import psutil

    with contextlib.suppress(psutil.Error):
        return process.name().startswith("postgres") and process.cwd() == str(place.data)
    return False


def _lives(pid: int) -> bool:
    import psutil

    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end(some: list, with_signal: signal.Signals, seconds: float) -> bool:
    import psutil

    for process in some:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.send_signal(with_signal)
    return until(lambda: not any(_lives(process.pid) for process in some), seconds)


def connected(place: Place, user: str = "postgres", name: str = "postgres") -> Any:
    """A connection of psycopg, in autocommit."""
    import psycopg

    host = str(place.socket)
    return psycopg.connect(host=host, port=PORT, user=user, dbname=name, connect_timeout=5, autocommit=True)


def replies(place: Place) -> bool:
    """Whether a log-in and a query succeed."""
    import psycopg

    try:
        with connected(place, USER, NAME) as connection:
            return connection.execute("SELECT 1").rowcount == 1
    except psycopg.Error:
        return False


def connection_count(place: Place) -> int:
    """How many clients are connected; 0 if the server cannot say."""
    import psycopg

    clients = "SELECT count(*) - 1 FROM pg_stat_activity WHERE backend_type = 'client backend'"
    try:
        with connected(place) as connection:
            return connection.execute(clients).fetchone()[0]
    except psycopg.Error:
        return 0
