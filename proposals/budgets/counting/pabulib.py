"""The Pabulib file (`.pb`), read and written.

Three sections (META, PROJECTS, VOTES), each a semicolon-separated table with a heading row. Nothing in it
is thrown away: unknown keys, unknown columns, empty cells and their order are kept, so
`parse(write(parse(f))) == parse(f)`. What cannot be counted is refused as `Malformed`: one sentence with
the line number and what to do. Names of keys and columns may be in capitals, and letters that cannot be seen are
not part of a name.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from .checks import check
from .letters import clean, folded, narrow, shown, split
from .refusals import Malformed
from .tables import SEPARATED, lines, rows, separator_of, tells_separator, title

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


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


def read(path: str | Path, progress: Callable[[int], None] | None = None) -> File:
    """Parse the file at `path`; `progress` is told the number of bytes read so far, now and then."""
    with open(path, "rb") as stream:
        return _parse(lines(stream, progress))


def parse(text: str | bytes) -> File:
    """Parse a whole file from memory. Raises Malformed."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _parse(lines(io.BytesIO(data), None))


def write(file: File) -> str:
    """The file as text, with quotes only where they are needed."""
    told = []
    for name, table in zip(SECTIONS, (file.meta, file.projects, file.votes), strict=True):
        told.append(name)
        told.extend(map(_line, [table.columns, *table.rows]))
    return "\n".join(told) + "\n"


def _line(cells: list[str]) -> str:
    if len(cells) == 1 and (not cells[0].strip() or cells[0].strip().upper() in SECTIONS):
        return '"' + cells[0].replace('"', '""') + '"'
    return ";".join(map(_cell, cells))


def _cell(cell: str) -> str:
    if any(mark in cell for mark in ';"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _parse(text: Iterable[str]) -> File:
    file, table, end = File(), None, 1
    for row, number in rows(text):
        name = title(row) if row else ""
        if not row:
            end = number
        elif name in SECTIONS and (table is None or table.columns) and name not in file.starts:
            expected = SECTIONS[len(file.starts)]
            if name != expected:
                raise Malformed(number, "section_order", expected=expected, title=name)
            file.starts[name] = number
            table = getattr(file, name.lower())
        elif table is None:
            _before_meta(row, number)
            file.sep_line = True
        elif not table.columns:
            table.columns = [cell.strip() for cell in row]
            _heading(next(reversed(file.starts)), table, number)
        else:
            table.rows.append(row)
            table.lines.append(number)
    for name in SECTIONS:
        if name not in file.starts or not getattr(file, name.lower()).columns:
            raise Malformed(end, "section_missing", title=name)
    check(file)
    return file


def _before_meta(row: list[str], number: int) -> None:
    """Only a line that tells the separator may stand before META."""
    mark = tells_separator(row)
    if mark in SEPARATED:
        raise Malformed(number, "separated", title="META", separator=(SEPARATED[mark], {}))
    if mark != ";" or number != 1:
        raise Malformed(number, "no_meta", text=shown(";".join(row)))


def _heading(name: str, table: Table, number: int) -> None:
    lacking = next((column for column in NEEDED[name] if not table.has(column)), None)
    if lacking is None:
        return
    mark = separator_of(table.columns, NEEDED[name])
    if mark:
        raise Malformed(number, "separated", title=name, separator=(SEPARATED[mark], {}))
    raise Malformed(number, "no_column", title=name, column=lacking)
