"""An idea on its way: handed in on a phone, screened by the team, judged by an agency, and on the list of projects."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.budgets.ideas import Idea
from proposals.budgets.models import Cycle
from tests import people
from tests.journeys.conftest import DESKTOP
from tests.people import DAY
from tests.proposals.budgets import life

pytestmark = pytest.mark.browser


def let_days_pass(cycle, number):
    """The days of the cycle come earlier, as if so many had passed."""
    back = timedelta(days=number)
    stations = {name: getattr(cycle, name) - back for name in ("call_at", "screening_at", "feasibility_at")}
    Cycle.objects.filter(pk=cycle.pk).update(**stations)
    cycle.refresh_from_db()


def test_an_idea_goes_from_a_phone_to_the_list_of_projects(window, server):
    team, mei, ann = life.team()[0], people.CAST["mei"](), people.CAST["ann"]()
    now = timezone.now()
    days = {"call_at": now - DAY, "screening_at": now + 9 * DAY, "feasibility_at": now + 19 * DAY}
    cycle = life.calling(
        team, **days, display_at=now + 40 * DAY, vote_at=now + 50 * DAY, closes_at=now + 60 * DAY
    )

    phone = window(mei, has_touch=True, is_mobile=True)
    phone.goto(f"/budgets/{cycle.pk}/")
    phone.get_by_role("link", name="提出構想").tap()
    phone.locator("select[name=area]").select_option("1")
    phone.locator("input[name=title]").fill("巷口的樹蔭")
    phone.locator("textarea[name=body]").fill("夏天等公車的人曬著太陽，種三棵樹。")
    phone.get_by_role("button", name="儲存").tap()
    expect(phone.get_by_role("heading", name="巷口的樹蔭")).to_be_visible()
    phone.get_by_role("button", name="送出我的構想").tap()
    expect(phone.get_by_text("現在大家都看得到您的構想").first).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    idea = Idea.objects.get()

    let_days_pass(cycle, 10)
    desk = window(team, size=DESKTOP)
    desk.goto(f"/budgets/desk/{cycle.pk}/ideas/")
    desk.get_by_role("link", name="巷口的樹蔭").click()
    desk.get_by_role("button", name="通過", exact=True).click()
    expect(desk.get_by_text("兩小時後才寄信").first).to_be_visible()
    let_days_pass(cycle, 10)
    desk.reload()
    desk.get_by_label("權責機關").select_option("transport")
    desk.get_by_role("button", name="請機關評估是否可行").click()
    expect(desk.get_by_text("已請機關評估").first).to_be_visible()

    office = window(ann, size=DESKTOP)
    office.goto("/desk/agency/")
    office.get_by_role("link", name="巷口的樹蔭").click()
    for question in ("interest", "legality", "budget"):
        office.locator(f"input[name=judging-{question}_colour][value=green]").check()
        office.locator(f"textarea[name=judging-{question}_note]").fill("可以。")
    office.locator("input[name=judging-estimate]").fill("80")
    office.get_by_role("button", name="公開評估結果").click()
    expect(office.get_by_text("已公開在構想的頁面上").first).to_be_visible()

    desk.reload()
    desk.get_by_role("button", name="列為方案").click()
    expect(desk.get_by_text("已列入方案清單").first).to_be_visible()
    phone.goto(f"/budgets/ideas/{idea.pk}/")
    expect(phone.get_by_text("綠燈：可以").first).to_be_visible()
    phone.get_by_role("link", name="第 4 案").tap()
    expect(phone.get_by_role("heading", name="巷口的樹蔭")).to_be_visible()
