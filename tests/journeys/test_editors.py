"""A page saves itself while it is written, and no save takes another for somebody else's; what is planned for an
instant happens at that instant, wherever the page is shown."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import TaskState

from civic.city.models import Theme
from cms.actions import publish_outcome
from cms.clockwork import plans
from cms.models import OutcomeIndexPage, OutcomePage
from tests import people
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.test_nothing_typed_is_lost import sign_in_again
from tests.journeys.test_two_reviewers_two_editors import newest, save
from tests.waiting import until

pytestmark = pytest.mark.browser
PLACES = {"/", "/outcomes/", "/outcomes/rain/"}
WORDS = {"why": "因為淹水。", "who": "里民。", "said": "蚊子怎麼辦？", "decided": "先做兩條路。"}


def test_a_page_saves_itself_while_it_is_written(window, server):
    eve, eli = (people.person(name, roles=["editor"]) for name in ("eve", "eli"))
    first, second = window(eve, size=DESKTOP), window(eli, size=DESKTOP)
    index = OutcomeIndexPage.objects.get(locale__language_code="zh-hant")
    first.goto(f"/cms/pages/add/cms/outcomepage/{index.pk}/")
    first.locator("#id_title").fill("輕軌之後")  # before Wagtail looks at what is changed
    first.keyboard.press("Tab")
    first.wait_for_url("**/edit/")
    page = OutcomePage.objects.get()
    assert (page.title, page.live) == ("輕軌之後", False)
    for words in ("第一句。", "第二句。"):
        first.locator("#id_summary").fill(words)
        until(lambda words=words: newest(page).summary == words)

    held = []

    def hold(route):
        is_first = not held and is_by_itself(route.request)
        held.append(route) if is_first else route.continue_()

    first.route("**/edit/", hold)
    with first.expect_request(is_by_itself):
        first.locator("#id_summary").fill("第三句。")
    first.locator("#id_summary").fill("第四句。")
    save(first)  # while the third is on its way
    held[0].continue_()
    expect(first.locator(".messages")).to_contain_text("輕軌之後")
    expect(first.locator("section.conflict")).to_have_count(0)
    assert newest(page).summary == "第四句。"

    second.goto(f"/cms/pages/{page.pk}/edit/")
    second.locator("#id_title").fill("乙的標題")
    until(lambda: newest(page).title == "乙的標題")
    first.locator("#id_summary").fill("第五句。")
    expect(first.locator("#w-autosave-indicator")).to_contain_text("自動儲存已暫停")
    expect(first.locator("[data-w-session-intercept-value=conflict]")).to_have_count(1)
    save(first)
    dialog = first.locator("#w-save-confirmation-dialog")
    expect(dialog).to_contain_text("eli")
    dialog.locator("[data-w-dialog-target=confirm]").click()
    expect(first.locator("section.conflict")).to_contain_text("乙的標題")
    expect(first.locator("#id_summary")).to_have_value("第五句。")
    assert (newest(page).title, newest(page).summary) == ("乙的標題", "第四句。")

    Session.objects.all().delete()
    second.locator("#id_summary").fill("登出以後寫的。")
    expect(second.locator(".footer__save-warning")).to_contain_text("請按「儲存草稿」再登入一次")
    save(second)
    sign_in_again(second, eli, server)
    second.get_by_role("button", name="現在送出").click()
    expect(second.locator("#id_summary")).to_have_value("登出以後寫的。")
    assert newest(page).summary == "登出以後寫的。"


def test_what_is_planned_happens_wherever_the_page_is_shown(window, server, at):
    page = publish_outcome(
        key="rain", language="zh-hant", title="會喝水的分隔島", summary="花台比馬路高。", year=2026, method="proposal",
        theme=Theme.objects.first(), **WORDS,
    )  # fmt: skip
    page.unpublish()
    tomorrow = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    editor, stranger = window(people.person("eve", roles=["editor"]), size=DESKTOP), window()
    editor.goto(f"/cms/pages/{page.pk}/edit/")
    editor.locator("[data-side-panel-toggle=status]").click()
    editor.locator("[data-side-panel=status] [data-a11y-dialog-show=schedule-publishing-dialog]").click()
    dialog = editor.locator("#schedule-publishing-dialog")
    for name, instant in (("go_live_at", tomorrow), ("expire_at", tomorrow + timedelta(days=1))):
        dialog.locator(f"#id_{name}").fill(f"{instant:%Y-%m-%d %H:%M}")
        dialog.locator("h2").click()  # closes the calendar, which lies over what stands below
    dialog.locator("[type=submit]").press("Enter")  # whatever the calendar covers
    expect(editor.locator(".messages")).to_contain_text("會喝水的分隔島")
    editor.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.locator("footer [name=action-publish]").click()
    until(lambda: newest(page).go_live_at == tomorrow and OutcomePage.objects.get().scheduled_revision)
    assert where(stranger) == set()

    at(tomorrow - timedelta(seconds=1))
    assert plans(timezone.now()) == 0
    at(tomorrow)
    assert plans(timezone.now()) == 1
    until(lambda: where(stranger) == PLACES)
    stranger.goto("/outcomes/rain/")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("會喝水的分隔島")
    at(tomorrow + timedelta(days=1))
    assert plans(timezone.now()) == 1
    until(lambda: where(stranger) == set())
    assert OutcomePage.objects.get().expired


def test_on_a_phone_the_calendar_hides_nothing_of_the_dialogue_that_opens_it(window, server):
    page = publish_outcome(
        key="rain", language="zh-hant", title="會喝水的分隔島", summary="花台比馬路高。", year=2026, method="proposal",
        theme=Theme.objects.first(), **WORDS,
    )  # fmt: skip
    editor = window(people.person("eve", roles=["editor"]))
    editor.goto(f"/cms/pages/{page.pk}/edit/")
    editor.locator("[data-side-panel-toggle=status]").click()
    editor.locator("[data-side-panel=status] [data-a11y-dialog-show=schedule-publishing-dialog]").click()
    dialog = editor.locator("#schedule-publishing-dialog")
    for name in ("go_live_at", "expire_at"):
        dialog.locator(f"#id_{name}").click()
        calendar = editor.locator(".xdsoft_datetimepicker:visible")
        expect(calendar).to_have_count(1)
        expect(calendar.locator(".xdsoft_time").first).to_be_visible()
        lies = calendar.bounding_box()
        ends = lies["x"] + lies["width"], lies["y"] + lies["height"]
        assert lies["x"] >= 0 and ends[0] <= PHONE["width"] and ends[1] <= PHONE["height"]
        for part in ("h2", "#id_go_live_at", "#id_expire_at"):
            above = dialog.locator(part).first.bounding_box()
            assert above["y"] >= 0 and above["y"] + above["height"] <= lies["y"], (name, part)


def test_on_a_phone_a_second_editor_approves_with_a_comment(window, server):
    eve, eli = (people.person(name, roles=["editor"]) for name in ("eve", "eli"))
    page = publish_outcome(
        key="rain", language="zh-hant", title="會喝水的分隔島", summary="花台比馬路高。", year=2026, method="proposal",
        theme=Theme.objects.first(), **WORDS,
    )  # fmt: skip
    page.unpublish()
    page.save_revision(user=eve)
    page.get_workflow().start(page, eve)
    editor = window(eli)
    editor.goto(f"/cms/pages/{page.pk}/edit/")
    editor.locator("footer [data-w-dropdown-target=toggle]").click()
    editor.locator("footer button", has_text="附註解核准並發布").click()
    dialog = editor.locator(".modal.in")
    dialog.get_by_label("對這個決定的意見").fill("看過了")
    dialog.locator("[type=submit]").click()
    until(lambda: OutcomePage.objects.get().live)
    assert TaskState.objects.get().comment == "看過了"


def is_by_itself(request):
    """Whether a page saves itself by this request."""
    return request.method == "POST" and request.headers["accept"] == "application/json" and "/edit/" in request.url


def where(stranger):
    """The addresses at which a stranger reads of the page."""
    return {address for address in PLACES if "花台比馬路高。" in stranger.request.get(address).text()}
