"""The limits that a file sets its own ballots, and which ballots break them.

Read from META: `min_`/`max_` of `length` (projects on a ballot), `sum_cost`, `points` (each) and `sum_points`. The
kind of ballot sets some by itself: choose-1 has one project, a knapsack costs at most the budget, cumulative points are
not below 0. A blank ballot breaks none. Bounds are exact, in 1/`FINEST`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .amounts import plain, sure
from .checks import FINEST, WITH_POINTS
from .letters import shown
from .pabulib import File
from .refusals import Refused
from .remarks import Remark

MEASURES = ("length", "sum_cost", "points", "sum_points")


@dataclass(frozen=True)
class Limit:
    """`sign` is 1 where more than `bound` breaks it, -1 where less does. `told` is how it is quoted."""

    measure: str
    sign: int
    bound: int
    told: str
    line: int | None

    def broken_by(self, values: Sequence[int], unit: int) -> bool:
        """Whether one of the values, in 1/`unit`, is beyond it."""
        return any(self.sign * value * FINEST > self.sign * self.bound * unit for value in values)


def limits_of(file: File) -> tuple[list[Limit], list[Remark]]:
    """The limits a ballot can break, and remarks on those that cannot be applied."""
    found: list[Limit] = []
    remarks: list[Remark] = []
    for measure in MEASURES:
        low, high = (_read(file, prefix, sign, measure, remarks) for prefix, sign in (("min", -1), ("max", 1)))
        if low and high and low.bound > high.bound:
            bounds = {"low": plain(low.bound, FINEST), "high": plain(high.bound, FINEST)}
            names = {"least": f"min_{measure}", "most": f"max_{measure}"}
            remarks.append(Remark(low.line, "limits_cross", {**names, **bounds}))
        else:
            found += [limit for limit in (low, high) if limit]
    return found + _of_the_kind(file), remarks + _unknown(file)


def _read(file: File, prefix: str, sign: int, measure: str, remarks: list[Remark]) -> Limit | None:
    key = f"{prefix}_{measure}"
    text, line = file.get(key), file.line(key)
    if not text or ("points" in measure and not gives_points(file)):
        return None
    try:
        bound = sure(text, FINEST)
    except Refused:
        bound = None
    if bound is None or (sign > 0 and bound <= 0 and measure != "points"):
        remarks.append(Remark(line, "limit_unread", {"key": key, "text": shown(text)}))
        return None
    return Limit(measure, sign, bound, f"{key} = {plain(bound, FINEST)}", line)


def _of_the_kind(file: File) -> list[Limit]:
    kind, line = file.vote_type, file.line("vote_type")
    if kind == "choose-1":
        return [Limit("length", 1, FINEST, "vote_type = choose-1", line)]
    if kind == "knapsack" and not file.get("max_sum_cost"):
        return [Limit("sum_cost", 1, sure(file.get("budget"), FINEST), "vote_type = knapsack", line)]
    if kind == "cumulative" and gives_points(file) and not file.get("min_points"):
        return [Limit("points", -1, 0, "min_points = 0", line)]
    return []


def _unknown(file: File) -> list[Remark]:
    known = {f"{prefix}_{measure}" for prefix in ("min", "max") for measure in MEASURES}
    known.add("min_project_score_threshold")
    return [
        Remark(line, "limit_unknown", {"key": shown(key), "text": shown(text)})
        for key, (text, line) in file.header.items()
        if key.startswith(("min_", "max_")) and key not in known and text
    ]


def gives_points(file: File) -> bool:
    """Whether the points of the ballots count."""
    return file.vote_type in WITH_POINTS and file.votes.has("points")
