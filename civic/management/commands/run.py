"""`manage.py run`: from a fresh clone to a served, populated site; what `make run` calls."""

import contextlib
import fcntl
import hashlib
import os
import resource
import socket
from ipaddress import ip_address

import uvicorn
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from civic.live import wire
from civic.serving import http

LOST = 60  # seconds the kernel keeps a connection whose other end takes nothing
PING = 20  # seconds between two pings to a socket, and to wait for its answer


class Command(BaseCommand):
    help = "Prepare everything and serve the site at HOST:PORT (by default 127.0.0.1:8000)."
    requires_system_checks = []

    def handle(self, **options):
        door = _bind(settings.HOST, settings.PORT)
        self._prepare()
        _allow_many_files()
        with contextlib.suppress(KeyboardInterrupt):
            _Server(_config(), self._greet).run(sockets=[door])

    def _prepare(self):
        self.stdout.write("Preparing the database and the pages …")
        self.stdout.flush()
        commands = get_commands()
        if "translations" in commands:
            call_command("translations", verbosity=0)
        _collect_static()
        call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and "demo" in commands:
            call_command("demo", stdout=self.stdout)

    def _greet(self):
        host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
        host = "localhost" if host == "127.0.0.1" else host  # the name by which browsers know passkeys
        self.stdout.write(f"Civic is open at http://{host}:{settings.PORT}/ (Ctrl-C closes it).")
        if settings.DEMO:
            self.stdout.write("This is the demo town: the home page signs you in as anybody in it with one click.")
        self.stdout.flush()


class _Server(uvicorn.Server):
    """Says so when it is open."""

    def __init__(self, config, greet):
        super().__init__(config)
        self.greet = greet

    async def startup(self, sockets=None):
        await super().startup(sockets)
        if self.started:
            self.greet()


def _config():
    return uvicorn.Config(
        "civic.asgi:application",
        loop="uvloop",
        http=http.Protocol,
        ws=wire.Protocol,
        ws_per_message_deflate=False,  # its windows would cost more memory than all else of a socket
        ws_max_size=4096,
        ws_ping_interval=PING,
        ws_ping_timeout=PING,
        lifespan="on",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # `civic.serving.visitors` reads them, as TRUSTED_PROXIES says
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=10,
    )


def _bind(host, port):
    try:
        family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        family = socket.AF_INET
    door = socket.socket(family)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, LOST * 1000)
    try:
        door.bind((host, port))
        door.listen(4096)
    except OSError as error:
        raise CommandError(
            f"Nothing can be served at {host}:{port} ({error.strerror}); choose another port: PORT={port + 1} make run."
        ) from None
    door.set_inheritable(False)
    return door


def _allow_many_files():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _collect_static():
    """Collect and compress the static files, unless they are what they were the last time.

    One process at a time does: another that starts at the same moment waits, and finds them collected.
    """
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    note = settings.STATIC_ROOT / ".collected"
    present = _fingerprint()
    turn = os.open(settings.STATIC_ROOT, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not note.exists() or note.read_text() != present:
            call_command("collectstatic", verbosity=0, interactive=False)
            note.write_text(present)
    finally:
        os.close(turn)


def _fingerprint():
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(None):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_mtime_ns} {found.st_size}\n".encode())
    return digest.hexdigest()
