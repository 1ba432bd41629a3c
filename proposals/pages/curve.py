"""Endorsements over time as a curve: paths for an SVG, a sentence that says the same, a table. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

WIDTH, HEIGHT, FLOOR, CEILING = 600, 230, 224, 10  # in units of the SVG; y grows downwards
STEP = 2.5  # as thick as the curve is drawn


@dataclass(frozen=True)
class Day:
    """A row of the table: the date in words, endorsements on it, and those up to its end."""

    day: str
    new: int
    total: int


@dataclass(frozen=True)
class Curve:
    """For `proposals/pieces/curve.html`: coordinates in a box of `width` × `height`, and the words beside it.

    `line` and `area` are path data of SVG; `goal` is the threshold.
    """

    line: str
    area: str
    goal: int
    goal_y: float
    end_x: float
    end_y: float
    first_day: str
    last_day: str
    words: str
    rows: list[Day]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR


def draw(
    new_by_day: Mapping[date, int], *, first_day: date, last_day: date, today: date, goal: int
) -> Curve | None:
    """The curve of a window from `first_day` to `last_day` (dates, both included), drawn up to `today`.

    `new_by_day` is {date: endorsements that day}; days without are left out. None before the first day.
    """
    if today < first_day:
        return None
    until = min(today, last_day)
    totals = _running(new_by_day, first_day, until)
    days = (last_day - first_day).days + 1
    top = max(goal, totals[-1][2]) * 1.06
    points = [(0.0, float(FLOOR))]
    goal_y = _height(goal, top)
    points += [
        (round(n * WIDTH / days, 1), _beside(_height(total, top), total, goal, goal_y))
        for n, (_day, _new, total) in enumerate(totals, 1)
    ]
    line = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    end_x, end_y = points[-1]
    return Curve(
        line=line,
        area=f"{line}L{end_x:g} {FLOOR}L0 {FLOOR}Z",
        goal=goal,
        goal_y=goal_y,
        end_x=end_x,
        end_y=end_y,
        first_day=_named(first_day),
        last_day=_named(last_day),
        words=_in_words(totals, goal),
        rows=[Day(_named(day), new, total) for day, new, total in totals],
    )


def _running(new_by_day, first_day, until):
    """[(date, new, total)] of every day, the empty ones too."""
    rows, total = [], 0
    for number in range((until - first_day).days + 1):
        day = first_day + timedelta(days=number)
        new = new_by_day.get(day, 0)
        total += new
        rows.append((day, new, total))
    return rows


def _height(total, top):
    return round(FLOOR - (FLOOR - CEILING) * total / top, 1)


def _beside(height, total, goal, goal_y):
    """`height`, but one step from the line of the goal for what has not reached it, however little is missing."""
    return round(max(height, goal_y + STEP), 1) if total < goal else height


def _named(day):
    return date_format(day, "MONTH_DAY_FORMAT")


def _in_words(totals, goal):
    words = {"days": len(totals), "count": f"{totals[-1][2]:,}", "goal": f"{goal:,}"}
    reached = next((day for day, _new, total in totals if total >= goal), None)
    if reached is None:
        return _("Endorsements by day %(days)s: %(count)s; the threshold is %(goal)s.") % words
    words["day"] = _named(reached)
    return _("Endorsements by day %(days)s: %(count)s; the threshold of %(goal)s was reached on %(day)s.") % words
