"""Lists that leave the editors' admin as CSV, so that a spreadsheet reads them as text in our characters."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for something else
FORMULA = re.compile(r"[=+\-@\t\r\n|]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")


def for_spreadsheets(rows: Iterable[bytes]) -> Iterator[bytes]:
    """CSV in UTF-8, one whole row a piece, with a BOM and without a cell that would be run as a formula."""
    yield BOM
    for row in rows:
        for cells in csv.reader(io.StringIO(row.decode(), newline="")):
            written = io.StringIO()
            csv.writer(written).writerow([as_text(cell) for cell in cells])
            yield written.getvalue().encode()


def as_text(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would compute; a number stays a number."""
    return f"'{cell}" if FORMULA.match(cell.lstrip(" ")) and not NUMBER.fullmatch(cell) else cell
