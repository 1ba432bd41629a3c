"""Who voted, in numbers that tell of nobody: by district and by age, as they may be published. Pure."""

from collections.abc import Sequence
from datetime import date

LEAST = 10  # a number below this is not told, nor does a file hold fewer ballots
BANDS = (0, 18, 30, 40, 50, 65)  # the first age of each band; the last has no end


def withheld(numbers: Sequence[int]) -> list[int | None]:
    """The parts of a published total, with None for those that are not told.

    Every number below `LEAST` is left out, and with them the smallest that is not, as often as it occurs. Whoever knows
    the total and this rule learns how much the hidden ones are together, but of none of them how much it is: they could
    as well have changed places.
    """
    if all(number >= LEAST for number in numbers):
        return list(numbers)
    also = min((number for number in numbers if number >= LEAST), default=None)
    return [None if number < LEAST or number == also else number for number in numbers]


def band_of(born_on: date, on: date) -> int:
    """The first age of the band of somebody born on `born_on`, as old as they are on the day `on`."""
    age = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return max(band for band in BANDS if band <= max(age, 0))
