"""Durable ballots a second over HTTP in one box, a third of them changes, against pgbench on the same tables."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 3, 3, 400
FASTEST = 2500  # transactions a second pgbench will not exceed; it needs so many people
BEHIND = 1500  # so many ballots after the first comes the change of it
TABLES = "ballots_box, ballots_roll, ballots_sealed"
SEEDED = """
    insert into ballots_sealed (pseudonym, box_id, area, ballot)
    select md5('seed' || n)::uuid, %s, 1, decode(repeat('ab', 60), 'hex') from generate_series(1, 5000) as n
"""


def voting(person):
    """The id of a new cycle whose vote is open, of its box, and the numbers of its projects."""
    from django.utils import timezone

    from proposals.budgets import actions
    from proposals.budgets.actions.counting import boxes_of

    now = timezone.now()
    cycle = actions.plan(
        person, now=now - timedelta(days=3), title="港邊的錢", year=now.year, vote_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9), most=5, seed_source="公開抽籤",
    )  # fmt: skip
    area = {"name_zh": "全區", "name_en": "All", "amount": 1_000_000, "is_citywide": False, "districts": []}
    (area,) = actions.save_areas(cycle, person, now=now - timedelta(days=3), seen=None, areas=[area])
    for number in range(30):
        actions.enter_project(
            cycle, person, now=now - timedelta(days=3), area=area, title=f"第{number}案", cost=100_000
        )
    actions.publish(cycle, person, now=now - timedelta(days=2))
    actions.take_turns(cycle, now=cycle.vote_at)
    return cycle.pk, boxes_of(cycle).get().pk


def ballots(cycle, people):
    """[(cycle, cookie, slip, choices)]: each person once, and half of them once more, later."""
    from django.utils import timezone

    from civic.accounts.models import Person
    from proposals.budgets.permission import slip_for

    now, known = timezone.now(), Person.objects.in_bulk(people)
    cookies = ground.sessions(people)
    made = []
    for place, (person, cookie) in enumerate(zip(people, cookies, strict=True)):
        slip = slip_for(cycle, known[person], cookie.partition("=")[2], now)
        made.append((cycle, cookie, slip, [1 + place % 30, 1 + (place + 7) % 30]))
        if place % 2 and len(made) > BEHIND:
            _cycle, cookie, slip, choices = made[-BEHIND]
            made.append((cycle, cookie, slip, [1 + choices[0] % 30]))
    return made


def main():
    ground.begin()
    from django.db import connection

    from civic.accounts import actions as accounts
    from civic.accounts.models import Person
    from tests.bench.tools import pgbench, processes
    from tests.bench.tools.report import figure, median_ratio

    team = Person.objects.get(pk=ground.crowd(1)[0])
    accounts.grant_role(team, "budget", at=team.joined_at, actor="operator")
    cycle, _box = voting(team)
    _other, box = voting(team)
    people = ground.crowd(ROUNDS * SECONDS * 6000)
    others = ground.crowd(ROUNDS * SECONDS * len(pgbench.CLIENTS) * FASTEST)
    with connection.cursor() as cursor:
        cursor.execute(SEEDED, [box])
    defined = pgbench.prepare(others[0], [box])
    share = len(people) // ROUNDS
    ours, theirs, replies = [], [], []
    with processes.server() as server:
        for number in range(ROUNDS):
            mine = ballots(cycle, people[number * share : (number + 1) * share])
            order = {"host": server.host, "port": server.port, "clients": CLIENTS, "seconds": SECONDS, "ballots": mine}
            replies.append(processes.load("ballots", order))
            ours.append(replies[-1]["rate"])
            ground.tidy(TABLES)
            theirs.append(pgbench.best("ballot.sql", defined, SECONDS)[0])
            ground.tidy(TABLES)
    figure(
        "ballot_hot",
        sorted(ours)[ROUNDS // 2],
        "ballots/s",
        ratio=median_ratio(ours, theirs),
        against="pgbench, one transaction each",
        ours=ours,
        pgbench=theirs,
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


if __name__ == "__main__":
    main()
