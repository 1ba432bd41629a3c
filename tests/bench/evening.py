"""One evening: 30,000 people in five minutes, a peak of five times the mean, 3,000 watching, 60 % endorsing.

    python tests/bench/evening.py [--people 30000] [--seconds 300] [--watchers 3000] [--shape petition|join|rush]
                                  [--disaster server|database|pause] [--weather] [--at PORT]

Proves that nothing acknowledged is lost, nothing is counted twice and the counter is the number of rows. A disaster
strikes at the peak: kill -9 of the server or of PostgreSQL, or PostgreSQL stopped for five seconds. In bad weather the
mail server is dead, 500 bodies trickle in, and 2,000 strangers look again and again with browsers that revalidate. With
--at it plays
against a layout that runs already on this port of the machine, in its environment (DATABASE_URL, SLIP_KEY …).
"""

import argparse
import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

WEATHER = {"readers": 2000, "trickling": 500}
LETTERS = 2000  # of the people have an address, to which a letter goes when the proposal is established


def main(people=30_000, seconds=300, watchers=3000, disaster=None, shape=None, at=None, weather=False):
    if at:
        ground.join()
    else:
        ground.begin()
    from tests.bench.tools import processes, shapes

    (proposal,) = ground.collecting(1, threshold=1500)
    crowd = ground.crowd(people)
    cookies = ground.sessions(crowd)
    if weather:
        _give_addresses(crowd[:LETTERS])
    shape = shape or shapes.recorded()
    arrivals, peak = shapes.arrivals(shape, people, seconds)
    order = {"proposal": proposal, "cookies": cookies, "arrivals": arrivals, "watchers": watchers, "share": 0.6}
    order |= WEATHER if weather else {}
    environ = {"EMAIL_URL": f"smtp://127.0.0.1:{processes.free_port()}"} if weather else {}  # nobody listens there
    with contextlib.nullcontext(processes.Served(None, None, at)) if at else processes.server(**environ) as server:
        order |= {"host": server.host, "port": server.port}
        seen = play(order, threading.Timer(peak, DISASTERS[disaster], [server]) if disaster else None)
    name = "evening" + ("_weather" if weather else "") + (f"_{disaster}" if disaster else "")
    report(name, proposal, seen, shape=shape)


def play(order, disaster=None):
    """What the crowd saw; the timer of a disaster runs from the moment at which everybody watches."""
    crowd = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.tools.crowd"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ground.ROOT,
        env=os.environ | {"PYTHONPATH": str(ground.ROOT)},
    )
    with crowd:
        crowd.stdin.write(json.dumps(order).encode())
        crowd.stdin.close()
        if crowd.stdout.readline() and disaster:
            disaster.start()
        return json.loads(crowd.stdout.read())


def report(name, proposal, seen, **more):
    from django.db import connection

    from proposals import recount
    from proposals.models import Endorsement
    from tests.bench.tools.report import figure

    connection.close()
    there = dict(Endorsement.objects.filter(proposal=proposal).values_list("person_id", "number"))
    lost = sum(there.get(person) != number for person, number in seen["counted"])
    figure(
        name,
        percentile(seen["pages"] + seen["endorsements"], 0.95),
        "ms, p95 of everything",
        lost=lost,
        double=len(there) - len(set(there.values())),
        errors=seen["gave_up"],
        counters_wrong=len(recount.wrong()),
        acknowledged=len(seen["counted"]),
        rows=len(there),
        refused=len(seen["refused"]),
        retries=seen["retries"],
        pages_ms=spread(seen["pages"]),
        endorsements_ms=spread(seen["endorsements"]),
        messages=seen["messages"],
        sockets_reopened=seen["reopened"],
        reads_ms=spread(seen["reads"]),
        reads_unchanged=seen["unchanged"],
        reads_failed=seen["reads_failed"],
        trickles=seen["trickles"],
        letters=_letters(),
        **more,
    )


def _give_addresses(people):
    from django.db.models import CharField, Value
    from django.db.models.functions import Cast, Concat

    from civic.accounts.models import Person

    number = Cast("pk", CharField())
    Person.objects.filter(pk__in=people).update(email=Concat(Value("evening-"), number, Value("@example.test")))


def _letters():
    from civic.outbox.models import Letter

    letters = Letter.objects.all()
    return {"there": letters.count(), "given_up": letters.filter(abandoned_at__isnull=False).count()}


def spread(times):
    return {f"p{share}": percentile(times, share / 100) for share in (50, 95, 99)} | {"count": len(times)}


def percentile(times, share):
    return sorted(times)[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def _kill_server(server):
    server.kill()
    server.start()


def _postmaster():
    from civic import postgres

    return int((postgres.recorded(ground.ROOT).data / "postmaster.pid").read_text().split()[0])


def _kill_database(server):
    from civic import postgres

    os.kill(_postmaster(), signal.SIGKILL)
    time.sleep(1)
    postgres.join_or_start(ground.ROOT)


def _pause_database(server):
    stopped = [_postmaster(), *_children(_postmaster())]
    for process in stopped:
        os.kill(process, signal.SIGSTOP)
    time.sleep(5)
    for process in stopped:
        os.kill(process, signal.SIGCONT)


def _children(process):
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(child) for child in file.read().split()]


DISASTERS = {"server": _kill_server, "database": _kill_database, "pause": _pause_database}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--watchers", type=int, default=3000)
    parser.add_argument("--shape", choices=["petition", "join", "rush"])
    parser.add_argument("--weather", action="store_true")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--disaster", choices=sorted(DISASTERS))
    either.add_argument("--at", type=int, metavar="PORT")
    main(**vars(parser.parse_args()))
