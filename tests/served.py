"""The program as people meet it: started by its own command, in a process that tests may kill."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from tests import databases
from tests.bench.tools.processes import free_port

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START = 60  # seconds for a start on a busy machine


class Server:
    """`manage.py run` on a free loopback port, on the database the default connection leads to.

    `url` is its address without a slash at the end; `environment` is added to this process's own.
    """

    def __init__(self, **environment):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        given = {"DATABASE_URL": databases.url(), "PORT": str(self.port), "SITE_URL": self.url}
        self.environment = os.environ | given | environment

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        end = time.monotonic() + LONGEST_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                self.kill()
                raise AssertionError(f"the server did not start: {self.process.stderr.read().decode()}")
            time.sleep(0.1)
        return self

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
        self.process.wait(30)


@contextlib.contextmanager
def served(**environment):
    """A started `Server`, stopped at the end of the block."""
    server = Server(**environment).start()
    try:
        yield server
    finally:
        server.stop()
