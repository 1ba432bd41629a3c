"""Endorsements over time as a curve: paths for an SVG, a sentence that says the same, a table, how fast it goes. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

WIDTH, HEIGHT, FLOOR, CEILING = 600, 250, 244, 30  # in units of the SVG; y grows downwards
STEP = 2.5  # as thick as the curve is drawn
LINE, GAP = 28, 8  # the height of a line of words, and how far they stay from what they mark
WEEK = 7  # finished days from which a pace is read


@dataclass(frozen=True)
class Day:
    """A row of the table: the date in words, endorsements on it, and those up to its end."""

    day: str
    new: int
    total: int


@dataclass(frozen=True)
class Mark:
    """Words in the drawing, where they begin or end as `anchor` says (SVG's text-anchor)."""

    x: float
    y: float
    anchor: str
    words: str


@dataclass(frozen=True)
class Curve:
    """A chart (`civic.charts`) of coordinates in a box of `width` × `height`, and the words beside it.

    `line` and `area` are path data of SVG; `goal` is the threshold; `established_x` is the day it was reached, or None;
    `marks` are words, those of the goal first. `pace`: whether it will be reached, in a sentence;
    "" where that cannot be said honestly.
    """

    line: str
    area: str
    goal: int
    goal_y: float
    end_x: float
    end_y: float
    established_x: float | None
    marks: list[Mark]
    pace: str
    first_day: str
    last_day: str
    words: str
    rows: list[Day]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = FLOOR
    name: str = "curve"
    template: str = "proposals/pieces/curve.html"

    @property
    def title(self) -> str:
        return _("Endorsements in all, day by day")

    @property
    def below(self) -> list[str]:
        """The words of its axis."""
        return [self.first_day, self.last_day]

    @property
    def heads(self) -> list[str]:
        return [_("Day"), _("New"), _("Total")]

    @property
    def cells(self) -> list[list[str]]:
        return [[row.day, f"{row.new:,}", f"{row.total:,}"] for row in self.rows]


def draw(
    new_by_day: Mapping[date, int],
    *,
    first_day: date,
    last_day: date,
    today: date,
    goal: int,
    established_on: date | None = None,
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
        (_x(n, days), _beside(_height(total, top), total, goal, goal_y))
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
        established_x=(established_x := established_on and _x((established_on - first_day).days + 1, days)),
        marks=[
            _goal(goal, goal_y, end_x),
            *([_established(established_on, established_x)] if established_on else []),
            *([_today(today, end_x, end_y, goal_y)] if today <= last_day else []),
        ],
        pace="" if established_on else _pace(totals, goal, today, last_day),
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


def _x(day, days):
    """Where the `day`th of `days` ends."""
    return round(day * WIDTH / days, 1)


def _goal(goal, goal_y, end_x):
    """On the line of the goal, at the side where the curve is not."""
    x, anchor = (0, "start") if end_x > WIDTH / 2 else (WIDTH, "end")
    return Mark(x, goal_y - GAP, anchor, _("threshold %(n)s") % {"n": f"{goal:,}"})


def _established(day, x):
    return _beside_day(x, FLOOR - GAP, _("established on %(day)s") % {"day": _named(day)})


def _today(today, x, y, goal_y):
    """Above the end of the curve, or on the floor where the line of the goal is in the way."""
    is_near = 0 <= y - goal_y < 2 * LINE
    return _beside_day(x, FLOOR - GAP if is_near else y - 2 * GAP, _("today, %(day)s") % {"day": _named(today)})


def _beside_day(x, y, words):
    x, anchor = (x - GAP, "end") if x > WIDTH / 2 else (x + GAP, "start")
    return Mark(round(x, 1), round(min(y, FLOOR - GAP), 1), anchor, words)


def _pace(totals, goal, today, last_day):
    """When the goal is reached if every week is like the last seven finished days; where the window is too short for
    that, what it takes. "" while fewer days are finished, in a week without anybody, and once the window has ended."""
    finished = totals[:-1]
    missing, week = goal - totals[-1][2], sum(new for _day, new, _total in finished[-WEEK:])
    if today > last_day or missing <= 0 or len(finished) < WEEK or not week:
        return ""
    said = {"goal": f"{goal:,}", "week": f"{week:,}"}
    reached = today + timedelta(days=-(-missing * WEEK // week))
    if reached <= last_day:
        said["day"] = _named(reached)
        return _("If it goes on as in the last seven days, %(goal)s is reached on %(day)s.") % said
    each = -(-missing // ((last_day - today).days + 1))
    said |= {"each": f"{each:,}", "day": _named(last_day)}
    return _("New in the last seven days: %(week)s. It takes %(each)s a day to reach %(goal)s by %(day)s.") % said


def _named(day):
    return date_format(day, "MONTH_DAY_FORMAT")


def _in_words(totals, goal):
    words = {"days": len(totals), "count": f"{totals[-1][2]:,}", "goal": f"{goal:,}"}
    reached = next((day for day, _new, total in totals if total >= goal), None)
    if reached is None:
        return _("Endorsements by day %(days)s: %(count)s; the threshold is %(goal)s.") % words
    words["day"] = _named(reached)
    return _("Endorsements by day %(days)s: %(count)s; the threshold of %(goal)s was reached on %(day)s.") % words
