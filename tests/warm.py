"""A program that has everything read and its pages ready, and becomes a served one by forking: `python -m tests.warm`.

A start costs the reading of some thousand modules; a fork of who has read them costs next to nothing, and is the same
program in a process of its own. What a started program prepares (static files, words) is prepared once, here, and its
database is a clone of a migrated one. There is neither a thread nor a connection before the fork, and all settings are
read anew after it, from the environment that is given.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What each fork has of its own; nothing is made of it at loading.
OWN = {"DATABASE_URL", "DIRECT_DATABASE_URL", "PORT", "SITE_URL"}
OF_TESTS = {"PYTEST_CURRENT_TEST"}
MOST = 2**20  # bytes of an environment


class Twin:
    """A forked program, for whoever is not its parent; as `subprocess.Popen`, but its exit code is nobody's to know."""

    def __init__(self, pid):
        self.pid, self.line = pid, os.pidfd_open(pid)
        self.is_over = False

    def poll(self):
        """None while it runs, else True."""
        self._look(0)
        return self.is_over or None

    def wait(self, seconds):
        self._look(seconds)
        if not self.is_over:
            raise subprocess.TimeoutExpired("a twin", seconds)

    def send_signal(self, number):
        if not self.is_over:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.line, number)

    def _look(self, seconds):
        if self.is_over:
            return
        end = select.poll()
        end.register(self.line, select.POLLIN)
        if end.poll(1000 * seconds):
            self.is_over = True
            os.close(self.line)


class Warm:
    """A warm program in `environment`, for all that differ from it by no more than `OWN`."""

    def __init__(self, environment):
        self.same = _without(environment)
        self.line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        for end in (self.line, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
        with theirs:
            command = [sys.executable, "-m", "tests.warm", str(theirs.fileno())]
            place = {"cwd": ROOT, "env": environment, "pass_fds": [theirs.fileno()], "stdout": subprocess.DEVNULL}
            self.process = subprocess.Popen(command, **place)

    def fits(self, environment):
        return _without(environment) == self.same

    def fork(self, environment, said, *, is_hearing):
        """A `Twin` that serves, and writes its log to the file `said`."""
        order = json.dumps([environment, is_hearing]).encode()
        socket.send_fds(self.line, [order], [said])
        answer = self.line.recv(100)
        assert answer, "the warm program has gone"
        return Twin(int(answer))


def _without(environment):
    return {name: value for name, value in environment.items() if name not in OWN | OF_TESTS}


def _get_ready():
    """Everything a program does before it is asked for a page, short of a thread or a connection."""
    from django.core.management import call_command
    from django.template import engines
    from django.urls import get_resolver

    from civic.management.commands import run

    call_command("translations", verbosity=0)
    run._collect_static()
    importlib.import_module("civic.asgi")
    get_resolver().url_patterns  # noqa: B018 -- reads all addresses, and with them all pages
    for path in sorted((ROOT / "templates").rglob("*.html")):
        engines["django"].get_template(str(path.relative_to(ROOT / "templates")))
    gc.collect()
    gc.freeze()


def _next_order(line):
    """Serve as a fork whenever asked: comes back in the fork only, with what was ordered."""
    while True:
        order, (said,), _flags, _where = _received(line)
        with contextlib.suppress(ChildProcessError):  # whoever has gone since may be forgotten
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        assert threading.active_count() == 1, "what has threads cannot be forked"
        if pid := os.fork():
            os.close(said)
            line.send(str(pid).encode())
        else:
            line.close()
            os.dup2(said, 2)
            os.close(said)
            return json.loads(order)


def _received(line):
    order, files, flags, where = socket.recv_fds(line, MOST, 1)
    if not order:  # whoever asks has gone
        sys.exit()
    return order, files, flags, where


def _read_settings(environment):
    from django.conf import Settings, settings
    from django.db import connections

    from civic import settings as module

    os.environ.clear()
    os.environ.update(environment)
    importlib.reload(module)
    settings._wrapped = Settings("civic.settings")
    assert not any(each.connection for each in connections.all()), "what has a connection cannot be forked"
    connections["default"].settings_dict.update(settings.DATABASES["default"])


def _serve(is_hearing):
    from civic.live import hub
    from civic.management.commands import run
    from tests import hearing

    if is_hearing:
        hub.REREAD = hearing.REREAD
    run.Command._prepare = lambda self: None
    run.Command().run_from_argv(["manage.py", "run"])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "civic.settings"
    import django

    django.setup()
    _get_ready()
    environment, is_hearing = _next_order(socket.socket(fileno=int(sys.argv[1])))
    _read_settings(environment)
    _serve(is_hearing)
