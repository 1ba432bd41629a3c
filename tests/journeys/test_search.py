"""Search: an answered proposal in one query on a phone, by keyboard only, without scripts; a title that exists."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from civic.city.models import Theme
from proposals import actions
from tests import people

pytestmark = pytest.mark.browser
TITLE = "公園的路燈太暗"
COLOURS = "mark => [getComputedStyle(mark).color, getComputedStyle(mark).backgroundColor]"


@pytest.fixture
def dark(server):
    """A proposal about lighting that was passed."""
    now = timezone.now()
    texts = {"title": TITLE, "body": "晚上經過公園，路燈不夠亮。", "benefits": "走路安全。"}
    draft = actions.save_draft(
        people.CAST["bo"](), now=now, theme=Theme.objects.first(), agency=people.transport(), **texts
    )
    proposal = actions.submit(draft, draft.proposer, now=now)
    return actions.pass_review(proposal, people.CAST["rui"](), now=now)


@pytest.mark.parametrize("scripts", [True, False])
def test_it_is_found_from_the_front_page_on_a_phone(window, dark, scripts):
    phone = window(java_script_enabled=scripts)
    phone.goto("/")
    phone.locator(".finder summary").click()
    phone.locator("#search-head").fill("燈光 路灯")
    phone.locator(".finder .search button").click()
    found = phone.locator(".answers a").first
    expect(found).to_have_text(TITLE)
    phone.emulate_media(forced_colors="active")
    letters, ground = phone.locator(".answers mark").first.evaluate(COLOURS)
    assert letters != ground != "rgba(0, 0, 0, 0)"  # what is marked can be read there, too
    found.click()
    expect(phone.locator("h1")).to_have_text(TITLE)


def test_suggestions_are_walked_by_keys(window, dark):
    desk = window()
    desk.goto("/search/")
    desk.locator("#search-page").press_sequentially("公園")
    option = desk.locator("#search-page-suggested [role=option]").first
    expect(option).to_contain_text(TITLE)
    desk.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_have_text(TITLE)


def test_a_title_that_exists_leads_to_the_old_one(window, dark):
    desk = window(people.CAST["mei"]())
    desk.goto("/proposals/new/")
    desk.locator("[name=title]").press_sequentially("公園路燈很暗")
    expect(desk.locator(".asked-before a")).to_have_text(TITLE)
