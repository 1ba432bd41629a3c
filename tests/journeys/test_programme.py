"""A case on its way: applied for by an official on a phone, decided and published by the team, read by everybody."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.programme.models import Case
from tests import people
from tests.journeys.conftest import DESKTOP
from tests.people import DAY
from tests.proposals.programme import life

pytestmark = pytest.mark.browser


def test_a_case_goes_from_a_phone_to_the_years_page(window, server):
    pia, ann, now = people.CAST["pia"](), people.CAST["ann"](), timezone.now()
    life.announced(pia, year=2030, opens_at=now - 9 * DAY, closes_at=now + 9 * DAY)
    meeting = life.met(pia, held_at=now - DAY)

    phone = window(ann, has_touch=True, is_mobile=True)
    phone.goto("/programme/desk/applications/")
    phone.get_by_role("link", name="提出申請").tap()
    for name, text in (("title", "公園怎麼改"), ("body", "和里民討論。"), ("reach", "里民八十人"), ("asked", "90000")):
        phone.locator(f"[name=saving-{name}]").fill(text)
    phone.locator("[name=saving-how]").select_option("workshop")
    phone.locator("[name=saving-starts_on]").fill(f"{timezone.localdate(now):%Y-%m-%d}")
    phone.locator("[name=saving-ends_on]").fill(f"{timezone.localdate(now + 30 * DAY):%Y-%m-%d}")
    phone.get_by_role("button", name="儲存").tap()
    expect(phone.get_by_text("已儲存").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="送出申請").tap()
    expect(phone.get_by_text("現在大家都看得到").first).to_be_visible()

    desk = window(pia, size=DESKTOP)
    desk.goto(f"/programme/desk/meetings/{meeting.pk}/")
    decision = desk.locator("#decision")
    decision.locator("select[name=decision-case]").select_option(str(Case.objects.get().pk))
    decision.locator("input[name=decision-is_taken][value=yes]").check()
    decision.locator("input[name=decision-amount]").fill("80000")
    decision.locator("input[name=decision-in_favour]").fill("5")
    decision.get_by_role("button", name="登記").click()
    expect(desk.get_by_text("決議已登記").first).to_be_visible()
    desk.locator("textarea[name=minutes-minutes]").fill("決議如下。")
    desk.locator("#minutes").get_by_role("button", name="儲存").click()
    desk.get_by_role("button", name="公開", exact=True).click()
    expect(desk.get_by_text("決議開始生效").first).to_be_visible()

    phone.goto("/programme/2030/")
    expect(phone.get_by_text("NT$80,000").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("link", name="公園怎麼改").tap()
    expect(phone.get_by_text("同意 5 票").first).to_be_visible()
