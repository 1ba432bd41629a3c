"""The socket of "my page": what each module keeps of a person and why, shows them of it, hands out and erases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_sections = []


@dataclass(frozen=True, slots=True)
class Purpose:
    """Personal data: `what` is kept, `why`, and `how_long`; sentences for everybody, which may be lazy. `tables` are
    the models that hold it ("app.Model"), `chores` what removes it by the clock."""

    what: object
    why: object
    how_long: object
    tables: tuple[str, ...] = ()
    chores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of something when two accounts of one person are joined, in `words`; `falls`: it counts or stands no
    longer, rather than going along."""

    words: str
    falls: bool = False


class Section:
    """One part of "my page". A subclass names a `title` and a `template` and overrides what it needs."""

    title = ""
    template = ""
    farewell = ""  # a sentence on what erasing the account does to what the section shows
    purposes = ()  # a `Purpose` for each kind of personal data that its module keeps

    def context(self, person: Any, now: datetime) -> dict | None:
        """What the template needs, as a dict; None leaves the section out for this person, as does a section without a
        template."""
        return {} if self.template else None

    def export(self, person: Any) -> dict:
        """Everything this module knows of the person, as a dict that fits into JSON."""
        return {}

    def things(self, person: Any) -> list:
        """QuerySets of the rows, people apart, that erasing changes: held before the person is."""
        return []

    def things_of_both(self, person: Any, other: Any) -> list:
        """QuerySets of the rows, people apart, that joining the account `other` with that of `person` changes: held
        before the two are."""
        return []

    def fates(self, person: Any, other: Any, now: datetime) -> list[Fate]:
        """What becomes of what this module keeps of `other` and `person` when `other` is joined with `person`."""
        return []

    def join(self, person: Any, other: Any, at: datetime, actor: Any) -> None:
        """Let all of `other` go along to `person`, or fall away, within the transaction of `accounts.joining.join`."""

    def erase(self, person: Any, at: datetime) -> None:
        """Forget the person, within the transaction of `accounts.actions.erase`. Counts stay."""


def section(*, order: int) -> Callable:
    """Register a subclass of `Section`; lower orders stand higher on the page."""

    def register(cls):
        name = cls.__module__.removesuffix(".mine").rpartition(".")[2]
        _sections.append((order, name, cls()))
        _sections.sort(key=lambda row: row[0])
        return cls

    return register


def sections() -> list[tuple[str, type[Section]]]:
    """All sections as (name of the app, section), in the order of the page."""
    return [(name, plug) for _, name, plug in _sections]


def purposes() -> list[Purpose]:
    """What is kept of people, in the order of the page."""
    return [purpose for _order, _name, plug in _sections for purpose in plug.purposes]


def farewells() -> list:
    """What erasing an account does to what each module keeps."""
    return [plug.farewell for _order, _name, plug in _sections if plug.farewell]
