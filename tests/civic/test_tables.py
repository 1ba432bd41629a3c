"""Tables as files: nothing is computed in them, and what comes out is what went in."""

import csv
import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from civic.tables import BOM, as_csv, as_ods

ROWS = [["案名", "補助"], ["公園,「怎麼」改", 200_000], ["=1+1", None], ["兩行\n的 <字>", date(2021, 5, 1)]]


def test_csv_reads_back_and_no_cell_is_a_formula():
    made = as_csv(ROWS)
    assert made.startswith(BOM)
    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))
    assert read == [["案名", "補助"], ["公園,「怎麼」改", "200000"], ["'=1+1", ""], ["兩行\n的 <字>", "2021-05-01"]]


def test_ods_is_known_by_its_first_piece_and_keeps_kinds():
    made = as_ods('110 "年" & <案>', ROWS)
    assert made[38:84] == b"application/vnd.oasis.opendocument.spreadsheet"
    archive = zipfile.ZipFile(io.BytesIO(made))
    assert archive.testzip() is None
    for name in ("content.xml", "META-INF/manifest.xml"):
        ElementTree.fromstring(archive.read(name))
    content = archive.read("content.xml").decode()
    assert 'office:value-type="float" office:value="200000"' in content
    assert 'office:date-value="2021-05-01"' in content and "formula" not in content
    assert "<text:p>兩行</text:p><text:p>的 &lt;字&gt;</text:p>" in content


@pytest.mark.parametrize("control", ["\x00", "\x0b", "\ufffe"])
def test_a_character_that_no_file_may_hold_is_left_out(control):
    content = zipfile.ZipFile(io.BytesIO(as_ods("x", [[f"a{control}b"]]))).read("content.xml").decode()
    assert "<text:p>ab</text:p>" in content


def test_the_same_rows_make_the_same_file():
    assert as_ods("x", ROWS) == as_ods("x", ROWS)
