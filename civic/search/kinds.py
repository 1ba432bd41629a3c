"""The socket: which kinds of things can be found, and what of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from civic.search.models import PUBLIC

kinds = {}  # {name: Kind}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is found of a thing, and by whom: `title` and `text` as readers see them, the rest as in `Document`."""

    title: str
    text: str
    path: str
    at: datetime
    sight: int = PUBLIC
    language: str = ""
    phase: str = ""
    theme: str = ""
    district: str = ""
    agency: str = ""
    due_at: datetime | None = None
    standing: int = 0


def code_of(named: Any | None) -> str:
    """The code of a theme, a district or an agency as an `Entry` has it, empty where there is none."""
    return named.code if named else ""


class Kind:
    """One kind of things. `name` stands in addresses, `title` on pages, `called` are the folded words before a number
    that mean one of them ("提議 42"); `edition` is raised when `entry` changes, and all documents are written anew."""

    name = ""
    title: object = ""
    called: tuple[str, ...] = ()
    edition = 1
    model: type[models.Model]

    def rows(self) -> models.QuerySet:
        """Everything of this kind that somebody may find, with what `entry` reads."""
        raise NotImplementedError

    def entry(self, row: models.Model) -> Entry:
        """What is kept of one of `rows`."""
        raise NotImplementedError

    def titles(self) -> dict[str, dict[str, object]]:
        """What the values of filters are called: {filter: {code: title}}, in the order of pages."""
        return {}

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        """{id: (phase, where it stands in words)} of those of `things` that have a phase, as they are at `now`."""
        return {}
