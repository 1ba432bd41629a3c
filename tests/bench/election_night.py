"""The last evening of a vote: 100,000 ballots in ten minutes, a third of them changed, 3,000 watching; then the count.

    python tests/bench/election_night.py [--people 100000] [--seconds 600] [--watchers 3000] [--changed 0.33]
                                         [--shape steady|petition|join|rush]

Proves that no ballot that was said to count is lost or is another, that nobody stands twice in the box, and that the
result is what anybody counts out of the published papers: the winners by the engine, the votes by adding up what people
sent.
"""

import argparse
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import ballot_hot, evening
from tests.bench.tools import ground

PROJECTS = 30
SEED = "07 12 19 23 31 38"


def main(people=100_000, seconds=600, watchers=3000, changed=0.33, shape="steady"):
    ground.begin()
    from tests.bench.tools import processes, shapes
    from tests.bench.tools.report import figure

    team = [ballot_hot.team(), ballot_hot.team()]
    cycle, box = ballot_hot.voting(team[0], projects=PROJECTS, policy="open")
    crowd = ground.crowd(people)
    arrivals, _peak = shapes.arrivals(shape, people, seconds)
    order = {
        "budget": cycle, "projects": PROJECTS, "changed": changed, "share": 1, "watchers": watchers,
        "cookies": ground.sessions(crowd), "arrivals": arrivals,
    }  # fmt: skip
    with processes.server() as server:
        seen = evening.play(order | {"host": server.host, "port": server.port})
    sent = {who: tuple(chosen) for who, chosen in seen["counted"]}
    figure(
        "election_night",
        evening.percentile(seen["pages"] + seen["ballots"], 0.95),
        "ms, p95 of everything",
        **kept(box, sent),
        errors=seen["gave_up"],
        **counted(cycle, team, Counter(number for chosen in sent.values() for number in chosen)),
        people=people,
        acknowledged=len(sent),
        refused=seen["refused"][:10],
        retries=seen["retries"],
        pages_ms=evening.spread(seen["pages"]),
        ballots_ms=evening.spread(seen["ballots"]),
        messages=seen["messages"],
        sockets_reopened=seen["reopened"],
        shape=shape,
    )


def kept(box, sent):
    """What became of the ballots `sent` ({person: choices}): how many are lost or another, and how many stand twice."""
    from django.db import connection

    from proposals.ballots import reading
    from proposals.ballots.models import Box, Roll, Sealed

    connection.close()
    box = Box.objects.get(pk=box)
    cipher = reading.cipher_of(box)
    there = {pseudonym: (area, bytes(ballot)) for pseudonym, area, ballot
             in Sealed.objects.filter(box=box).values_list("pseudonym", "area", "ballot")}  # fmt: skip
    lost = 0
    for person, chosen in sent.items():
        whose = cipher.pseudonym(person)
        lost += whose not in there or cipher.open(whose, *there[whose]) != chosen
    rolls = Roll.objects.filter(box=box).count()
    return {"lost": lost, "double": abs(len(there) - rolls) + abs(box.turnout - rolls), "ballots": len(there)}


def counted(cycle, team, sent):
    """Close, count and publish; whether the papers say what was published, and what people sent (votes by project)."""
    from proposals.ballots import actions as ballots
    from proposals.budgets import actions
    from proposals.budgets.actions.counting import boxes_of
    from proposals.budgets.counting import pabulib
    from proposals.budgets.counting.count import count
    from proposals.budgets.counting.methods import RULES
    from proposals.budgets.counting.papers import from_file
    from proposals.budgets.models import Cycle

    cycle = Cycle.objects.get(pk=cycle)
    now = cycle.closes_at + timedelta(minutes=5)
    for box in boxes_of(cycle):
        ballots.close(box, now=now)
    for person in team:
        actions.confirm_count(cycle, person, now=now, seed=SEED)
    for box in boxes_of(cycle):
        ballots.finish(box, now=now)
    actions.count_cycle(cycle, now=now)
    result = cycle.areas.get().result
    election = from_file(pabulib.parse(result.file))
    again = count(election, RULES[cycle.rule], SEED)
    told = {int(each["id"]): each["votes"] for each in result.report["projects"]}
    return {
        "equals_recount": again.winners == result.report["winners"] and election.voters == result.turnout,
        "equals_what_was_sent": told == {number: sent[number] for number in told},
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--watchers", type=int, default=3000)
    parser.add_argument("--changed", type=float, default=0.33)
    parser.add_argument("--shape", choices=["steady", "petition", "join", "rush"], default="steady")
    main(**vars(parser.parse_args()))
