"""The ballots of an election as columns of whole numbers, one row for each mark on a ballot."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

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


def columns(ballots: Mapping[tuple[tuple[int, int], ...], int], projects: int) -> Marks | None:
    """The columns of these ballots; None where a sum of points could reach 2**53."""
    lengths = np.fromiter(map(len, ballots), np.int64, len(ballots))
    try:
        numbers = np.fromiter(ballots.values(), np.int64, len(ballots))
        pairs = np.fromiter(chain.from_iterable(chain.from_iterable(ballots)), np.int64, 2 * int(lengths.sum()))
    except OverflowError:
        return None
    index, points = pairs[::2], pairs[1::2]
    most = max(int(points.max(initial=1)), -int(points.min(initial=-1)))
    if most * sum(ballots.values()) * max(projects, 1) >= EXACT:
        return None
    order = np.argsort(index.astype(np.int32), kind="stable")
    bounds = np.concatenate([[0], np.cumsum(np.bincount(index, minlength=projects))])
    return Marks(bounds, np.repeat(np.arange(len(ballots)), lengths)[order], points[order], numbers)
