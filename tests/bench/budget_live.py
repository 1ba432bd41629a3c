"""A vote whose standing is shown: how long a ballot takes until it shows, and how long the event loop is held.

    python tests/bench/budget_live.py [--ballots 100000] [--projects 200] [--sockets 1000] [--seconds 60]

So many ballots lie in the box, so many sockets watch, and votes go on arriving. Now and then ten people together choose
one more thing; counted is the time from the last of their answers until the standing with their votes is heard, less
the rhythm in which standings move (0: within it). `late` is the longest that the loop came late, which a busy machine
may be to blame for; `held` the longest that its thread worked in one piece.
"""

import argparse
import asyncio
import json
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import ballot_hot
from tests.bench.tools import ground

TOGETHER = 10  # people whose ballots are waited for
AFTER = 9  # more after them: with fewer than ten new voters left a standing would stand still
CLIENTS = 8  # who send the votes that arrive meanwhile
AT_ONCE = 1000


def main(ballots=100_000, projects=200, sockets=1000, seconds=60):
    ground.begin()
    from proposals.ballots import rules
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure

    cycle, _box = ballot_hot.voting(ballot_hot.team(), projects=projects, policy="open")
    fill(cycle, ground.crowd(ballots), projects)
    rounds = max(2, seconds // (2 * int(rules.RHYTHM.total_seconds())))
    marked = ballot_hot.ballots(cycle, ground.crowd(rounds * (TOGETHER + AFTER)), changes=0)
    arriving = ballot_hot.ballots(cycle, ground.crowd(500 * seconds))
    stalls = ground.ROOT / "var" / "bench" / "stalls.json"
    stalls.parent.mkdir(parents=True, exist_ok=True)
    with processes.server("tests/bench/tools/stalls.py", str(stalls), PAGE_THREADS="2") as server:
        path = f"/live/?topic=budget:{cycle}"
        with processes.Listeners(server.port, path, sockets) as crowd:
            stalls.unlink(missing_ok=True)
            order = {"host": server.host, "port": server.port, "clients": CLIENTS, "seconds": seconds}
            order["ballots"], replies = arriving, []
            meanwhile = threading.Thread(target=lambda: replies.append(processes.load("ballots", order)))
            meanwhile.start()
            waits = asyncio.run(watch(server, path, [marked[n::rounds] for n in range(rounds)], projects))
            meanwhile.join()
            heard = crowd.ask()
        seen = json.loads(stalls.read_text())
    rhythm = rules.RHYTHM.total_seconds()
    figure(
        "budget_live",
        max(0.0, max(waits) - rhythm),
        "s beyond the rhythm",
        waits=[round(wait, 2) for wait in waits],
        rhythm=rhythm,
        held_ms=round(seen["held"], 1),
        late_ms=round(seen["late"], 1),
        recount_s=recounted(cycle),
        ballots=ballots,
        projects=projects,
        sockets=heard["open"],
        messages=heard["messages"],
        arriving=replies[0]["rate"],
        statuses=replies[0]["statuses"],
    )


def fill(cycle, people, projects):
    """A ballot of each, which never chooses the last project."""
    from django.utils import timezone

    from proposals.budgets.actions import Arrival, vote_many

    now = timezone.now()
    arrivals = []
    for place, person in enumerate(people):
        chosen = {1 + (place * step) % (projects - 1) for step in (1, 7, 11)}
        arrivals.append(Arrival(cycle, 1, person, now, [(number, 1) for number in chosen]))
    for start in range(0, len(arrivals), AT_ONCE):
        vote_many(arrivals[start : start + AT_ONCE], clock=None)


async def watch(server, path, groups, last):
    """For each group of ballots the seconds from the answer to the last of `TOGETHER` until a standing shows them all.
    """
    from civic.demo.load import flood
    from civic.demo.load.lines import Line, Listener

    votes, moved = [0], asyncio.Event()

    def hear(payload):
        for said in (json.loads(payload).get("standing") or {}).values():
            if said["votes"].get(str(last), 0) > votes[0]:
                votes[0] = said["votes"][str(last)]
                moved.set()

    await Listener.to("127.0.0.1", server.port, path, hear)
    waits = []
    for number, group in enumerate(groups, 1):
        line = await Line.to("127.0.0.1", server.port)  # anew: one that says nothing for a while is hung up
        for place, (cycle, cookie, slip, _choices) in enumerate(group, 1):
            said = {"slip": slip, "area": 1, "choices": [last] if place <= TOGETHER else []}
            reply = await line.ask(flood.post_json(f"/budgets/{cycle}/ballot/", server.host, said, cookie))
            assert reply.status == 200, reply
            if place == TOGETHER:
                began = time.perf_counter()
        line.close()
        while votes[0] < number * TOGETHER:
            moved.clear()
            async with asyncio.timeout(120):
                await moved.wait()
        waits.append(time.perf_counter() - began)
    return waits


def recounted(cycle):
    """Seconds of one count by the process beside us, once it is warm."""
    from django.utils import timezone

    from proposals.ballots import beside
    from proposals.budgets.actions.counting import boxes_of
    from proposals.budgets.boxes import BudgetBoxes
    from proposals.budgets.models import Cycle

    box = boxes_of(Cycle.objects.get(pk=cycle)).get()
    counting = BudgetBoxes().standing(box, timezone.now())
    took = []
    for _ in range(4):
        began = time.perf_counter()
        beside.count(box, counting)
        took.append(time.perf_counter() - began)
    beside.stop()
    return round(min(took[1:]), 3)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--sockets", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=60)
    main(**vars(parser.parse_args()))
