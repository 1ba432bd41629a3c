"""Durable endorsements a second over HTTP on one proposal, against pgbench on the same hot row."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 3, 3, 400
PROPOSALS = 1


def main(name="endorse_hot", script="hot", proposals=PROPOSALS, fastest=2500):
    """`fastest`: transactions a second pgbench will not exceed; it needs so many people."""
    ground.begin()
    from tests.bench.tools import pgbench, processes
    from tests.bench.tools.report import figure, median_ratio

    ids = ground.collecting(proposals)
    people = ground.crowd(ROUNDS * SECONDS * 6000)
    others = ground.crowd(ROUNDS * SECONDS * 2 * len(pgbench.CLIENTS) * fastest)
    slips = ground.slips(ids, people)
    defined = pgbench.prepare(others[0], ids)
    ours, theirs, single, replies = [], [], [], []
    with processes.server() as server:
        for number in range(ROUNDS):
            mine = slips[number::ROUNDS]
            order = {"host": server.host, "port": server.port, "clients": CLIENTS, "seconds": SECONDS, "slips": mine}
            replies.append(processes.load("endorsements", order))
            ours.append(replies[-1]["rate"])
            ground.tidy()
            theirs.append(pgbench.best(f"{script}.sql", defined, SECONDS)[0])
            ground.tidy()
            single.append(pgbench.best(f"{script}_one_statement.sql", defined, SECONDS)[0])
            ground.tidy()
    figure(
        name,
        sorted(ours)[ROUNDS // 2],
        "endorsements/s",
        ratio=median_ratio(ours, theirs),
        against="pgbench, one transaction each",
        ratio_to_one_statement=median_ratio(ours, single),
        ours=ours,
        pgbench=theirs,
        pgbench_one_statement=single,
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


if __name__ == "__main__":
    main()
