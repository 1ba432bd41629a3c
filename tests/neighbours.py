"""What stands beside the program in production, each of a test's own: Redis, PgBouncer."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.db import connection

from tests.bench.tools.processes import free_port
from tests.waiting import PATIENCE, until

HOST = "127.0.0.1"
POOLER = """
[databases]
* = host={HOST} port={PORT} user={USER}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = 4
server_round_robin = 1
"""


@pytest.fixture
def redis_url():
    """A real Redis."""
    port = free_port()
    with _running(["redis-server", "--port", str(port), "--save", "", "--bind", HOST], port):
        yield f"redis://{HOST}:{port}/0"


@pytest.fixture
def pooler(own_database):
    """A real PgBouncer before `own_database`; its address. Each transaction meets another session than the last."""
    given, port = connection.settings_dict, free_port()
    owner = os.stat(given["HOST"])  # PgBouncer will not be root, and the server knows its own user without a password
    folder = Path(tempfile.mkdtemp(prefix="civic-pooler-"))
    folder.chmod(0o755)
    (folder / "users").write_text('"city" "a secret"\n')
    (folder / "pgbouncer.ini").write_text(POOLER.format(port=port, folder=folder, **given))
    own = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    with _running(["pgbouncer", "-q", str(folder / "pgbouncer.ini")], port, **own):
        yield f"postgres://city:a%20secret@{HOST}:{port}/{given['NAME']}"
    shutil.rmtree(folder)


@contextlib.contextmanager
def _running(command, port, **options):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)
    try:
        until(lambda: _answers(port))
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection((HOST, port)):
        return True
    return False
