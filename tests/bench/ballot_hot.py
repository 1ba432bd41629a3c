"""Durable ballots a second over HTTP in one box, against pgbench on the same tables: `ballot_hot` with a third of them
changes, `ballot_hot_changes` with four of five; each against one transaction a ballot, and against one statement a
ballot."""

import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 3, 3, 400
FASTEST = 2500  # transactions a second pgbench will not exceed; it needs so many people
BEHIND = 1500  # so many ballots after the first comes a change of it
SHARES = {"ballot_hot": 0.5, "ballot_hot_changes": 4}  # changes for each first ballot: a third, and four fifths, of all
TABLES = "ballots_box, ballots_roll, ballots_sealed"
SEEDED = """
    insert into ballots_sealed (pseudonym, box_id, area, ballot)
    select md5('seed' || n)::uuid, %s, 1, decode(repeat('ab', 60), 'hex') from generate_series(1, 5000) as n
"""


def voting(person, projects=30, **fields):
    """The id of a new cycle whose vote is open, and of its box; it has so many projects, which cost a tenth each."""
    from django.utils import timezone

    from proposals.budgets import actions
    from proposals.budgets.actions.counting import boxes_of

    now = timezone.now()
    cycle = actions.plan(
        person, now=now - timedelta(days=3), title="港邊的錢", year=now.year, vote_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=9), most=5, seed_source="公開抽籤", **fields,
    )  # fmt: skip
    area = {"name_zh": "全區", "name_en": "All", "amount": 1_000_000, "is_citywide": False, "districts": []}
    (area,) = actions.save_areas(cycle, person, now=now - timedelta(days=3), seen=None, areas=[area])
    for number in range(projects):
        actions.enter_project(
            cycle, person, now=now - timedelta(days=3), area=area, title=f"第{number}案", cost=100_000
        )
    actions.publish(cycle, person, now=now - timedelta(days=2))
    actions.take_turns(cycle, now=cycle.vote_at)
    return cycle.pk, boxes_of(cycle).get().pk


def team():
    """Somebody new of the budget team."""
    from civic.accounts import actions as accounts
    from civic.accounts.models import Person

    person = Person.objects.get(pk=ground.crowd(1)[0])
    accounts.grant_role(person, "budget", at=person.joined_at, actor="operator")
    return person


def ballots(cycle, people, changes=0.5):
    """[(cycle, cookie, slip, choices)]: each person once, and later as many `changes` for each of them, on average."""
    from django.utils import timezone

    from civic.accounts.models import Person
    from proposals.budgets.permission import slip_for

    now, known = timezone.now(), Person.objects.in_bulk(people)
    cookies = ground.sessions(people)
    made, owed = [], 0
    for place, (person, cookie) in enumerate(zip(people, cookies, strict=True)):
        slip = slip_for(cycle, known[person], cookie.partition("=")[2], now)
        made.append((cycle, cookie, slip, [1 + place % 30, 1 + (place + 7) % 30]))
        owed += changes if len(made) > BEHIND else 0
        while owed >= 1:
            _cycle, cookie, slip, choices = made[-BEHIND]
            made.append((cycle, cookie, slip, [1 + choices[0] % 30]))
            owed -= 1
    return made


def main():
    ground.begin()
    from django.db import connection

    from tests.bench.tools import pgbench, processes

    somebody = team()
    _other, box = voting(somebody)
    others = ground.crowd(2 * len(SHARES) * ROUNDS * SECONDS * len(pgbench.CLIENTS) * FASTEST)
    with connection.cursor() as cursor:
        cursor.execute(SEEDED, [box])
    defined = pgbench.prepare(others[0], [box])
    with processes.server() as server:
        for name, changes in SHARES.items():
            measure(server, name, voting(somebody)[0], changes, defined)


def measure(server, name, cycle, changes, defined):
    """Rounds in turn: ours, one transaction a ballot, one statement a ballot; with so many `changes` a first ballot."""
    from tests.bench.tools import pgbench, processes
    from tests.bench.tools.report import figure, median_ratio

    people = ground.crowd(int(ROUNDS * SECONDS * 9000 / (1 + changes)))
    share = len(people) // ROUNDS
    defined = [*defined, "-D", f"changes={round(1000 * changes / (1 + changes))}"]
    ours, theirs, single, replies = [], [], [], []
    for number in range(ROUNDS):
        mine = ballots(cycle, people[number * share : (number + 1) * share], changes)
        order = {"host": server.host, "port": server.port, "clients": CLIENTS, "seconds": SECONDS, "ballots": mine}
        replies.append(processes.load("ballots", order))
        ours.append(replies[-1]["rate"])
        ground.tidy(TABLES)
        theirs.append(pgbench.best("ballot.sql", defined, SECONDS)[0])
        ground.tidy(TABLES)
        single.append(pgbench.best("ballot_one_statement.sql", defined, SECONDS)[0])
        ground.tidy(TABLES)
    figure(
        name,
        sorted(ours)[ROUNDS // 2],
        "ballots/s",
        ratio=median_ratio(ours, theirs),
        against="pgbench, one transaction each",
        ratio_to_one_statement=median_ratio(ours, single),
        ours=ours,
        pgbench=theirs,
        pgbench_one_statement=single,
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


if __name__ == "__main__":
    main()
