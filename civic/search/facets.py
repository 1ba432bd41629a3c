"""How many documents have each value of each facet, told by their facet numbers alone: tens of thousands in a few
milliseconds.

A facet number stands for all `FACETS` of a document, always for the same ones: what it stands for is remembered by the
process, and looked up in the documents where it is new to it.
"""

from collections import Counter

import numpy

from civic.search.models import FACETS

FILTERS = (*FACETS, "late")
LATE = {True: "yes", False: ""}  # whether an answer was due, and is not there: read from the clock
MOST = 200_000  # numbers that are remembered; then it begins anew
WHAT = f"""
SELECT facet, {", ".join(f"any_value({name})" for name in FACETS)} FROM search_document
WHERE %s::bigint[] IS NULL OR facet = ANY(%s) GROUP BY facet ORDER BY facet
"""  # noqa: S608 -- names of ours; values are parameters


class Facets:
    """What the sorted `numbers` stand for: of each facet the different `values`, and as `codes` which of them each
    number has. Never changed."""

    def __init__(self, numbers: numpy.ndarray, values: dict[str, list], codes: dict[str, numpy.ndarray]):
        self.numbers, self.values, self.codes = numbers, values, codes

    @classmethod
    def none(cls) -> "Facets":
        return cls(_integers(), {name: [] for name in FACETS}, {name: _integers() for name in FACETS})

    def with_all(self, cursor, numbers: numpy.ndarray) -> "Facets":
        """These, and what else `numbers` stand for, as far as there are documents that have them: at first what all
        documents have."""
        new = numpy.unique(numbers[~self._places(numbers)[1]])
        if not new.size:
            return self
        known = self if self.numbers.size + new.size <= MOST else Facets.none()
        wanted = new.tolist() if known.numbers.size else None
        cursor.execute(WHAT, [wanted, wanted])
        return known._and(cursor.fetchall())

    def _and(self, rows):
        if not rows:
            return self
        new, *columns = zip(*rows, strict=True)
        at = numpy.searchsorted(self.numbers, new)
        values, codes = {}, {}
        for name, column in zip(FACETS, columns, strict=True):
            values[name] = list(dict.fromkeys([*self.values[name], *column]))
            code = {value: place for place, value in enumerate(values[name])}
            codes[name] = numpy.insert(self.codes[name], at, [code[value] for value in column])
        return Facets(numpy.insert(self.numbers, at, new), values, codes)

    def tally(
        self, numbers: numpy.ndarray, each: numpy.ndarray, late: numpy.ndarray, filters: dict[str, str]
    ) -> tuple[int, dict[str, Counter]]:
        """How many documents fit the `filters`, and {filter: {value: how many}}, each with the other ones: `each` says
        how many have each of `numbers`, `late` how many of these are. What a number that is not known stood for has
        gone meanwhile."""
        each, overdue = (self._how_many(numbers, some) for some in (each, late))
        wanted = filters.get("late")
        shown = each if wanted is None else overdue * (wanted == LATE[True])
        fits = self._fits(filters)
        counts = {}
        for name in FACETS:
            others = _all([fit for other, fit in fits.items() if other != name], shown)
            sums = numpy.bincount(self.codes[name], weights=others, minlength=len(self.values[name]))
            pairs = zip(self.values[name], sums.astype(int).tolist(), strict=True)
            counts[name] = Counter({value: number for value, number in pairs if value and number})
        is_late = int(_all(fits.values(), overdue).sum())
        counts["late"] = Counter({LATE[True]: is_late} if is_late else {})
        return int(_all(fits.values(), shown).sum()), counts

    def fitting(self, numbers: numpy.ndarray, filters: dict[str, str]) -> numpy.ndarray:
        """Which of `numbers` fit the `filters`, but for "late", which no number says."""
        places, there = self._places(numbers)
        fits = _all(self._fits(filters).values(), numpy.ones(self.numbers.size, dtype=bool))
        there[there] = fits[places[there]]
        return there

    def _fits(self, filters):
        return {name: self.codes[name] == self._code(name, filters[name]) for name in FACETS if name in filters}

    def _how_many(self, numbers, each):
        places, there = self._places(numbers)
        return numpy.bincount(places[there], weights=each[there], minlength=self.numbers.size)

    def _places(self, numbers):
        """Where each of `numbers` stands among ours, and whether it does."""
        if not self.numbers.size:
            return numpy.zeros_like(numbers), numpy.zeros(numbers.size, dtype=bool)
        places = numpy.searchsorted(self.numbers, numbers)
        places[places == self.numbers.size] = 0
        return places, self.numbers[places] == numbers

    def _code(self, name, wanted):
        return next((code for code, value in enumerate(self.values[name]) if str(value) == wanted), -1)


def _all(conditions, numbers):
    """The `numbers` where all `conditions` hold, else nought."""
    for condition in conditions:
        numbers = numbers * condition
    return numbers


def _integers():
    return numpy.array([], dtype=numpy.int64)


_known = Facets.none()


def counted(
    cursor, numbers: numpy.ndarray, each: numpy.ndarray, late: numpy.ndarray, filters: dict[str, str]
) -> tuple[int, dict[str, Counter]]:
    """`Facets.tally` by all that is known, or can be."""
    return learnt(cursor, numbers).tally(numbers, each, late, filters)


def fitting(cursor, numbers: numpy.ndarray, filters: dict[str, str]) -> numpy.ndarray:
    """`Facets.fitting` by all that is known, or can be."""
    return learnt(cursor, numbers).fitting(numbers, filters)


def learnt(cursor, numbers: numpy.ndarray) -> Facets:
    """All that is known, and what `numbers` stand for."""
    global _known
    _known = known = _known.with_all(cursor, numbers)
    return known
