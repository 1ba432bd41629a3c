"""What a served program of the tests is when it was forked from a warm one: as separate as one that was started."""

import os
import urllib.request
from pathlib import Path

from tests import served as programs
from tests.served import Server, served
from tests.waiting import PATIENCE


def read(server, path):
    with urllib.request.urlopen(server.url + path, timeout=PATIENCE) as answer:
        return answer.read().decode()


def test_each_fork_has_its_own_settings_and_is_killed_alone(own_database):
    with served() as one, served() as other:
        (warm,) = programs._warm
        for server in (one, other):
            parent = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()[1]
            assert int(parent) == warm.process.pid not in (server.process.pid, os.getpid())
            assert server.url in read(server, "/opensearch.xml")
        one.kill()
        assert one.process.poll() and not one.answers()
        assert other.process.poll() is None and other.url in read(other, "/opensearch.xml")


def test_what_reads_other_settings_is_started():
    assert Server()._is_ordinary()
    assert not Server(BODY_LIMIT="2000000")._is_ordinary()
    assert not Server(("-m", "tests.as_demo"))._is_ordinary()
