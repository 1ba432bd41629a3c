"""When the people of an evening arrive: as they did at a real petition, with a peak of five times the mean."""

import csv
import random
from bisect import bisect_right
from datetime import datetime

from tests.bench.tools.ground import ROOT

DATA = ROOT.parent / "shared" / "data"
PEAK = 5  # the fullest hundredth of the evening ÷ the mean
PARTS = 100
HOUR = 3600


def arrivals(shape, people, seconds):
    """The second at which each of `people` arrives, in order; and the second of the peak.

    `shape`: "petition", one that three million signed; "join", the largest recorded list of endorsements; "rush", made
    up, for where the recorded ones are not at hand; "steady", at any second as likely as at another.
    """
    chance = random.Random(7)
    if shape == "steady":
        return sorted(chance.uniform(0, seconds) for _ in range(people)), seconds / 2
    if shape == "rush":
        return _rush(people, seconds, chance)
    times, counts = {"petition": _petition, "join": _join}[shape]()
    span = _span(times, counts)
    total = _at(times, counts, span)
    shares = sorted(chance.random() for _ in range(people))
    came = [seconds / span * _at(counts, times, share * total) for share in shares]
    parts = _parts(times, counts, span)
    return came, seconds * (parts.index(max(parts)) + 0.5) / PARTS


def recorded():
    """The shape to use: a recorded one where there is one."""
    return "petition" if DATA.is_dir() else "rush"


def _petition():
    (file,) = (DATA / "petitions").glob("*.csv")
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return _since_the_first([(_seconds(row["timestamp"]), int(row["count"])) for row in rows])


def _join():
    file = max((DATA / "join" / "endorsements").glob("*.csv"), key=lambda path: path.stat().st_size)
    with file.open(encoding="utf-8", newline="") as lines:
        came = sorted(_seconds(row["endorsed_at"]) for row in csv.DictReader(lines) if row["endorsed_at"])
    return _since_the_first([(second, number) for number, second in enumerate(came)])


def _seconds(text):
    return datetime.fromisoformat(text).timestamp()


def _since_the_first(rows):
    times, counts = zip(*rows, strict=True)
    return [second - times[0] for second in times], [count - counts[0] for count in counts]


def _span(times, counts):
    """How many seconds from the beginning make an evening whose peak is `PEAK` times its mean, and no more."""
    for hours in range(int(times[-1] / HOUR), 0, -1):
        parts = _parts(times, counts, hours * HOUR)
        if max(parts) <= PEAK * sum(parts) / PARTS:
            return hours * HOUR
    raise SystemExit("This record has no such evening.")


def _parts(times, counts, span):
    """How many came in each hundredth of the span."""
    marks = [_at(times, counts, span * part / PARTS) for part in range(PARTS + 1)]
    return [after - before for before, after in zip(marks, marks[1:], strict=False)]


def _at(xs, ys, x):
    """The y at `x`, between the recorded points."""
    place = min(max(bisect_right(xs, x), 1), len(xs) - 1)
    width = xs[place] - xs[place - 1]
    share = (x - xs[place - 1]) / width if width else 1
    return ys[place - 1] + min(share, 1) * (ys[place] - ys[place - 1])


def _rush(people, seconds, chance, peak=0.3, base=0.6, width=0.0455):
    """A steady stream, and a sharp rush a third of the way through, as when a petition is in the evening news."""
    steady = int(people * base)
    rush = [seconds * (peak + chance.choice((-1, 1)) * chance.expovariate(1 / width)) for _ in range(people - steady)]
    came = [chance.uniform(0, seconds) for _ in range(steady)] + [min(max(second, 0), seconds) for second in rush]
    return sorted(came), peak * seconds
