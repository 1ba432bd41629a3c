"""Lists that leave the editors' admin as CSV, so that a spreadsheet reads them as text in our characters."""

import csv
import io
from collections.abc import Iterable, Iterator

from civic.tables import BOM, as_text


def for_spreadsheets(rows: Iterable[bytes]) -> Iterator[bytes]:
    """CSV in UTF-8, one whole row a piece, with a BOM and without a cell that would be run as a formula."""
    yield BOM
    for row in rows:
        for cells in csv.reader(io.StringIO(row.decode(), newline="")):
            written = io.StringIO()
            csv.writer(written).writerow([as_text(cell) for cell in cells])
            yield written.getvalue().encode()
