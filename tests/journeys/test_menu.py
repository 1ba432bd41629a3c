"""The head of every page on a phone: the other language in sight, and a menu that the keyboard closes again."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_the_other_language_is_in_sight_and_esc_closes_the_menu(window, collecting):
    phone = window()
    phone.set_viewport_size({"width": 320, "height": 640})
    phone.goto("/proposals/")
    expect(phone.locator(".languages a")).to_be_visible()
    for address in ("/en/proposals/", "/proposals/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    opener = phone.locator(".menu summary")
    opener.click()
    phone.locator(".menu nav a").first.focus()
    phone.keyboard.press("Escape")
    expect(phone.locator(".menu nav")).to_be_hidden()
    expect(opener).to_be_focused()
    phone.locator(".languages a").click()
    expect(phone).to_have_url(phone.url.partition("/en/")[0] + "/en/proposals/")
