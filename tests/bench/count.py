"""Equal shares with add-one completion, against pabutools on the same election in the same run; and a live recount.

    python tests/bench/count.py

On the largest file of ../shared (where there is one) and on a generated election of 100,000 ballots and 150 projects.
Each side counts in a process of its own, from the election in memory to the winners. Seconds are those of a core, so
that a busy machine does not decide; ours are the median of five counts, each of an election nobody has looked at yet.
pabutools gets 60 of them. If it does not finish, the ratio is what is certain (60 s ÷ ours); `one_endowment` tells how
long it took for the first of the endowments that had to be counted, and `projected` is the ratio if each of the others
took it as long (or 60 s, if it did not finish even one).

`count_live` is a recount after 1,000 more ballots, half of them such as nobody has cast before. It is compared with a
count of all papers from scratch: the election is put together anew, and counted. The two in turn, the median of five.
"""

import json
import random
import resource
import signal
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.bench.tools.report import figure, median_ratio  # noqa: E402

PATIENCE = 60  # seconds for pabutools
BALLOTS, PROJECTS = 100_000, 150
MORE = 1_000
TURNS = 5
GENERATED = "generated"


def generated(ballots=BALLOTS, projects=PROJECTS):
    """A city of ten districts: one to five choices, some projects far more popular than others."""
    from proposals.budgets.counting.ballots import election

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
    from proposals.budgets.counting import pabulib
    from proposals.budgets.counting.papers import from_file

    return generated() if what == GENERATED else from_file(pabulib.read(what))


def ours(what):
    """One child process: count, then count again after more ballots have arrived."""
    from proposals.budgets.counting.count import count
    from proposals.budgets.counting.methods import RULES

    election, before = load(what), _megabytes()
    rule = RULES["equal-shares-add1"]
    seconds, result = _timed(lambda: count(replace(election), rule))
    after = _megabytes()
    others = [_timed(lambda: count(replace(election), rule))[0] for _ in range(TURNS - 1)]
    live, scratch = _live_and_scratch(election, lambda later: count(later, rule))
    notes = result.outcome.notes
    return {
        "seconds": statistics.median([seconds, *others]),
        "live": statistics.median(live),
        "scratch": statistics.median(scratch),
        "live_ratio": median_ratio(scratch, live),
        "winners": sorted(result.winners),
        "counts": notes["counts"],
        "steps": int(notes["endowment"] - notes["start"]) // election.scale + 1,
        "ballots": election.voters,
        "projects": len(election.projects),
        "megabytes": round(after),
        "megabytes_before": round(before),
    }


def _live_and_scratch(town, count):
    """The seconds of both recounts, in turn. Void if they have different winners."""
    from proposals.budgets.counting.amounts import plain
    from proposals.budgets.counting.ballots import election

    budget = plain(town.budget, town.scale)
    costs = {project.id: plain(project.cost, town.scale) for project in town.projects}
    papers = [
        [town.projects[at].id for at, _ in ballot] for ballot, number in town.ballots.items() for _ in range(number)
    ]
    count(town)  # as a server that has counted before
    draw, live, scratch = random.Random(7), [], []
    for _ in range(TURNS):
        more = [(ballot, 1) for ballot in _new_ballots(town, draw)]
        new = [[town.projects[at].id for at, _ in ballot] for ballot, _ in more]
        seconds, found = _timed(lambda more=more: count(town.with_ballots(more)))
        live.append(seconds)
        seconds, again = _timed(lambda new=new: count(election(budget, costs, [*papers, *new])))
        scratch.append(seconds)
        assert found.winners == again.winners, "the winners differ"
    return live, scratch


def _new_ballots(town, draw):
    """Approval ballots: one as others have cast, one with a project added, in turn."""
    cast = draw.choices(list(town.ballots), k=MORE)
    strangers = [((draw.randrange(len(town.projects)), 1),) if turn % 2 else () for turn in range(MORE)]
    return [tuple(sorted({*ballot, *more})) for ballot, more in zip(cast, strangers, strict=True)]


def _timed(deed):
    start = time.process_time()
    done = deed()
    return time.process_time() - start, done


def theirs(what):
    """One child process: a line for the first endowment, one for all of them; each may take PATIENCE."""
    from tests.proposals.budgets.counting.reference import Reference

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
        figure(
            "count_live",
            mine["live"],
            "s of a core",
            ratio=mine["live_ratio"],
            against=f"all papers from scratch after {MORE:,} more",
            of=size,
            scratch=mine["scratch"],
        )


if __name__ == "__main__":
    if len(sys.argv) == 3:
        print(json.dumps({"ours": ours, "theirs": theirs}[sys.argv[1]](sys.argv[2])), flush=True)
    else:
        main()
