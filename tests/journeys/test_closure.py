"""A typhoon day is entered and taken back in the administration: what moves is seen first, then it is told and on
record."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from civic.city import calendar
from civic.city.models import Closure, Theme
from civic.duties.models import Duty
from civic.outbox.models import Letter, Mailing
from civic.record.models import Entry
from proposals import actions
from tests import people
from tests.journeys.conftest import DESKTOP, PHONE
from tests.waiting import until

pytestmark = pytest.mark.browser


@pytest.fixture
def waiting(server):
    """A proposal that waits for its review."""
    bo, now = people.CAST["bo"](), timezone.now()
    words = {"title": "在路口種樹", "body": "夏天沒有樹蔭。", "benefits": "走路的人有樹蔭。"}
    draft = actions.save_draft(bo, now=now, theme=Theme.objects.first(), agency=people.transport(), **words)
    people.CAST["rui"]()
    return actions.submit(draft, bo, now=now)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_typhoon_day_is_entered_and_taken_back(window, waiting, size):
    typhoon = calendar.next_working_day(timezone.localdate() + timedelta(days=1))
    was = Duty.objects.get().due_at
    page = window(people.CAST["ada"](), size=size)
    page.goto("/admin/city/closure/")
    page.locator(".object-tools a").click()
    page.locator("[name=day]").fill(typhoon.isoformat())
    page.locator("[name=reason]").fill("颱風來襲，停止上班")
    fits(page)
    page.get_by_role("button", name="查看受影響的期限").click()
    expect(page.locator(".moves tbody tr")).to_have_count(1)
    expect(page.locator(".moves tbody")).to_contain_text("在路口種樹")
    fits(page)
    assert not Closure.objects.exists(), "nothing is done by looking"
    page.get_by_role("button", name="登記並調整這些期限").click()
    expect(page.locator(".messagelist")).to_contain_text("調整了 1 個期限")
    fits(page)
    assert Closure.objects.get().day == typhoon
    assert Duty.objects.get().last_day == calendar.next_working_day(calendar.last_day(was) + timedelta(days=1))
    assert told() == [False]

    page.get_by_role("link", name="撤回").click()
    expect(page.locator(".moves tbody")).to_contain_text("在路口種樹")
    page.locator("[name=reason]").fill("颱風轉向，照常上班")
    fits(page)
    page.get_by_role("button", name="撤回並調整這些期限").click()
    expect(page.locator(".messagelist")).to_contain_text("調整了 1 個期限")
    assert not Closure.objects.exists() and Duty.objects.get().due_at == was
    assert told() == [False, True]
    assert list(Entry.objects.about("city:closures").values_list("verb", flat=True)) == ["closed", "reopened"]
    until(lambda: Letter.objects.filter(mailing__kind="proposals.moved", sent_at__isnull=False).count() == 4)


def told():
    """Of each letter about deadlines that moved, whether it says that they moved back."""
    rows = Mailing.objects.filter(kind="proposals.moved").order_by("pk")
    return [mailing.data["is_back"] for mailing in rows]


def fits(page):
    """The page is no wider than the window, and its words are not in English."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not re.search(r"[A-Z][a-z]+ [a-z]+ [a-z]+", page.locator("#content").inner_text())
