"""A computer for everybody: what the last person saw and could do is not there for the next one."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from civic.city.models import Theme
from proposals import actions
from tests import people
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.browser


def sign_out(page):
    page.goto("/accounts/logout/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/")


def go_back_to(page, address):
    """As the Back button does; told to the browser, not to a page that may be leaving just now."""
    browser = page.context.new_cdp_session(page)
    entries = browser.send("Page.getNavigationHistory")["entries"]
    entry = next(each for each in entries if each["url"].endswith(address))
    browser.send("Page.navigateToHistoryEntry", {"entryId": entry["id"]})
    page.wait_for_url(f"**{address}")
    page.wait_for_load_state()


def test_back_after_signing_out_shows_no_draft(window, server):
    mei = people.CAST["mei"]()
    words = {"title": "還沒給人看的草稿", "body": "內容", "benefits": "利益", "theme": Theme.objects.first()}
    draft = actions.save_draft(mei, now=timezone.now(), **words)
    for address in (f"/proposals/{draft.pk}/", f"/proposals/{draft.pk}/edit/"):
        page = window(mei)
        page.goto(address)
        assert "還沒給人看的草稿" in page.content(), "void unless it was shown before"
        sign_out(page)
        go_back_to(page, address)
        assert "還沒給人看的草稿" not in page.content() and ">mei<" not in page.content()


def test_a_page_left_open_endorses_in_nobodys_name(window, collecting):
    mei = people.CAST["mei"]()
    page = window(mei)
    page.goto(f"/proposals/{collecting.pk}/")
    other_tab = page.context.new_page()
    sign_out(other_tab)
    page.locator("#endorse button").click()
    expect(page.locator("#endorse")).to_contain_text("登入已經結束")
    assert not collecting.endorsements.exists()


def test_the_administration_works_under_the_strict_policy(window, server):
    """The window complains of whatever the policy forbids."""
    page = window(people.CAST["ada"](), size=DESKTOP)
    for address in ("/admin/", "/admin/accounts/person/", "/admin/city/closure/add/", "/admin/agencies/official/add/"):
        page.goto(address)
        assert page.locator("#content").is_visible()
    page.goto("/admin/proposals/terms/add/")
    page.locator(".datetimeshortcuts a").nth(1).click()
    expect(page.locator(".calendarbox")).to_be_visible()
