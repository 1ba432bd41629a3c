"""Lists that leave the editors' admin as CSV, so that a spreadsheet reads them as text in our characters."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from civic.tables import BOM, as_text


def for_spreadsheets(rows: Iterable[bytes]) -> Iterator[bytes]:
    """CSV in UTF-8, one whole row a piece, with a BOM and without a cell that would be run as a formula."""
    yield BOM
    for row in rows:
        for cells in csv.reader(io.StringIO(row.decode(), newline="")):
            written = io.StringIO()
            csv.writer(written).writerow([as_text(cell) for cell in cells])
            yield written.getvalue().encode()


def in_city_time() -> None:
    """Have Wagtail write instants as the city's clocks show them; it writes those of Greenwich."""
    SpreadsheetExportMixin.custom_value_preprocess[datetime] = {
        SpreadsheetExportMixin.FORMAT_CSV: lambda value: f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}",
        SpreadsheetExportMixin.FORMAT_XLSX: timezone.make_naive,
    }
