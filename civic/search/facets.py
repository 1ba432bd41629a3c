"""How many documents have each value of each facet, told by their facet numbers alone: tens of thousands in a few
milliseconds.

A facet number stands for all `FACETS` of a document, always for the same ones: what it stands for is remembered by the
process, and looked up in the documents where it is new to it.
"""

from collections import Counter
from collections.abc import Collection

import numpy

from civic.search.models import FACETS

FILTERS = (*FACETS, "late")
LATE = {True: "yes", False: ""}  # whether an answer was due, and is not there: read from the clock
MOST = 200_000  # numbers that are remembered; then it begins anew
WHAT = f"""
SELECT facet, {", ".join(f"any_value({name})" for name in FACETS)} FROM search_document
WHERE %s::bigint[] IS NULL OR facet = ANY(%s) GROUP BY facet ORDER BY facet
"""


class Facets:
    """What the sorted `numbers` stand for: of each facet the different `values`, and as `codes` which of them each
    number has. Never changed."""

    def __init__(self, numbers: numpy.ndarray, values: dict[str, list], codes: dict[str, numpy.ndarray]):
        self.numbers, self.values, self.codes = numbers, values | {"late": list(LATE.values())}, codes

    @classmethod
    def none(cls) -> "Facets":
        return cls(_integers(), {name: [] for name in FACETS}, {name: _integers() for name in FACETS})

    def with_all(self, cursor, numbers: numpy.ndarray) -> "Facets":
        """These, and what else `numbers` stand for, as far as there are documents that have them: at first what all
        documents have."""
        new = numpy.setdiff1d(numbers, self.numbers)
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
        self, numbers: numpy.ndarray, documents: numpy.ndarray, late: numpy.ndarray, filters: dict[str, str]
    ) -> tuple[int, dict[str, Counter]]:
        """How many of the `documents` with each of `numbers` fit the `filters`, and {filter: {value: how many}}, each
        with the other ones; so many of them are `late`. A number that stands for nothing is that of a document which
        has gone meanwhile."""
        there = numpy.isin(numbers, self.numbers)
        places = numpy.searchsorted(self.numbers, numbers[there])
        codes = {name: numpy.tile(codes[places], 2) for name, codes in self.codes.items()}
        codes["late"] = numpy.repeat([0, 1], places.size)
        each = numpy.concatenate([late[there], (documents - late)[there]])
        fits = {name: codes[name] == self._code(name, wanted) for name, wanted in filters.items()}
        counts = {}
        for name in FILTERS:
            others = _all([fit for other, fit in fits.items() if other != name], each)
            sums = numpy.bincount(codes[name], weights=each * others, minlength=len(self.values[name]))
            pairs = zip(self.values[name], sums.astype(int).tolist(), strict=True)
            counts[name] = Counter({value: number for value, number in pairs if value and number})
        return int((each * _all(fits.values(), each)).sum()), counts

    def _code(self, name, wanted):
        return next((code for code, value in enumerate(self.values[name]) if str(value) == wanted), -1)


def _all(conditions, like):
    return numpy.logical_and.reduce([numpy.ones(like.shape, dtype=bool), *conditions])


def _integers():
    return numpy.array([], dtype=numpy.int64)


_known = Facets.none()


def counted(cursor, facets: bytes, late: bytes, filters: dict[str, str]) -> tuple[int, dict[str, Counter]]:
    """`Facets.tally` of documents by their facet numbers, as PostgreSQL sends them one after the other: all of them,
    and those that are late."""
    global _known
    numbers, documents = numpy.unique(_read(facets), return_counts=True)
    _known = known = _known.with_all(cursor, numbers)
    return known.tally(numbers, documents, _how_many(_read(late), numbers), filters)


def _read(sent):
    return numpy.frombuffer(sent, dtype=">i8").astype(numpy.int64)


def _how_many(some, numbers):
    """How often each of the sorted `numbers` is among `some`, which are none but these."""
    return numpy.bincount(numpy.searchsorted(numbers, some), minlength=numbers.size)
