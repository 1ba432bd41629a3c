"""A sign-in that ends, a second tab, a file that is too large, a page left too early: the words stay."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from civic.accounts.sessions import SessionStore
from proposals import actions
from proposals.models import Answer, Finding, Proposal
from tests import people
from tests.journeys.conftest import DESKTOP, session_of
from tests.waiting import until

pytestmark = pytest.mark.browser


def sign_in_again(page, person, server):
    """What the sign-in does: a session with what this browser's had; then on to where the page's button leads."""
    leads_to = page.locator("main a.button[href*='next=']").get_attribute("href")
    (before,) = (cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(session_of(person))
    session.update(SessionStore(before).load() | session.load())
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": server.url}])
    page.goto(leads_to)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_session_ends_in_the_middle_of_the_longest_form(window, established, server, scripts):
    ann = people.CAST["ann"]()
    texts = [f"第{number}項訴求" for number in range(1, 6)]
    actions.set_demands(established, ann, now=timezone.now(), texts=texts)
    desk = window(ann, size=DESKTOP, java_script_enabled=scripts)
    desk.goto(f"/desk/agency/{established.pk}/")
    desk.locator("[name=answer-text]").fill("本局說明如下。\n" + "說明" * 1000)
    for place in range(5):
        desk.locator("[name^=answer-finding-]").nth(place).select_option("declined")
        desk.locator("[name^=answer-reasons-]").nth(place).fill(f"第{place + 1}項的理由")
    Session.objects.all().delete()
    desk.locator("button[name=preview]").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("您已登出，但您寫的內容還在")
    expect(desk.get_by_label("理由").nth(4)).to_have_value("第5項的理由")
    sign_in_again(desk, ann, server)
    desk.get_by_role("button", name="現在送出").click()
    expect(desk.locator("main")).to_contain_text("第5項的理由")
    assert Answer.objects.get().text.endswith("說明")
    found = Finding.objects.order_by("demand__number").values_list("demand__text", "finding", "reasons")
    assert list(found) == [(text, "declined", f"第{n}項的理由") for n, text in enumerate(texts, 1)]


def test_signing_in_in_another_tab_costs_no_word(window):
    bo = people.CAST["bo"]()
    page = window(bo)
    page.goto("/proposals/new/")
    page.locator("[name=title]").fill("在海岸步道加裝夜間照明")
    page.locator("[name=body]").fill("步道入夜後昏暗。")
    page.locator("[name=theme]").select_option(index=1)
    csrf = next(cookie for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    page.context.add_cookies([csrf | {"value": "b" * 32}])
    page.locator("main form button").last.click()
    expect(page.locator("[name=body]")).to_have_value("步道入夜後昏暗。")
    page.get_by_role("button", name="現在送出").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("在海岸步道加裝夜間照明")
    assert Proposal.objects.get().theme is not None


def test_a_draft_saves_itself_and_goes_on_being_one_draft(window):
    page = window(people.CAST["bo"]())
    page.goto("/proposals/new/")
    page.locator("[name=title]").fill(" ")
    expect(page.locator("[data-how-it-is]")).to_contain_text("還沒有儲存")
    page.locator("[name=body]").fill("先寫內容。")
    expect(page.locator("[data-how-it-is]")).to_contain_text("已自動儲存")
    assert Proposal.objects.get().body == "先寫內容。"
    other = page.context.new_page()
    other.goto("/mine/")
    expect(other.get_by_role("link", name="未命名的草稿")).to_be_visible()
    other.close()
    page.locator("[name=title]").fill("在海岸步道加裝夜間照明")
    until(lambda: Proposal.objects.get().title == "在海岸步道加裝夜間照明")
    page.locator("[name=body]").fill("再寫一段。")
    until(lambda: Proposal.objects.get().body == "再寫一段。")
    page.reload()
    expect(page.locator("[name=body]")).to_have_value("再寫一段。")
    page.locator("[name=body]").fill("最後一句。")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("最後一句。")
    assert Proposal.objects.get().body == "最後一句。"


def test_a_page_with_unsaved_words_is_not_left_without_asking(window):
    page = window(people.CAST["bo"]())
    page.goto("/mine/profile/")
    page.locator("[name=full_name]").fill("陳柏宇")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator(".masthead .brand").click()
    until(lambda: asked == ["beforeunload"])
    expect(page.locator("[name=full_name]")).to_have_value("陳柏宇")


def test_back_on_a_page_the_other_form_has_its_words_too(window, established):
    ann = people.CAST["ann"]()
    actions.set_demands(established, ann, now=timezone.now(), texts=["加裝照明"])
    desk = window(ann, size=DESKTOP)
    desk.goto(f"/desk/agency/{established.pk}/")
    desk.locator("[name=answer-text]").fill("打到一半的回應")
    desk.locator("[name^=answer-finding-]").select_option("declined")
    desk.locator("details", has=desk.locator("[name=extension-reason]")).locator("summary").click()
    desk.locator("[name=extension-months][value='2']").check()
    desk.locator("[name=extension-reason]").fill("要等鑑定")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.locator("form[action$='/extension/'] button").click()
    expect(desk.locator("main")).to_contain_text("回應已展延")
    desk.go_back()
    expect(desk.locator("[name=answer-text]")).to_have_value("打到一半的回應")
    expect(desk.locator("[name^=answer-finding-]")).to_have_value("declined")
    desk.locator("button[name=preview]").click()
    until(lambda: Answer.objects.filter(text="打到一半的回應").exists())


def test_a_file_that_is_too_large_is_told_when_it_is_chosen(window, tmp_path):
    large = tmp_path / "photo.jpg"
    large.write_bytes(b"\xff" * (11 * 2**20))
    page = window(people.CAST["bo"]())
    page.goto("/proposals/new/")
    page.set_input_files("[name=evidence_file]", large)
    expect(page.get_by_role("alert")).to_contain_text("photo.jpg")
    assert page.locator("[name=evidence_file]").input_value() == ""


@pytest.mark.parametrize("lost", ["the sign-in", "the key"])
def test_of_two_forms_on_a_page_the_one_that_was_sent_comes_back_and_the_other_stays(window, established, server, lost):
    ann = people.CAST["ann"]()
    actions.set_demands(established, ann, now=timezone.now(), texts=["加裝照明"])
    actions.draft_answer(established, ann, now=timezone.now(), text="同事存的草稿", findings={1: None})
    desk = window(ann, size=DESKTOP, java_script_enabled=False)
    desk.goto(f"/desk/agency/{established.pk}/")
    desk.locator("[name=answer-text]").fill("打到一半的回應")
    desk.locator("[name^=answer-finding-]").select_option("declined")
    desk.locator("details", has=desk.locator("[name=extension-reason]")).locator("summary").click()
    desk.locator("[name=extension-months][value='2']").check()
    desk.locator("[name=extension-reason]").fill("要等鑑定")
    if lost == "the sign-in":
        Session.objects.all().delete()
    else:
        csrf = next(cookie for cookie in desk.context.cookies() if cookie["name"] == "csrftoken")
        desk.context.add_cookies([csrf | {"value": "b" * 32}])
    desk.locator("form[action$='/extension/'] button").click()
    if lost == "the sign-in":
        sign_in_again(desk, ann, server)
    expect(desk.get_by_label("理由")).to_have_value("要等鑑定")
    assert desk.locator("main form").inner_html().count("answer-") == 0, "nothing of the other form"
    desk.get_by_role("button", name="現在送出").click()
    expect(desk.locator("main")).to_contain_text("回應已展延")
    assert Proposal.objects.get().extended_at and Answer.objects.get().text == "同事存的草稿"
    expect(desk.locator("[name=answer-text]")).to_have_value("同事存的草稿")
