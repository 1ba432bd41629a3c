"""Servers and load generators as processes of their own, and what they used."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

from tests.bench.tools.ground import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


_taken = []


def free_port():
    """A loopback port for a server that reuses addresses, as all of ours do. It stays ours while this process lives:
    bound, though nothing listens, it is given to nobody else on this machine."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.bind(("127.0.0.1", 0))
    _taken.append(door)
    return door.getsockname()[1]


@contextlib.contextmanager
def server(*command, **environ):
    """A server process on a free port (`PORT` in its environment) that answers; yields it as a `Served`."""
    port = free_port()
    given = os.environ | {"PORT": str(port), "PYTHONPATH": str(ROOT)} | environ
    served = Served([sys.executable, *(command or ("manage.py", "run"))], given, port)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def _await(process, port):
    for _ in range(1200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as line:
            line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            if line.recv(100):
                return
        if process.poll() is not None:
            raise SystemExit("The server did not start.")
        time.sleep(0.05)
    raise SystemExit("The server does not answer.")


class Served:
    """A running server."""

    def __init__(self, command, environ, port):
        self.command, self.environ, self.port = command, environ, port
        self.host = f"127.0.0.1:{port}"

    def start(self):
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environ, stdout=subprocess.DEVNULL)
        _await(self.process, self.port)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.kill()

    def kill(self):
        self.process.kill()
        self.process.wait(20)

    def cpu(self):
        """Seconds of CPU it has used so far."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self):
        """Bytes of memory it holds."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))


def load(name, order, *, timeout=600):
    """Run the load generator `tests.bench.tools.load` as a process: order in, JSON answer out."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.tools.load", name],
        input=json.dumps(order).encode(),
        capture_output=True,
        cwd=ROOT,
        timeout=timeout,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    return json.loads(done.stdout)


class Listeners:
    """A process that holds open sockets: `with Listeners(…) as crowd: crowd.ask()`."""

    def __init__(self, port, path, count):
        self._order = {"port": port, "path": path, "count": count}

    def __enter__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.tools.listeners", json.dumps(self._order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self.ask()
        return self

    def ask(self):
        """What the sockets have heard so far: `messages`, `open`, `last` (when the last message came)
        and `reached` (how many sockets have heard each version)."""
        self.process.stdin.write(b"?\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline() or '{"open": 0}')

    def __exit__(self, *error):
        self.process.stdin.close()
        self.process.wait(30)
