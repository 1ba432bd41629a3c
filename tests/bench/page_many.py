"""The page of a proposal with 100,000 endorsements, made anew each time, against that of one with 100.

Strangers share a page for a second; here it is asked for under another address each time, so that each is made.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 5, 3, 4
MANY, FEW, REASONS = 100_000, 100, 5
BATCH = 5000


def main():
    ground.begin()
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure, median_ratio

    many, few = ground.collecting(2)
    endorsed(many, MANY)
    endorsed(few, FEW)
    ground.tidy()
    replies = {many: [], few: []}
    with processes.server() as server:
        for number in range(ROUNDS):
            for proposal, told in replies.items():
                paths = [f"/proposals/{proposal}/?n={number}-{n}" for n in range(2000)]
                order = {
                    "host": server.host,
                    "port": server.port,
                    "clients": CLIENTS,
                    "seconds": SECONDS,
                    "paths": paths,
                }
                told.append(processes.load("pages", order))
    ours, theirs = ([reply["rate"] for reply in replies[proposal]] for proposal in (many, few))
    figure(
        "page_many",
        sorted(ours)[ROUNDS // 2],
        "pages/s",
        ratio=median_ratio(ours, theirs),
        against=f"the same with {FEW} endorsements, not {MANY:,}",
        many=[round(rate, 1) for rate in ours],
        few=[round(rate, 1) for rate in theirs],
        statuses=[reply["statuses"] for reply in replies[many]],
        p50_ms=[round(reply["p50"]) for reply in replies[many]],
    )


def endorsed(proposal, count):
    """`count` endorsements since the window opened, the first few with a reason."""
    from django.utils import timezone

    from proposals.actions import Arrival, endorse_many
    from proposals.models import Proposal

    opens_at, now = Proposal.objects.values_list("opens_at", flat=True).get(pk=proposal), timezone.now()
    people = ground.crowd(count)
    for start in range(0, count, BATCH):
        at = opens_at + (now - opens_at) * start / count
        reasons = ["夏天太熱了"] * (REASONS if start == 0 else 0)
        said = reasons + [""] * BATCH
        some = people[start : start + BATCH]
        endorse_many([Arrival(proposal, person, at, said[n]) for n, person in enumerate(some)], clock=None)


if __name__ == "__main__":
    main()
