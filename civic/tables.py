"""Tables as files that people open in a spreadsheet: CSV and OpenDocument. Pure.

Cells are texts, whole numbers, dates or None. No cell is ever run as a formula.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from xml.sax.saxutils import escape

BOM = b"\xef\xbb\xbf"  # without it Excel takes UTF-8 for something else
FORMULA = re.compile(r"[=+\-@\t\r\n|]")
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*%?")
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # for XML

Cell = str | int | date | None

ODS = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
MANIFEST = (
    f'{XML}<manifest:manifest {SPACES} manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def as_text(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would compute; a number stays a number."""
    return f"'{cell}" if FORMULA.match(cell.lstrip(" ")) and not NUMBER.fullmatch(cell) else cell


def as_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with a BOM; dates as 2021-05-01."""
    written = io.StringIO()
    csv.writer(written).writerows([as_text("" if cell is None else str(cell)) for cell in row] for row in rows)
    return BOM + written.getvalue().encode()


def as_ods(title: str, rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet called `title`; numbers are numbers and dates are dates in it."""
    table = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'{XML}<office:document-content {SPACES} office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="{_fit(title, {chr(34): "&quot;"})}">{table}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), ODS)  # first, and not compressed: by this it is known
        for name, words in (("META-INF/manifest.xml", MANIFEST), ("content.xml", content)):
            archive.writestr(zipfile.ZipInfo(name), words.encode(), zipfile.ZIP_DEFLATED)  # of 1980, always the same
    return packed.getvalue()


def _cell(cell):
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, date):
        kind = f'"date" office:date-value="{cell.isoformat()}"'
    else:
        kind = f'"float" office:value="{cell}"' if isinstance(cell, int) else '"string"'
    lines = "".join(f"<text:p>{_fit(line)}</text:p>" for line in str(cell).split("\n"))
    return f"<table:table-cell office:value-type={kind}>{lines}</table:table-cell>"


def _fit(words, entities=None):
    return escape(UNFIT.sub("", words), entities or {})
