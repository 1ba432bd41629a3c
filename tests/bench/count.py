"""Equal shares with add-one completion, against pabutools on the same election in the same run; and a live recount.

    python tests/bench/count.py

On the largest file of ../shared (where there is one) and on a generated election of 100,000 ballots and 150 projects.
Each side counts in a process of its own, from the election in memory to the winners. Seconds are those of a core, so
that a busy machine does not decide; pabutools gets 60 of them. If it does not finish, the ratio is what is certain
(60 s ÷ ours); `one_endowment` tells how long it took for the first of the endowments that had to be counted, and
`projected` is the ratio if each of the others took it as long (or 60 s, if it did not finish even one).
"""

import json
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

PATIENCE = 60  # seconds for pabutools
BALLOTS, PROJECTS = 100_000, 150
MORE = 1_000
GENERATED = "generated"


def generated(ballots=BALLOTS, projects=PROJECTS):
    """A city of ten districts: one to five choices, some projects far more popular than others."""
    from proposals.budgets.ballots import election

    draw = random.Random(1500)
    costs = {f"P{at:03}": draw.randrange(50, 3000) * 1000 for at in range(projects)}
    names = list(costs)
    appeal = [1 / (rank + 3) for rank in range(projects)]
    draw.shuffle(appeal)
    near = [[weight * (6 if at % 10 == home else 1) for at, weight in enumerate(appeal)] for home in range(10)]
    votes = [
        list(dict.fromkeys(draw.choices(names, near[draw.randrange(10)], k=draw.randint(1, 5)))) for _ in range(ballots)
    ]
    return election(30_000_000, costs, votes)


def largest():
    folder = ROOT.parent / "shared" / "data" / "pb"
    return max(folder.glob("*.pb"), key=lambda path: path.stat().st_size, default=None)


def load(what):
    from proposals.budgets import pabulib
    from proposals.budgets.ballots import from_file

    return generated() if what == GENERATED else from_file(pabulib.read(what))


def ours(what):
    """One child process: count, then count again after more ballots have arrived."""
    from proposals.budgets.count import count
    from proposals.budgets.rules import RULES

    election, before = load(what), _megabytes()
    rule = RULES["equal-shares-add1"]
    start = time.process_time()
    result = count(election, rule)
    seconds = time.process_time() - start
    draw = random.Random(7)
    more = [(ballot, 1) for ballot in draw.choices(list(election.ballots), k=MORE)]
    start = time.process_time()
    count(election.with_ballots(more), rule)
    live = time.process_time() - start
    notes = result.outcome.notes
    return {
        "seconds": seconds,
        "live": live,
        "winners": sorted(result.winners),
        "counts": notes["counts"],
        "steps": int(notes["endowment"] - notes["start"]) // election.scale + 1,
        "ballots": election.voters,
        "projects": len(election.projects),
        "megabytes": round(_megabytes()),
        "megabytes_before": round(before),
    }


def theirs(what):
    """One child process: a line for the first endowment, one for all of them; each may take PATIENCE."""
    from tests.proposals.budgets.reference import Reference

    reference = Reference(load(what))
    _be_patient()
    start = time.process_time()
    reference.shares("cost")
    print(json.dumps({"one_endowment": time.process_time() - start}), flush=True)
    _be_patient()
    start = time.process_time()
    winners = reference.shares_add_one("cost", "overspending")
    return {"seconds": time.process_time() - start, "winners": sorted(winners)}


def _be_patient():
    """From now on this process gets PATIENCE seconds of a core, then it is ended."""
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + PATIENCE, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def _megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(side, what):
    """What a child process told, line by line, until it ended or was ended."""
    command = [sys.executable, str(Path(__file__).resolve()), side, str(what)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    if done.returncode not in (0, -signal.SIGXCPU):
        raise subprocess.CalledProcessError(done.returncode, command)
    told = {}
    for line in done.stdout.splitlines():
        told |= json.loads(line)
    return told


def main():
    from tests.bench.tools.report import figure

    for what in filter(None, [largest(), GENERATED]):
        mine, told = _told("ours", what), _told("theirs", what)
        finished = "seconds" in told
        if finished:
            assert told["winners"] == mine["winners"], "the winners differ"
        ratio = told.get("seconds", PATIENCE) / mine["seconds"]
        size = f"{mine['ballots']:,} ballots × {mine['projects']}"
        figure(
            "count_mes",
            mine["seconds"],
            "s of a core",
            ratio=ratio,
            against="pabutools" if finished else f"pabutools, stopped after {PATIENCE} s: at least",
            of=size,
            endowments=mine["steps"],
            megabytes=mine["megabytes"],
            megabytes_before=mine["megabytes_before"],
            one_endowment=told.get("one_endowment"),
            projected=round(told.get("one_endowment", PATIENCE) * mine["steps"] / mine["seconds"]),
            pabutools=told.get("seconds"),
        )
        figure("count_live", mine["live"], "s of a core", against=f"a recount after {MORE:,} more ballots", of=size)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](sys.argv[2])), flush=True)
    else:
        main()
