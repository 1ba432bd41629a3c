"""Shows what people hand in to a virus scanner, over the INSTREAM command of ClamAV's socket, if `SCANNER` names one.

What it finds is refused. While it is away, or does not answer within `PATIENCE`, files are refused too, in words that
say so: nothing waits unseen on our disk, and whoever sent it has it still.
"""

import contextlib
import logging
import socket
import struct
import time
from collections.abc import Iterable
from itertools import chain

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

PATIENCE = 10  # seconds, for the whole of a file
CHUNK = 2**16
LONGEST = 1024  # bytes of an answer
FOUND = _("The virus scanner found something in this file, so it was not taken. Please look at it on your device.")
AWAY = _("Files cannot be checked for viruses at the moment, so none is taken. Please try again in a few minutes.")

logger = logging.getLogger(__name__)


class Away(Exception):
    """Nobody answers at the scanner's socket, or not as a scanner does; the argument says what happened."""


def look(file: File) -> None:
    """Show a file to the scanner, if there is one; raises ValidationError, its code "virus" or "no_scanner"."""
    if not settings.SCANNER:
        return
    file.seek(0)
    try:
        answer = _asked("INSTREAM", _packed(file))
        if not answer.startswith("stream: ") or not answer.endswith((" OK", " FOUND")):
            raise Away(f"it says {answer[:200]!r}")
    except Away as away:
        logger.error("the scanner of files is away: %s", away)
        raise ValidationError(AWAY, code="no_scanner") from None
    file.seek(0)
    if answer.endswith(" FOUND"):
        logger.warning("a file was refused: the scanner says %r", answer[:200])
        raise ValidationError(FOUND, code="virus")


def ping() -> None:
    """Raise `Away` unless a scanner answers."""
    if (answer := _asked("PING", ())) != "PONG":
        raise Away(f"it says {answer[:200]!r}")


def _packed(file: File) -> Iterable[bytes]:
    """Each chunk behind its length, and an empty one."""
    while chunk := file.read(CHUNK):
        yield struct.pack("!L", len(chunk)) + chunk
    yield struct.pack("!L", 0)


def _asked(command: str, parts: Iterable[bytes]) -> str:
    """What the scanner answers. It may answer before it has everything, and hang up: a file larger than it takes."""
    end = time.monotonic() + PATIENCE
    try:
        with _line() as line:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it has said why, or will say nothing
                for part in chain([f"z{command}\0".encode()], parts):
                    _wait_until(line, end)
                    line.sendall(part)
            return _answer(line, end)
    except OSError as error:
        raise Away(f"{type(error).__name__}: {error}") from None


def _line():
    if isinstance(settings.SCANNER, tuple):
        return socket.create_connection(settings.SCANNER, PATIENCE)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(PATIENCE)
        line.connect(settings.SCANNER)
    except OSError:
        line.close()
        raise
    return line


def _answer(line, end):
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST:
        _wait_until(line, end)
        if not (more := line.recv(LONGEST)):
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")


def _wait_until(line, end):
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError(f"no answer within {PATIENCE} seconds")
    line.settimeout(left)
