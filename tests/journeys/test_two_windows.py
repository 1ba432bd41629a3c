"""Two officials work on one proposal at the same time: neither writes over what they have not seen, and nothing that
anybody typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from proposals.models import Answer, Proposal
from tests import people
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.browser


@pytest.fixture
def two(window, established):
    """The desk's page of one proposal, open before two officials of one agency."""
    officials = people.CAST["ann"](), people.person("amy", agency=people.transport())
    desks = [window(official, size=DESKTOP) for official in officials]
    for desk in desks:
        desk.goto(f"/desk/agency/{established.pk}/")
    return desks


def send(desk, name):
    desk.locator(f"form[action$='/{name}/'] button").first.click()


def told(desk):
    """What the second of two is told, beside their own words."""
    expect(desk.locator(".wrong-summary")).to_contain_text("您打開頁面之後")
    return desk.locator("main")


def test_a_timetable_is_not_replaced_unseen(two, established):
    first, second = two
    first.locator("[name=timetable-text]").fill("甲:十二月五日會勘")
    second.locator("[name=timetable-text]").fill("乙:一月公布設計")
    send(first, "timetable")
    expect(first.locator("main")).to_contain_text("處理時程已公布")
    send(second, "timetable")
    expect(told(second)).to_contain_text("甲:十二月五日會勘")
    expect(second.locator("[name=timetable-text]")).to_have_value("乙:一月公布設計")
    assert Proposal.objects.get(pk=established.pk).timetable_text == "甲:十二月五日會勘"
    send(second, "timetable")
    expect(second.locator("main")).to_contain_text("處理時程已公布")
    assert Proposal.objects.get(pk=established.pk).timetable_text == "乙:一月公布設計"


def test_three_demands_are_not_made_one(two, established):
    first, second = two
    first.locator("[name=demands-texts]").fill("加裝照明\n縮短開放時間\n設飲水機")
    second.locator("[name=demands-texts]").fill("設座椅")
    send(first, "demands")
    expect(first.locator("[name^=demands-text-]")).to_have_count(3)
    send(second, "demands")
    told(second)
    expect(second.locator("[name^=demands-text-]")).to_have_count(3)
    expect(second.locator("[name=demands-texts]")).to_have_value("設座椅")
    assert established.demands.count() == 3
    send(second, "demands")
    expect(second.locator("[name^=demands-text-]")).to_have_count(4)


def test_an_answer_is_published_as_it_was_read(two, established):
    first, second = two
    first.locator("[name=demands-texts]").fill("加裝照明\n縮短開放時間")
    send(first, "demands")
    expect(first.locator("[name^=answer-finding-]")).to_have_count(2)
    second.reload()
    fill(first, "甲寫的回應", ("明年完成。", "全天開放。"))
    first.locator("button[name=preview]").click()
    expect(first.locator("main")).to_contain_text("甲寫的回應")

    fill(second, "乙寫的回應", ("後年完成。", "夜間關閉。"))
    second.locator("form[action$='/answer/'] button").first.click()
    expect(told(second)).to_contain_text("甲寫的回應")
    expect(second.locator("[name^=answer-reasons-]").first).to_have_value("後年完成。")
    second.locator("form[action$='/answer/'] button").first.click()
    expect(second.locator("main")).to_contain_text("草稿已儲存")

    first.locator("[type=checkbox]").check()
    send(first, "publication")
    expect(first.locator("main")).to_contain_text("您打開頁面之後")
    expect(first.locator("main")).to_contain_text("乙寫的回應")
    expect(first.locator("[type=checkbox]")).not_to_be_checked()
    assert Proposal.objects.get(pk=established.pk).answered_at is None

    second.locator("[name^=demands-place-]").nth(1).fill("1")
    send(second, "demands")
    expect(second.locator("[name^=answer-reasons-]").first).to_have_value("夜間關閉。")
    first.locator("[type=checkbox]").check()
    send(first, "publication")
    expect(first.locator("main")).to_contain_text("您打開頁面之後")
    first.locator("[type=checkbox]").check()
    send(first, "publication")
    expect(first).to_have_url(re.compile("/desk/agency/$"))
    assert Answer.objects.get().text == "乙寫的回應"
    shown = [(row.text, row.finding.reasons) for row in established.demands.all()]
    assert shown == [("縮短開放時間", "夜間關閉。"), ("加裝照明", "後年完成。")]


def fill(desk, text, reasons):
    desk.locator("[name=answer-text]").fill(text)
    for place, words in enumerate(reasons):
        desk.locator("[name^=answer-finding-]").nth(place).select_option("partly")
        desk.locator("[name^=answer-reasons-]").nth(place).fill(words)
