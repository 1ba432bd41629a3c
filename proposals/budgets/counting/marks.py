"""The ballots of an election as columns of whole numbers, one row for each mark on a ballot."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

Ballot = tuple[tuple[int, int], ...]  # ((project's index, points), …)
EXACT = 2**53  # below it float64 holds every whole number, and sums of them are exact


@dataclass(frozen=True)
class Marks:
    """Sorted by project: those of project `at` stand from `bounds[at]` to `bounds[at + 1]`. `ballots` says
    on which ballot (in the election's order) the mark is, `numbers` how many equal ones of each ballot there
    are. All int64, and no sum of points reaches 2**53."""

    bounds: np.ndarray
    ballots: np.ndarray
    points: np.ndarray
    numbers: np.ndarray

    def sums(self, worth: np.ndarray) -> list[int]:
        """For each project the sum of `worth` (at most the points of a mark) over all ballots."""
        total = np.concatenate([[0], np.cumsum(worth * self.numbers[self.ballots])])
        return np.diff(total[self.bounds]).tolist()

    def after(self, numbers: Collection[int], ballots: Iterable[Ballot]) -> "Marks | None":
        """The columns after more ballots have arrived: `numbers` of all of them, and those `ballots` that
        are new, in their order. Only these are looked at one by one."""
        projects, old = len(self.bounds) - 1, len(self.numbers)
        new = columns(dict.fromkeys(ballots, 1), projects)
        if new is None:
            return None
        places = np.repeat(self.bounds[1:], np.diff(new.bounds))
        rows = np.insert(self.ballots, places, new.ballots + old), np.insert(self.points, places, new.points)
        return _held(self.bounds + new.bounds, *rows, numbers)


def columns(ballots: Mapping[Ballot, int], projects: int) -> Marks | None:
    """The columns of these ballots; None where a sum of points could reach 2**53."""
    lengths = np.fromiter(map(len, ballots), np.int64, len(ballots))
    try:
        pairs = np.fromiter(chain.from_iterable(chain.from_iterable(ballots)), np.int64, 2 * int(lengths.sum()))
    except OverflowError:
        return None
    index, points = pairs[::2], pairs[1::2]
    short = np.int16 if projects < 2**15 else np.int64  # columns of short numbers are sorted by counting
    order = np.argsort(index.astype(short), kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(index, minlength=projects))])
    return _held(bounds, np.repeat(np.arange(len(ballots)), lengths)[order], points[order], ballots.values())


def _held(bounds: np.ndarray, ballots: np.ndarray, points: np.ndarray, numbers: Collection[int]) -> Marks | None:
    most = max(int(points.max(initial=1)), -int(points.min(initial=-1)))
    if most * sum(numbers) * max(len(bounds) - 1, 1) >= EXACT:
        return None
    return Marks(bounds, ballots, points, np.fromiter(numbers, np.int64, len(numbers)))
