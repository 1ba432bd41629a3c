"""8,000 sockets on one process: kilobytes per socket, and seconds from a commit to the last socket."""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.live_fanout import change
from tests.bench.tools import ground

SOCKETS, CHANGES = 8000, 5


def main():
    ground.begin()
    from proposals.models import Proposal
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure

    (proposal,) = ground.collecting(1)
    with processes.server(CLOCKWORK="off") as server:
        empty = server.memory()
        with processes.Listeners(server.port, f"/live/?topic=proposal:{proposal}", SOCKETS) as crowd:
            time.sleep(2)
            full = server.memory()
            waits = []
            for _ in range(CHANGES):
                time.sleep(1)
                change(proposal)
                committed = time.time()
                version = str(Proposal.objects.values_list("version", flat=True).get(pk=proposal))
                waits.append(_last(crowd, version) - committed)
            still = crowd.ask()["open"]
    figure("live_sockets", (full - empty) / SOCKETS / 1024, "kB/socket", sockets=still)
    figure(
        "live_sockets_delay",
        sorted(waits)[len(waits) // 2],
        "s from commit to last socket",
        waits=[round(wait, 3) for wait in waits],
    )


def _last(crowd, version):
    for _ in range(200):
        done = crowd.ask()["complete"].get(version)
        if done:
            return done
        time.sleep(0.05)
    return float("inf")


if __name__ == "__main__":
    main()
