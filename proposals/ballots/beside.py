"""The warm process beside this one that counts standings (`recounting`): started when it is first needed, once for each
process, started again after it died, and gone with us."""

import contextlib
import json
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.db import connection

from proposals.ballots.models import Box
from proposals.ballots.registry import Counting
from proposals.ballots.standings import Standing

PATIENCE = 30  # seconds for one count; one that takes longer is ended
LINE = ("host", "port", "dbname", "user", "password", "sslmode", "options")
ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH")  # no secret of the site goes along

_turn = threading.Lock()
_process: subprocess.Popen | None = None


class NotCounted(Exception):
    """There is no count this time; the word says why, and nothing of any ballot."""


def count(box: Box, counting: Counting) -> dict[int, Standing]:
    """{area: its standing} as of now, of the areas of `counting`; blocking. Raises `NotCounted`."""
    given = connection.get_connection_params()
    order = {
        "line": {name: given[name] for name in LINE if given.get(name)},
        "folders": list(map(str, settings.BALLOT_KEYS)),
        **{name: getattr(box, name) for name in ("places", "fingerprint")},
        "box": box.pk,
        **counting._asdict(),
    }
    with _turn:
        told = _ask(json.dumps(order))
    if "fault" in told:
        raise NotCounted(told["fault"])
    return {int(area): standing for area, standing in told["areas"].items()}


def stop() -> None:
    """End it; the next count starts another."""
    global _process
    with _turn:
        if _process is not None:
            _end(_process)
        _process = None


def _ask(order):
    global _process
    if _process is None or _process.poll() is not None:
        _process = _started()
    process, said = _process, ""
    too_long = threading.Timer(PATIENCE, process.kill)
    too_long.daemon = True
    too_long.start()
    try:
        process.stdin.write(f"{order}\n")
        process.stdin.flush()
        said = process.stdout.readline()
        return json.loads(said)
    except (OSError, ValueError):
        _end(process)
        _process = None
        raise NotCounted("died") from None
    finally:
        too_long.cancel()


def _started():
    """What it is to know comes over its standard input, which ends with us: nothing stands in its arguments."""
    return subprocess.Popen(
        [sys.executable, "-m", "proposals.ballots.recounting"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in ENVIRONMENT if name in os.environ},
        text=True,
    )


def _end(process):
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            pipe.close()
