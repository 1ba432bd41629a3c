"""More was sent than the server takes: it says so, and the words are in the form again."""

import pytest
from playwright.sync_api import expect

from proposals.models import Proposal
from tests import people
from tests.served import served

pytestmark = pytest.mark.browser
LIMIT = 2**20


@pytest.fixture
def server(own_database):
    """The program with little room for what is sent."""
    with served(BODY_LIMIT=str(LIMIT)) as running:
        yield running


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_what_was_typed_is_in_the_form_again(window, tmp_path, scripts):
    large = tmp_path / "photo.jpg"
    large.write_bytes(b"\xff" * (2 * LIMIT))
    page = window(people.CAST["bo"](), java_script_enabled=scripts)
    page.goto("/proposals/new/")
    page.locator("[name=title]").fill("在海岸步道加裝夜間照明")
    page.locator("[name=body]").fill("步道入夜後昏暗。")
    page.locator("[name=theme]").select_option(index=1)
    page.locator("[name=evidence_title]").fill("照片")
    page.set_input_files("[name=evidence_file]", large)
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送出的內容太大了")
    expect(page.locator("main")).to_contain_text("1 MB")
    if scripts:
        page.get_by_role("link", name="回到表單").click()
    else:
        page.go_back()
    expect(page.locator("[name=title]")).to_have_value("在海岸步道加裝夜間照明")
    expect(page.locator("[name=body]")).to_have_value("步道入夜後昏暗。")
    expect(page.locator("[name=theme]")).not_to_have_value("")
    expect(page.locator("[name=evidence_title]")).to_have_value("照片")
    page.set_input_files("[name=evidence_file]", [])
    page.locator("[name=evidence_title]").fill("")
    page.locator("main form button").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("在海岸步道加裝夜間照明")
    assert Proposal.objects.get().body == "步道入夜後昏暗。"
