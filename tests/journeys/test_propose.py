"""From an idea on a phone to a reviewed proposal."""

import pytest
from playwright.sync_api import expect

from proposals.models import Proposal
from tests import people
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_propose_on_a_phone_and_pass_the_review(window, scripts):
    phone = window(people.CAST["bo"](), java_script_enabled=scripts)
    phone.goto("/")
    phone.get_by_role("link", name="我要提議").first.click()
    phone.locator("[name=title]").fill("在海岸步道加裝夜間照明")
    phone.locator("[name=body]").fill("步道入夜後昏暗,請分段加裝感應式照明。")
    phone.locator("[name=benefits]").fill("散步和慢跑的人更安全。")
    phone.locator("[name=theme]").select_option(index=1)
    phone.locator("main form button").last.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("在海岸步道加裝夜間照明")
    phone.locator("form[action$='/submission/'] button").click()
    expect(phone.locator("main")).to_contain_text("檢核中")
    proposal = Proposal.objects.get()
    assert proposal.phase() == "submitted"

    stranger = window()
    assert stranger.request.get(f"/proposals/{proposal.pk}/").status == 404

    desk = window(people.CAST["rui"](), size=DESKTOP, java_script_enabled=scripts)
    desk.goto("/desk/review/")
    desk.get_by_role("link", name="在海岸步道加裝夜間照明").click()
    people.CAST["ann"]()  # somebody at the agency, or it would be warned of
    desk.reload()
    desk.locator("form[action$='/passing/'] select[name$=agency]").select_option(label="交通局")
    desk.locator("form[action$='/passing/'] button").click()
    expect(desk.locator("main")).to_contain_text("即將開放附議")
    stranger.goto(f"/proposals/{proposal.pk}/")
    expect(stranger.locator("main")).to_contain_text("即將開放附議")


def test_what_was_typed_is_still_there_after_a_mistake(window):
    phone = window(people.CAST["bo"]())
    phone.goto("/proposals/new/")
    phone.locator("[name=title]").fill("長" * 80)
    phone.locator("[name=body]").fill("<script>alert(1)</script> 🙂 \u202eabc")
    phone.locator("[name=evidence_url]").fill("javascript:alert(1)")
    phone.locator("[name=evidence_title]").fill("資料")
    phone.locator("main form button").last.click()
    expect(phone.locator("[name=body]")).to_have_value("<script>alert(1)</script> 🙂 \u202eabc")
    expect(phone.locator("[name=title]")).to_have_value("長" * 80)
    expect(phone.locator("[aria-invalid=true]").first).to_be_visible()
    assert not Proposal.objects.exists()
