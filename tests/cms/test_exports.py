"""A list that is downloaded opens in a spreadsheet as it reads here, and runs nothing there."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
from django.urls import reverse

from cms.exports import BOM, as_text, for_spreadsheets
from tests.cms.conftest import outcome

RUN = ['=HYPERLINK("http://evil.example","看")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1", "|x"]


@pytest.mark.parametrize("cell", RUN)
def test_nothing_is_run(cell):
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "-5", "+886", "-1.5", "12,000", "輕軌 = 捷運", "a@b.example", "2026-01-01"])
def test_what_is_no_formula_stays(cell):
    assert as_text(cell) == cell


def test_line_breaks_and_quotes_stay_in_their_cell():
    given = io.StringIO(newline="")
    csv.writer(given).writerow(['他說 "好"', "第一行\n第二行", "=1", ""])
    out = b"".join(for_spreadsheets([given.getvalue().encode()]))
    assert next(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline=""))) == [
        '他說 "好"', "第一行\n第二行", "'=1", "",
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["site_history", "aging_pages", "locked_pages", "workflow"])
def test_every_report_is_made_fit(client, ada, name):
    page = outcome(title="=1+1 輕軌")
    type(page).objects.filter(pk=page.pk).update(locked=True, locked_by=ada)
    page.save_revision(user=ada, log_action=True)
    ada.is_superuser = True
    ada.save(update_fields=["is_superuser"])
    client.force_login(ada)
    answer = client.get(reverse(f"wagtailadmin_reports:{name}"), {"export": "csv"})
    out = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8" and out.startswith(BOM)
    cells = [cell for row in csv.reader(io.StringIO(out.decode("utf-8-sig"))) for cell in row]
    assert cells and not [cell for cell in cells if cell.startswith("=")]
    if name in ("site_history", "aging_pages", "locked_pages"):
        assert "'=1+1 輕軌" in cells, "void unless the page is listed"


@pytest.mark.django_db
def test_times_are_those_of_the_citys_clocks(client, eve):
    page = outcome()
    at = datetime(2026, 3, 1, 20, 30, tzinfo=UTC)
    type(page).objects.filter(pk=page.pk).update(last_published_at=at)
    client.force_login(eve)
    report = reverse("wagtailadmin_reports:aging_pages")
    written = b"".join(client.get(report, {"export": "csv"}).streaming_content).decode()
    assert "2026-03-02 04:30:00" in written and "20:30" not in written
    book = openpyxl.load_workbook(io.BytesIO(b"".join(client.get(report, {"export": "xlsx"}))))
    assert datetime(2026, 3, 2, 4, 30) in {cell for row in book.active.values for cell in row}
