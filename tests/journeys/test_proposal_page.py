"""The page of a proposal on a phone and on a wide screen: what one can do stays within reach, and hides nothing."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from proposals.actions import endorse
from tests import people
from tests.journeys.conftest import DESKTOP

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_on_a_phone_the_way_to_the_form_is_at_the_foot_until_the_form_is_there(window, collecting, scripts):
    phone = window(people.CAST["mei"](), java_script_enabled=scripts)
    phone.goto(f"/en/proposals/{collecting.pk}/")
    bar = phone.locator(".action-bar")
    expect(bar).to_be_in_viewport()
    expect(bar).to_contain_text("3 more needed")
    bar.locator("a").click()
    expect(phone.locator("#endorse-title")).to_be_in_viewport()
    expect(bar).not_to_be_in_viewport()


def test_the_bar_hides_nothing_that_has_the_focus(window, collecting):
    phone = window()
    phone.goto(f"/proposals/{collecting.pk}/")
    seen = 0
    for _step in range(40):
        phone.keyboard.press("Tab")
        hidden = phone.evaluate("""() => {
          const bar = document.querySelector(".action-bar").getBoundingClientRect(), at = document.activeElement;
          if (at === document.body || at.closest(".action-bar")) return null;
          const box = at.getBoundingClientRect();
          return box.height > 0 && box.bottom > bar.top && box.top < bar.bottom ? at.outerHTML.slice(0, 120) : "";
        }""")
        assert not hidden
        seen += hidden == ""
    assert seen > 15, "void unless the focus went through the page"


def test_on_a_wide_screen_the_panel_stays_in_view(window, collecting):
    page = window(size=DESKTOP)
    page.goto(f"/proposals/{collecting.pk}/")
    page.locator("#voices").scroll_into_view_if_needed()
    expect(page.locator(".standing .tally")).to_be_in_viewport()
    expect(page.locator(".action-bar")).to_be_hidden()


def test_the_stations_move_while_one_watches(window, collecting):
    page = window(size=DESKTOP)
    page.goto(f"/en/proposals/{collecting.pk}/")
    here = page.locator(".milestones [aria-current] strong")
    expect(here).to_have_text("Endorsing")
    expect(page.locator("html")).to_have_attribute("data-live", "on")
    for endorser in people.crowd(3):
        endorse(collecting, endorser, now=timezone.now())
    expect(here).to_have_text("Answer")


def test_the_address_is_copied(window, collecting):
    page = window(size=DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/proposals/{collecting.pk}/")
    page.locator("#share summary").click()
    page.locator("[data-copy]").click()
    expect(page.locator("#share [role=status]")).to_have_text("已複製")
    copied = page.evaluate("navigator.clipboard.readText()")
    page.goto(copied)
    assert page.url.endswith(f"/proposals/{collecting.pk}/")


def test_a_title_with_joints_is_copied_without_them(window, collecting):
    page = window(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/proposals/{collecting.pk}/")
    assert page.locator("h1 wbr").count() > 0, "void unless the title has joints"
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()").strip() == collecting.title


def test_the_filters_are_folded_on_a_phone_and_in_sight_where_there_is_room(window, collecting):
    page = window()
    page.goto("/proposals/")
    expect(page.locator("#by-theme")).to_be_hidden()
    page.locator(".filters-fold summary").click()
    expect(page.locator("#by-theme")).to_be_visible()
    page.locator("#by-theme").select_option(index=1)
    expect(page).to_have_url(re.compile("theme="))
    expect(page.locator("#by-theme")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    page.goto("/proposals/")
    expect(page.locator("#by-theme")).to_be_visible()
