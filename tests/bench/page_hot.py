"""The proposal page for strangers, pages a second, against an empty Django view in the same layout."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 3, 4, 32


def main(name="page_hot", people=0, path="/proposals/{}/"):
    """`path` of the page, with a place for the number of the proposal; `people` who ask for it, 0: strangers."""
    ground.begin()
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure, median_ratio

    (proposal,) = ground.collecting(1)
    endorsed(proposal, 300)
    cookies = ground.sessions(ground.crowd(people)) if people else []
    replies, empty = [], []
    with processes.server() as server, processes.server("tests/bench/baselines/empty_view.py") as baseline:
        for number in range(ROUNDS):
            order = {"clients": CLIENTS, "seconds": SECONDS, "paths": [path.format(proposal)]}
            mine = {"host": server.host, "port": server.port, "cookies": cookies[number::ROUNDS]}
            replies.append(processes.load("pages", order | mine))
            empty.append(processes.load("pages", order | {"host": baseline.host, "port": baseline.port})["rate"])
    ours = [reply["rate"] for reply in replies]
    figure(
        name,
        sorted(ours)[ROUNDS // 2],
        "pages/s",
        ratio=median_ratio(ours, empty),
        against="an empty Django view",
        ours=[round(rate) for rate in ours],
        empty=[round(rate) for rate in empty],
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


def endorsed(proposal, count):
    """Give the page something to show: endorsements with reasons."""
    from django.utils import timezone

    from proposals.actions import Arrival, endorse_many

    now = timezone.now()
    endorse_many([Arrival(proposal, person, now, "夏天太熱了", "64000") for person in ground.crowd(count)])


if __name__ == "__main__":
    main()
