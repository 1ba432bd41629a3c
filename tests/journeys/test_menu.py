"""The head of every page: on a phone the other language in sight and a menu that Esc closes, on a desktop one line."""

import pytest
from playwright.sync_api import expect

from civic.accounts.models import Person
from tests.journeys.conftest import DESKTOP

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


def test_the_ways_of_a_desk_and_a_long_nickname_stand_on_one_line(window, collecting):
    reviewer = Person.objects.get(nickname="rui")
    Person.objects.filter(pk=reviewer.pk).update(nickname="名字有二十個字的檢核人員在這裡看一看說說")
    head = window(reviewer, size=DESKTOP)
    for address in ("/en/proposals/", "/proposals/"):
        head.goto(address)
        expect(head.locator(".masthead .wide .who")).to_be_visible()
        heights = [each.bounding_box()["y"] for each in head.locator(".masthead .wide .ways li").all()]
        assert len(heights) == 8 and max(heights) - min(heights) < 5, address
    head.set_viewport_size({"width": 1024, "height": 740})
    expect(head.locator(".masthead .wide .who")).to_be_hidden()
    expect(head.locator(".menu summary")).to_be_visible()
