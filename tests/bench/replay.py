"""Replay ÷ COPY: endorsements a second of `manage.py replay`, against COPY of the same rows into the same table.

    python tests/bench/replay.py [rows]

Replay is timed as people run it, from the start of the command to its end: scratch database, opening of every
proposal and all. COPY gets the finished rows and a warm connection; the table keeps its constraints and
triggers. In turn, the median of the ratios of the pairs counts.
"""

import csv
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = 300_000
ROWS_A_LIST = 590  # as in the national archive
PAIRS = 3
OPENS = datetime(2016, 9, 30)
DAYS = 60
REASONS = ("", "", "", "支持", "早就該做了,拜託", "為了孩子\n也為了我們自己", "同意,但希望先把配套說清楚,再一步一步做")
PLACES = (("高雄市", "鼓山區"), ("臺北市", "大安區"), ("台中市", "西屯區"), ("新北市", "板橋區"), ("其它", ""))


def write_archive(folder, rows):
    """An archive in `folder` of about `rows` endorsements: a few long lists, many short ones, as in life."""
    chance = random.Random(2)
    weights = [chance.paretovariate(0.9) for _ in range(max(rows // ROWS_A_LIST, 1))]
    scale = rows / sum(weights)
    (folder / "lists").mkdir()
    with (folder / "ideas.jsonl").open("w") as ideas:
        for number, weight in enumerate(weights):
            ideas.write(json.dumps(_idea(number)) + "\n")
            _write_list(folder / "lists" / f"{number}.csv", int(weight * scale) + 1, chance)


def _idea(number):
    due = OPENS + timedelta(days=DAYS)
    return {
        "id": str(number),
        "title": f"提議 {number}",
        "content": "內容" * 150,
        "benefit": "利益" * 60,
        "endorse_goal": 5000,
        "publish": f"{OPENS.isoformat()}+08:00",
        "endorse_due": f"{due.isoformat()}+08:00",
    }


def _write_list(path, length, chance):
    seconds = sorted(chance.randrange(DAYS * 86400) for _ in range(length))
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["no", "endorsed_at", "city", "town", "reason"])
        for number, second in enumerate(seconds, 1):
            place, reason = chance.choice(PLACES), chance.choice(REASONS)
            out.writerow([f"No.{number}", OPENS + timedelta(seconds=second), *place, reason])


def replayed(folder):
    """Endorsements a second of the command, and how many there were."""
    command = [sys.executable, "manage.py", "replay", folder / "ideas.jsonl", "--endorsements", folder / "lists"]
    began = time.perf_counter()
    ended = subprocess.run([*command, "--json"], cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - began
    count = sum(json.loads(line)["count"] for line in ended.stdout.splitlines())
    return count / seconds, count


def copied(cursor, rows, count):
    """Rows a second of COPY into the emptied table."""
    cursor.execute("alter table proposals_endorsement disable trigger endorsement_is_never_emptied")
    cursor.execute("truncate proposals_endorsement")
    began = time.perf_counter()
    with cursor.copy("copy proposals_endorsement from stdin") as copy:
        copy.write(rows)
    return count / (time.perf_counter() - began)


def _rows(cursor):
    with cursor.copy("copy proposals_endorsement to stdout") as copy:
        return b"".join(bytes(part) for part in copy)


def measure(folder):
    """Pairs of (replay, COPY) in endorsements a second."""
    from django.db import connection

    from civic.outbox.actions import silence
    from proposals.archive import scratch
    from proposals.archive.replay import Replay

    with scratch.database(), silence():
        list(Replay(tell=print).play(folder / "ideas.jsonl", folder / "lists"))
        with connection.cursor() as cursor:
            rows, pairs = _rows(cursor), []
            for _ in range(PAIRS):
                speed, count = replayed(folder)
                pairs.append((speed, copied(cursor, rows, count)))
            return pairs


def main(rows=ROWS):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from tests.bench.tools.report import figure, median_ratio

    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder), rows)
        pairs = measure(Path(folder))
    replays, copies = zip(*pairs, strict=True)
    figure(
        "replay",
        statistics.median(replays),
        "endorsements/s",
        ratio=median_ratio(replays, copies),
        against="COPY of the same rows into the same table",
        ours=replays,
        copy=copies,
        rows=rows,
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
