"""Ballots a second of `manage.py import_pb` on the largest file of ../shared, against COPY of the same rows.

    python tests/bench/import_pb.py [FILE.pb]

The import is timed as people run it, from the start of the command to its end: reading, counting by the file's own
rule, finding what would have made each loser win, and all. COPY gets the finished rows and a warm connection; the table
is like that of papers. In turn, the median of the ratios of the pairs counts.
"""

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import count as counting
from tests.bench.tools import ground

PAIRS = 3


def main(path=None):
    path = Path(path) if path else counting.largest()
    if path is None:
        raise SystemExit("There is no file to import.")
    ground.begin()
    from proposals.budgets.counting import pabulib
    from tests.bench.tools.report import figure, median_ratio

    file = pabulib.read(path)
    numbers = {name: place for place, name in enumerate(file.ids, 1)}
    papers = [[numbers[name] for name in file.named(vote)] for vote in file.votes.column("vote")]
    ours, theirs = [], []
    for turn in range(PAIRS):
        ours.append(len(papers) / imported(path.read_text(encoding="utf-8-sig"), turn))
        theirs.append(len(papers) / copied(papers))
    figure(
        "import_pb",
        sorted(ours)[PAIRS // 2],
        "ballots/s",
        ratio=median_ratio(ours, theirs),
        against="COPY of the same ballots into a table like that of papers",
        ours=ours,
        copy=theirs,
        ballots=len(papers),
        projects=len(file.ids),
        file=path.name,
    )


def imported(text, turn):
    """Seconds of the command. No file is taken twice, so that each turn has one line that differs."""
    path = ground.ROOT / "var" / "bench" / f"import-{turn}.pb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.replace("META\nkey;value\n", f"META\nkey;value\nedition;{turn}\n", 1), encoding="utf-8")
    began = time.perf_counter()
    subprocess.run([sys.executable, "manage.py", "import_pb", path], cwd=ground.ROOT, check=True, capture_output=True)
    seconds = time.perf_counter() - began
    path.unlink()
    return seconds


def copied(papers):
    """Seconds of COPY."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("drop table if exists bench_paper; create table bench_paper (like ballots_paper including all)")
        began = time.perf_counter()
        with cursor.copy("copy bench_paper (id, box_id, area, choices) from stdin") as copy:
            for choices in papers:
                copy.write_row((uuid4(), 1, 1, choices))
        return time.perf_counter() - began


if __name__ == "__main__":
    main(*sys.argv[1:2])
