"""The Pabulib file (`.pb`), read, checked and written.

Three sections (META, PROJECTS, VOTES), each a semicolon-separated table with a heading row. Nothing in it
is thrown away: unknown keys, unknown columns, empty cells and their order are kept, so
`parse(write(parse(f))) == parse(f)`. What cannot be counted is refused as `Malformed`: one sentence with
the line number.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from .amounts import whole

SECTIONS = ("META", "PROJECTS", "VOTES")
LONGEST_LINE = 1_000_000  # bytes; the longest line seen in a real file has about 10,000
END = "\0"  # a line after the last; no text has it, so a cell that does was still open at the end of the file
VOTE_TYPES = ("approval", "choose-1", "knapsack", "cumulative", "scoring", "ordinal")


class Malformed(ValueError):
    """The file cannot be counted. `line` is where (from 1), `str()` is a sentence for people."""

    def __init__(self, line: int, sentence: str):
        self.line = line
        super().__init__(f"Line {line}: {sentence}")


@dataclass
class Table:
    """A section: its column names and its rows, cell by cell, as they stand in the file."""

    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)

    def position(self, column: str) -> int | None:
        return self.columns.index(column) if column in self.columns else None

    def column(self, name: str, missing: str = "") -> list[str]:
        """The cells of a column, `missing` where a row is too short or there is no such column."""
        at = self.position(name)
        if at is None:
            return [missing] * len(self.rows)
        return [row[at].strip() if at < len(row) else missing for row in self.rows]


@dataclass
class File:
    """A Pabulib file in memory. Equal files have equal sections, whatever their line ends or byte-order
    mark."""

    meta: Table = field(default_factory=Table)
    projects: Table = field(default_factory=Table)
    votes: Table = field(default_factory=Table)

    def get(self, key: str, missing: str = "") -> str:
        """The value of a META key, stripped; the first one if it is written twice."""
        pairs = zip(self.meta.column("key"), self.meta.column("value", missing), strict=True)
        return next((value for name, value in pairs if name == key), missing)

    @property
    def vote_type(self) -> str:
        return self.get("vote_type", "approval").lower() or "approval"


def read(path: str | Path, progress: Callable[[int], None] | None = None) -> File:
    """Parse the file at `path`; `progress` is told the number of bytes read so far, now and then."""
    with open(path, "rb") as stream:
        return _parse(_lines(stream, progress))


def parse(text: str | bytes) -> File:
    """Parse a whole file from memory. Raises Malformed."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _parse(_lines(io.BytesIO(data), None))


def write(file: File) -> str:
    """The file as text, with quotes only where they are needed."""
    lines = []
    for title, table in zip(SECTIONS, (file.meta, file.projects, file.votes), strict=True):
        lines.append(title)
        lines.extend(map(_line, [table.columns, *table.rows]))
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    if len(cells) == 1 and (not cells[0].strip() or cells[0].strip().upper() in SECTIONS):
        return '"' + cells[0].replace('"', '""') + '"'
    return ";".join(map(_cell, cells))


def _cell(cell: str) -> str:
    if any(mark in cell for mark in ';"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _lines(stream, progress: Callable[[int], None] | None) -> Iterator[str]:
    """Decoded lines, each at most LONGEST_LINE long, so that a hostile file cannot fill the memory."""
    done = 0
    for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
        if len(raw) > LONGEST_LINE:
            raise Malformed(number, f"the line is longer than {LONGEST_LINE:,} bytes.")
        if number == 1:
            raw = raw.removeprefix(b"\xef\xbb\xbf")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(number, "the text is not UTF-8.") from None
        if "\0" in text:
            raise Malformed(number, "there is a NUL character in the text.")
        done += len(raw)
        if progress and number % 5000 == 0:
            progress(done)
        yield text


def _parse(lines: Iterable[str]) -> File:
    reader = csv.reader(chain(lines, [END]), delimiter=";")
    file, seen, table = File(), {}, None
    line_numbers: dict[str, list[int]] = {}
    for row, number in _rows(reader):
        title = row[0].strip().upper() if not any(map(str.strip, row[1:])) else ""
        if title in SECTIONS and (table is None or table.columns) and title not in seen:
            _in_order(title, seen, number)
            seen[title] = number
            table = getattr(file, title.lower())
            line_numbers[title] = []
        elif table is None:
            raise Malformed(number, "the file must begin with the section META.")
        elif not table.columns:
            table.columns = [cell.strip() for cell in row]
            _heading(title_of(file, table), table.columns, number)
        else:
            table.rows.append(row)
            line_numbers[next(reversed(seen))].append(number)
    for title in SECTIONS:
        if title not in seen or not getattr(file, title.lower()).columns:
            raise Malformed(max(reader.line_num - 1, 1), f"the section {title} is missing.")
    _check(file, line_numbers, seen)
    return file


def title_of(file: File, table: Table) -> str:
    return next(title for title in SECTIONS if getattr(file, title.lower()) is table)


def _rows(reader) -> Iterator[tuple[list[str], int]]:
    """Rows that are not blank, each with the number of its first line. Ends at END."""
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except csv.Error as error:
            what = "a field does not end (a quotation mark is not closed?)" if "limit" in str(error) else error
            raise Malformed(number, f"{what}.") from None
        if row == [END]:
            return
        if row and END in row[-1]:
            raise Malformed(number, "a field does not end (a quotation mark is not closed?).")
        if row and (len(row) > 1 or row[0].strip()):
            yield row, number


def _in_order(title: str, seen: dict[str, int], number: int) -> None:
    expected = SECTIONS[len(seen)]
    if title != expected:
        raise Malformed(number, f"the section {expected} is missing before {title}.")


def _heading(title: str, columns: list[str], number: int) -> None:
    needed = {"META": ("key", "value"), "PROJECTS": ("project_id", "cost"), "VOTES": ("voter_id", "vote")}
    for name in needed[title]:
        if name not in columns:
            raise Malformed(number, f"{title} has no column {name!r}.")


def _check(file: File, line_numbers: dict[str, list[int]], starts: dict[str, int]) -> None:
    """Everything a count relies on; the first fault found is the one told."""
    keys = zip(reversed(file.meta.column("key")), reversed(line_numbers["META"]), strict=True)
    where = dict(keys)  # of a key that is written twice the first one, which is the one that counts
    if file.vote_type not in VOTE_TYPES:
        raise Malformed(where["vote_type"], f"the vote_type {file.vote_type[:40]!r} is not known.")
    if "budget" not in where:
        raise Malformed(starts["PROJECTS"], "META does not say the budget.")
    _amount(file.get("budget"), "the budget", where["budget"])
    if file.vote_type == "scoring" and file.get("default_score"):
        _decimal(file.get("default_score"), "the default_score", where["default_score"])
    for key, rows in (("num_projects", file.projects.rows), ("num_votes", file.votes.rows)):
        if key in where and file.get(key) != str(len(rows)):
            raise Malformed(where[key], f"{key} is {file.get(key)[:40]}, but there are {len(rows)} in the file.")
    known = _check_projects(file.projects, line_numbers["PROJECTS"])
    _check_votes(file, known, line_numbers["VOTES"])


def _decimal(text: str, what: str, number: int) -> int:
    try:
        return whole(text, 10**9)
    except ValueError as error:
        raise Malformed(number, f"{what}: {error}.") from None


def _amount(text: str, what: str, number: int) -> None:
    if _decimal(text, what, number) < 0:
        raise Malformed(number, f"{what} is negative ({text.strip()[:40]}).")


def _check_projects(table: Table, numbers: list[int]) -> set[str]:
    known: set[str] = set()
    for name, cost, number in zip(table.column("project_id"), table.column("cost"), numbers, strict=True):
        if not name:
            raise Malformed(number, "a project has no project_id.")
        if name in known:
            raise Malformed(number, f"the project {name[:40]!r} is listed twice.")
        known.add(name)
        _amount(cost, f"the cost of project {name[:40]!r}", number)
    return known


def _check_votes(file: File, known: set[str], numbers: list[int]) -> None:
    votes, points = file.votes.column("vote"), file.votes.column("points")
    with_points = "points" in file.votes.columns and file.vote_type in ("cumulative", "scoring")
    seen: set[tuple[str, str]] = set()
    for vote, given, number in zip(votes, points, numbers, strict=True):
        if (vote, given) in seen:
            continue
        seen.add((vote, given))
        names = split(vote)
        if not known.issuperset(names):
            stranger = next(name for name in names if name not in known)
            raise Malformed(number, f"the vote names a project that is not listed ({stranger[:40]!r}).")
        if with_points:
            _check_points(split(given), names, number)


def _check_points(points: list[str], names: list[str], number: int) -> None:
    if len(points) != len(names):
        raise Malformed(number, f"the vote names {len(names)} projects but gives {len(points)} points.")
    for point in points:
        _decimal(point, "the points of a vote", number)


def split(cell: str) -> list[str]:
    """The items of a comma-separated cell; "" has none."""
    return [item for item in map(str.strip, cell.split(",")) if item]
