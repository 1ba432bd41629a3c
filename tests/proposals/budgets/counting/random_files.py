"""Small random Pabulib files, the same for the same seed: every kind of ballot, every kind of header, odd cells.

The published winners of most are those of one of the readings of their header, so that each reading is met.
"""

from random import Random

from proposals.budgets.counting.ballots import WITHDRAWN
from proposals.budgets.counting.checks import VOTE_TYPES
from proposals.budgets.counting.count import count
from proposals.budgets.counting.official import readings
from proposals.budgets.counting.pabulib import File, Table, parse, write
from proposals.budgets.counting.papers import from_file

HEADERS = (
    "greedy",
    "greedy-no-skip",
    "greedy-threshold",
    "greedy-custom",
    "greedy-exclusive",
    "equalshares",
    "equalshares/add1",
    "equalshares-comparison",
    "equalshares/add1-comparison",
    "unknown",
    "phragmen",
    "greedy-per-cost",
    "equal-shares-add1-exhaustive",
    "borda",
)
IDS = ["A", "b/2", "12", "甲", "a;1", "x y", "7"]


def random_file(seed):
    """The text of a file."""
    random = Random(seed)
    header = HEADERS[seed % len(HEADERS)]
    kind = VOTE_TYPES[seed // len(HEADERS) % len(VOTE_TYPES)]
    ids = random.sample(IDS, random.randint(2, 7))
    meta, votes = _meta(random, header, kind, ids), _votes(random, kind, ids)
    columns, rows = _projects(random, ids)
    meta["budget"] = random.choice(["0", "12.5", "12,5"] + [str(random.randint(10, 120)) for _ in range(6)])
    text = _text(meta, columns, rows, votes)
    return _with_winners(random, text, meta, columns, rows, votes)


def _meta(random, header, kind, ids):
    meta = {"rule": random.choice([header, header, header.upper()]), "vote_type": kind}
    if random.random() < (0.9 if "threshold" in header else 0.25):
        meta["min_project_score_threshold"] = random.choice(["1", "2", "3", "4", "2.5", "0", "-1", ""])
    if kind == "scoring":
        meta["default_score"] = random.choice(["", "0", "1", "0.5", "-1"])
    if header == "greedy-custom":
        meta["comment"] = random.choice(["#1: the reserve pays from 80 % on", "#1: none"])
    if header == "greedy-exclusive" and random.random() < 0.9:
        pair = " and ".join(random.sample(ids, 2))
        meta["comment"] = f"#1: Few voters. #2: Projects {pair} are mutually exclusive, project 7 and 12 are not"
    if random.random() < 0.3:
        meta["categories"], meta["budget_per_category"] = "park,road", random.choice(["20,30", "35.5,10", "-,-", "9"])
    if random.random() < 0.2:
        meta["neighborhoods"], meta["budget_per_neighborhood"] = "north", random.choice(["25", "50"])
    return meta


def _projects(random, ids):
    """Column names, and a row of cells for each project."""
    columns = ["project_id", "cost", "category", "neighborhood"]
    most = random.choice([6, 30, 60])
    rows = []
    for each in ids:
        cost = random.choice([str(random.randint(1, most))] * 12 + ["0", f"{most}.5", "7,25", str(WITHDRAWN)])
        category = random.choice(["park", "road", "park, road", "road,road", ""])
        rows.append([each, cost, category, random.choice(["north", "south"])])
    return columns, rows


def _votes(random, kind, ids):
    """Vote and points of each ballot, and whether points are told."""
    with_points, ballots = random.random() < 0.9, []
    worth = random.choice([["1", "2", "3"], ["1", "0", "2"], ["0.5", "1.5", "2"], ["1", "-1", "3"]])
    for _ in range(random.choice([0, 1] + [random.randint(2, 12)] * 10)):
        most = 1 if kind == "choose-1" else random.choice([0, 1, 1, 1, 2, len(ids)])
        named = random.sample(ids, most)
        if named and random.random() < 0.05:
            named.append(named[0])
        ballots.append((",".join(named), ",".join(random.choice(worth) for _ in named)))
    return ballots, with_points


def _text(meta, columns, rows, votes):
    ballots, with_points = votes
    heading = ["voter_id", "vote", "points"] if with_points else ["voter_id", "vote"]
    voters = [[f"v{at}", *ballot][: len(heading)] for at, ballot in enumerate(ballots)]
    projects, votes = [columns, *rows], [heading, *voters]
    return write(File(Table(["key", "value"], list(map(list, meta.items()))), _table(projects), _table(votes)))


def _table(rows):
    return Table(list(rows[0]), rows[1:])


def _with_winners(random, text, meta, columns, rows, votes):
    """The same file with published results and published winners, or without."""
    file = parse(text)
    election = from_file(file)
    way, name = random.choice(["none", "none", "true", "other", "finer", "partly"]), random.choice(["votes", "score"])
    if way != "none":
        told = {"true": 0, "other": 1, "finer": 1, "partly": 0}[way]
        results = [str(votes + told * random.randint(0, 3)) for votes in election.votes]
        results = [f"{each}.{random.choice('0125')}" if way == "finer" else each for each in results]
        if way == "partly":
            results[0] = ""
        columns, rows = [*columns, name], [[*row, each] for row, each in zip(rows, results, strict=True)]
        text = _text(meta, columns, rows, votes)
    try:
        marks = _marks(random, text)
    except ValueError:
        marks = None
    if marks is None:
        return text
    return _text(meta, [*columns, "selected"], [[*row, mark] for row, mark in zip(rows, marks, strict=True)], votes)


def _marks(random, text):
    """For each project "1" if it wins by a reading of the header, and sometimes an award beyond it."""
    file = parse(text)
    election = from_file(file)
    if random.random() < 0.1:
        return [random.choice(["0", "1"]) for _ in election.projects]
    found, rare = {}, None
    for reading in readings(file, election):
        result = count(reading.election, reading.rule, by_list=reading.by_list, support=reading.support)
        if found.setdefault(frozenset(result.outcome.winners), result) is result and "eligible" in reading.words:
            rare = result
    result = rare or random.choice(list(found.values())[random.random() < 0.7 and len(found) > 1 :])
    won = result.outcome.winners
    beyond = random.choice([set(), set(result.outcome.notes.get("extra", ()))])
    return [
        "1" if at in won else "2" if at in beyond else random.choice(["0", ""]) for at in range(len(election.projects))
    ]
