"""The socket of instruments: what stands behind a box."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from proposals.ballots.models import Box

_instruments = {}


class Title(NamedTuple):
    """What a box is called on a page, and the address of that page."""

    words: str
    url: str


class Instrument:
    """What votes in secret. A subclass is registered for the kind of its subjects: `budget` for "budget:42"."""

    def titles(self, boxes: Sequence[Box]) -> dict[int, Title]:
        """{id of the box: Title}; without those that have no page."""
        raise NotImplementedError

    def impossible(self, box: Box, papers: Iterable[tuple[int, tuple[int, ...]]]) -> int:
        """How many of the ballots (area, choices) break the rules under which the box was opened; asked at the count.
        Not those that chose what fell out meanwhile."""
        raise NotImplementedError

    def standing(self, box: Box, now: datetime) -> "Counting | None":
        """How the standing of a box that is open is counted; None where the vote shows none."""
        return None

    def is_standing(self, said: Mapping[str, Any]) -> bool:
        """Whether what a file holds is what the count of a standing says, and can be shown."""
        return True


class Counting(NamedTuple):
    """What a process of its own needs in order to count a standing: the name of a pure function, and for each area, by
    its number, what it is told. `by(told, {choices: how many chose so})` returns what may be shown, as JSON can say it.
    """

    by: str
    areas: Mapping[int, Any]


def instrument(kind: str) -> Callable:
    """Register the decorated subclass of `Instrument` for boxes whose subject reads `kind:id`."""

    def register(cls):
        _instruments[kind] = cls()
        return cls

    return register


def instrument_of(box: Box) -> Instrument:
    """Whatever stands behind a box; raises KeyError if nothing is plugged in for it."""
    return _instruments[box.kind]


def titles(boxes: Iterable[Box]) -> dict[int, Title]:
    """{id of the box: Title} of all those that have a page."""
    kinds, found = {}, {}
    for box in boxes:
        kinds.setdefault(box.kind, []).append(box)
    for kind, own in kinds.items():
        if kind in _instruments:
            found |= _instruments[kind].titles(own)
    return found
