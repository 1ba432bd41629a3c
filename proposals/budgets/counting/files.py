"""A Pabulib file in memory: its three sections as they stand, and what its header says."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .letters import clean, folded, narrow, split


@dataclass
class Table:
    """A section: its column names and its rows, cell by cell, as they stand in the file; `lines` says where each
    row begins (empty in a table that was not read from a file)."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list, compare=False)

    def position(self, column: str) -> int | None:
        names = [clean(name).lower() for name in self.columns]
        return names.index(column) if column in names else None

    def has(self, column: str) -> bool:
        return self.position(column) is not None

    def column(self, name: str, missing: str = "") -> list[str]:
        """The cells of a column, `missing` where a row is too short or there is no such column."""
        at = self.position(name)
        if at is None:
            return [missing] * len(self.rows)
        return [row[at].strip() if at < len(row) else missing for row in self.rows]


@dataclass
class File:
    """A Pabulib file in memory. Equal files have equal sections, whatever their line ends or byte-order
    mark. `spelled` has the projects of those votes that name them otherwise than the list does; `starts` says in
    which line each section begins, `sep_line` whether a line that tells the separator stood before them."""

    meta: Table = field(default_factory=Table)
    projects: Table = field(default_factory=Table)
    votes: Table = field(default_factory=Table)
    spelled: dict[str, list[str]] = field(default_factory=dict, compare=False)
    starts: dict[str, int] = field(default_factory=dict, compare=False)
    sep_line: bool = field(default=False, compare=False)
    papers: Any = field(default=None, compare=False, repr=False)  # what `papers_of` has found out already

    @cached_property
    def header(self) -> dict[str, tuple[str, int]]:
        """{key: (value, line)}, the first of a key that is written twice."""
        keys, values = self.meta.column("key"), self.meta.column("value")
        where = self.meta.lines or [0] * len(keys)
        found: dict[str, tuple[str, int]] = {}
        for key, value, line in zip(keys, values, where, strict=True):
            found.setdefault(clean(key).lower(), (value, line))
        return found

    def get(self, key: str, missing: str = "") -> str:
        """The value of a META key, stripped; the first one if it is written twice."""
        return self.header.get(key, (missing, 0))[0]

    def line(self, key: str) -> int | None:
        """Where a META key stands."""
        return self.header[key][1] if key in self.header else None

    @property
    def vote_type(self) -> str:
        return folded(self.get("vote_type")) or "approval"

    @property
    def currency(self) -> str:
        """The code the file gives in capitals, "" if it gives none."""
        return clean(narrow(self.get("currency"))).upper()

    @property
    def ids(self) -> list[str]:
        """The ids of the projects in their order."""
        return [clean(name) for name in self.projects.column("project_id")]

    def named(self, vote: str) -> list[str]:
        """The ids a vote names, as the list of projects writes them."""
        return self.spelled[vote] if vote in self.spelled else split(vote)
