"""The program as people meet it, in a process of its own that tests may kill.

It is forked from a program that is warm (`tests.warm`), or started by its own command where its environment is another
than the tests' own in more than address and database.
"""

import contextlib
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

from django.conf import settings

from tests import databases
from tests.bench.tools.processes import free_port
from tests.waiting import PATIENCE, until
from tests.warm import Warm

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("manage.py", "run")
HEARING = ("-m", "tests.hearing")  # the same, but what nobody announces it does not notice
_warm = []  # the warm program of this process, once it was wanted


class Server:
    """`manage.py run`, or another `program`, on a free loopback port and on the database of the default connection.

    `url` is its address without a slash at the end; `environment` is added to this process's own.
    """

    def __init__(self, program=PROGRAM, **environment):
        self.program = program
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"  # the name by which browsers know passkeys
        keys = ",".join(map(str, settings.BALLOT_KEYS))
        given = {
            "DATABASE_URL": databases.url(), "PORT": str(self.port), "SITE_URL": self.url, "BALLOT_KEYS": keys
        }  # fmt: skip
        self.usual = os.environ | given
        self.environment = self.usual | environment
        self.said = os.memfd_create("said")  # a pipe that nobody reads would hold up who has much to say

    def start(self):
        self.process = self._fork() if self._is_ordinary() else self._begin()
        until(lambda: self.answers() or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise AssertionError(f"the server did not start: {self.last_words()}")
        return self

    def _is_ordinary(self):
        """Whether a fork of the warm program is what this one would be."""
        if not _warm:
            _warm.append(Warm(self.usual))
        return self.program in (PROGRAM, HEARING) and _warm[0].fits(self.environment)

    def _fork(self):
        return _warm[0].fork(self.environment, self.said, is_hearing=self.program == HEARING)

    def _begin(self):
        return subprocess.Popen(
            [sys.executable, *self.program], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL, stderr=self.said
        )

    def last_words(self):
        """The end of what the program wrote to its log, in the order of writing."""
        size = os.fstat(self.said).st_size
        return os.pread(self.said, 10_000, max(0, size - 10_000)).decode(errors="replace")

    def answers(self):
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/proposals/status.json", timeout=5):
            return True
        return False

    def kill(self):
        """As `kill -9` does: no farewell."""
        self._end(signal.SIGKILL)

    def stop(self):
        self._end(signal.SIGTERM)

    def _end(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(PATIENCE)


@contextlib.contextmanager
def served(*program, **environment):
    """A started `Server`, stopped at the end of the block."""
    server = Server(program or PROGRAM, **environment).start()
    try:
        yield server
    finally:
        server.stop()
