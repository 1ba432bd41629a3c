"""The ballot of a budget for distinct signed-in people who have not voted, pages a second, against an empty view in the
same layout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import ballot_hot
from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 3, 4, 32
PEOPLE = 9000


def main(people=PEOPLE):
    ground.begin()
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure, median_ratio

    cycle, _box = ballot_hot.voting(ballot_hot.team())
    cookies = ground.sessions(ground.crowd(people))
    replies, empty = [], []
    with processes.server() as server, processes.server("tests/bench/baselines/empty_view.py") as baseline:
        for number in range(ROUNDS):
            order = {"clients": CLIENTS, "seconds": SECONDS, "paths": [f"/budgets/{cycle}/ballot/"]}
            mine = {"host": server.host, "port": server.port, "cookies": cookies[number::ROUNDS]}
            replies.append(processes.load("pages", order | mine))
            empty.append(processes.load("pages", order | {"host": baseline.host, "port": baseline.port})["rate"])
    ours = [reply["rate"] for reply in replies]
    figure(
        "ballot_page",
        sorted(ours)[ROUNDS // 2],
        "pages/s",
        ratio=median_ratio(ours, empty),
        against="an empty Django view",
        ours=[round(rate) for rate in ours],
        empty=[round(rate) for rate in empty],
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
