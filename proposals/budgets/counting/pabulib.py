"""The Pabulib file (`.pb`), read and written.

Three sections (META, PROJECTS, VOTES), each a semicolon-separated table with a heading row. Nothing in it
is thrown away: unknown keys, unknown columns, empty cells and their order are kept, so
`parse(write(parse(f))) == parse(f)`. What cannot be counted is refused as `Malformed`: one sentence with
the line number and what to do. Names of keys and columns may be in capitals, and letters that cannot be seen are
not part of a name.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

from .checks import check
from .files import File, Table
from .letters import shown
from .refusals import Malformed
from .tables import SEPARATED, lines, rows, separator_of, tells_separator, title

__all__ = ["File", "Table", "parse", "read", "write"]

SECTIONS = ("META", "PROJECTS", "VOTES")
NEEDED = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}


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
