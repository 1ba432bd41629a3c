"""Somebody who has never been here endorses a proposal they see on the home page, and counts their clicks."""

import re

import pytest
from playwright.sync_api import expect

from civic.accounts.models import Person
from proposals.models import Endorsement
from tests.journeys.conftest import DESKTOP, PHONE
from tests.served import served
from tests.waiting import until

pytestmark = pytest.mark.browser
MOST = 8


@pytest.fixture
def server(own_database, tmp_path):
    """The program as a demo town, whose letters and text messages can be read on a page."""
    with served("-m", "tests.as_demo", LETTERS=str(tmp_path)) as running:
        yield running


class Clicking:
    """A page and how often something was clicked in it."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def __call__(self, place):
        place.click()
        self.clicks += 1


def code_for(inbox, reader, form):
    """The code that `reader` was sent last, as a page of the demo town shows it."""
    letter = inbox.locator("details").filter(has=inbox.locator("summary bdi", has_text=reader)).first

    def found():
        inbox.goto("/demo/letters/")
        return letter.count() and re.search(form, letter.text_content())[0]

    return until(found)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_home_page_to_a_counted_endorsement_in_eight_clicks(window, collecting, size):
    page, inbox = window(size=size), window(size=size)
    click = Clicking(page)
    page.goto("/")
    click(page.get_by_role("link", name=collecting.title).first)
    click(page.get_by_role("link", name="登入並附議"))
    click(page.locator("main").get_by_role("link", name="註冊"))
    page.get_by_label("暱稱").fill("港邊新人")
    page.get_by_label("電子郵件").fill("newcomer@example.test")
    expect(page.locator("main").get_by_role("link", name="隱私權政策")).to_be_visible()
    click(page.get_by_role("button", name="註冊", exact=True))
    page.get_by_label("驗證碼").or_(page.locator("main input[name=code]")).first.fill(
        code_for(inbox, "newcomer@example.test", r"[A-Z]{4}-[A-Z]{4}")
    )
    click(page.locator("main form button").first)
    page.locator("main input[name=phone]").fill("0912 345 678")
    click(page.locator("main form button").first)
    page.locator("main input[name=code]").fill(code_for(inbox, "0912", r"\d{6}"))
    click(page.locator("main form button").first)
    click(page.locator("#endorse form button"))
    expect(page.locator("#endorse")).to_contain_text("1")
    expect(page).to_have_url(re.compile(rf"/proposals/{collecting.pk}/"))
    expect(page.locator("#voices li bdi")).to_have_text("港邊新人")
    assert click.clicks <= MOST
    newcomer = Person.objects.get(email="newcomer@example.test")
    assert Endorsement.objects.counted().get(proposal=collecting).person == newcomer
