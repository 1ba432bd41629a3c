"""The agency answers demand by demand, and an editor publishes what came of it."""

import re

import pytest
from playwright.sync_api import expect

from cms.models import OutcomeIndexPage
from tests import people
from tests.journeys.conftest import DESKTOP
from tests.waiting import until

pytestmark = pytest.mark.browser


def test_answer_and_publish_the_outcome(window, established):
    desk = window(people.CAST["ann"](), size=DESKTOP)
    desk.goto("/desk/agency/")
    desk.get_by_role("link", name=established.title).click()
    desk.locator("[name=demands-texts]").fill("加裝照明\n縮短開放時間")
    desk.locator("form[action$='/demands/'] button").click()
    desk.locator("[name=answer-text]").fill("感謝提議，本局已會同公園處現勘。")
    for place, (finding, reasons) in enumerate((("adopted", "明年三月前完成。"), ("declined", "步道全天開放。"))):
        desk.locator("[name^=answer-finding-]").nth(place).select_option(finding)
        desk.locator("[name^=answer-reasons-]").nth(place).fill(reasons)
        desk.locator("[name^=answer-agency-]").nth(place).select_option(label="交通局")
    desk.locator("button[name=preview]").click()
    watcher = window()
    watcher.goto(f"/proposals/{established.pk}/")
    expect(watcher.locator("main")).not_to_contain_text("明年三月前完成。")
    desk.locator("form[action$='/publication/'] [type=checkbox]").check()
    desk.locator("form[action$='/publication/'] button").click()
    expect(watcher.locator('[data-live="phase"]').first).to_have_text("已回應")
    _reload_until(watcher, "同意參採")
    for words in ("同意參採", "明年三月前完成。", "不予採納", "步道全天開放。"):
        expect(watcher.locator("main")).to_contain_text(words)

    editor = window(people.CAST["eve"](), size=DESKTOP)
    _publish_outcome(editor)
    watcher.goto("/outcomes/")
    watcher.get_by_role("link", name="亮起來的步道").click()
    expect(watcher.get_by_role("heading", level=1)).to_have_text("亮起來的步道")


def _reload_until(page, words):
    """Strangers' pages may be as old as their caching allows, a few seconds."""
    until(lambda: page.reload() and words in page.locator("main").inner_text())


def _publish_outcome(page):
    """Through the editors' admin: a new page below the outcomes, its words, and publish."""
    index = OutcomeIndexPage.objects.get(locale__language_code="zh-hant")
    page.goto(f"/cms/pages/add/cms/outcomepage/{index.pk}/")
    page.locator("#id_title").fill("亮起來的步道")
    page.locator("#id_summary").fill("三個人的附議,換來一整條步道的燈。")
    page.locator("#id_year").fill("2026")
    page.locator("#id_theme").select_option(index=1)
    page.locator("#id_how").select_option("proposal")
    for part in ("why", "who", "said", "decided", "changed"):
        page.locator(f"[data-contentpath={part}] [contenteditable=true]").first.fill(f"{part}的內容")
        # The editor hands its words to the form a moment later; a person is slower than that.
        expect(page.locator(f"input[name={part}]")).to_have_value(re.compile(f"{part}的"))
    page.get_by_role("button", name="更多操作").or_(page.locator("footer .w-dropdown__toggle")).last.click()
    page.locator("[name=action-publish]").click()
    expect(page.locator(".messages")).to_contain_text("亮起來的步道")
