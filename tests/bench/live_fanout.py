"""Frames per second of CPU the server spends, 1,000 sockets on one topic, against a plain Channels group."""

import sys
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SOCKETS, CHANGES = 3, 1000, 12


def main():
    ground.begin()
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure, median_ratio

    (proposal,) = ground.collecting(1)
    ours, theirs = [], []
    with (
        processes.server(CLOCKWORK="off") as server,
        processes.server("tests/bench/baselines/channels_group.py") as group,
    ):
        for _ in range(ROUNDS):
            path = f"/live/?topic=proposal:{proposal}"
            ours.append(frames_per_cpu_second(server, path, lambda: change(proposal), pause=0.3))
            theirs.append(frames_per_cpu_second(group, "/live/", lambda: ask(group.port), pause=1.5))
    figure(
        "live_fanout",
        sorted(ours)[ROUNDS // 2],
        "frames/CPU-second",
        ratio=median_ratio(ours, theirs),
        against="a plain Channels group",
        ours=[round(rate) for rate in ours],
        channels=[round(rate) for rate in theirs],
    )


def frames_per_cpu_second(server, path, change, pause):
    with processes_listeners(server, path) as crowd:
        time.sleep(1)
        frames, cpu = crowd.ask()["messages"], server.cpu()
        for _ in range(CHANGES):
            change()
            time.sleep(pause)
        time.sleep(1)
        return (crowd.ask()["messages"] - frames) / (server.cpu() - cpu)


def processes_listeners(server, path):
    from tests.bench.tools.processes import Listeners

    return Listeners(server.port, path, SOCKETS)


def change(proposal):
    """What a batch of endorsements says to the hubs."""
    from django.db import transaction
    from django.db.models import F

    from civic.live import announce
    from proposals.models import Proposal

    with transaction.atomic():
        Proposal.objects.filter(pk=proposal).update(
            endorsement_count=F("endorsement_count") + 7,
            last_number=F("last_number") + 7,
            version=F("version") + 1,
        )
        announce(f"proposal:{proposal}", gathered=False)


def ask(port):
    urllib.request.urlopen(f"http://127.0.0.1:{port}/", data=b"").read()


if __name__ == "__main__":
    main()
