"""Single sign-on in a browser: with a provider in a process of its own, and with the one of the demo town."""

import json
import re
import subprocess
import sys
import urllib.request
from contextlib import suppress

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from civic.accounts import actions as accounts
from civic.accounts.models import DeviceSession, Person
from tests import people
from tests.bench.tools.processes import free_port
from tests.journeys.test_newcomer import code_for
from tests.proposals.budgets import life
from tests.served import served
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.browser

MEI = {"sub": "A223456789", "acr": "mobileid", "birthdate": "1990-05-20", "email": "new@example.test"}
WEAK = {"sub": "weak", "acr": "password"}


@pytest.fixture
def provider():
    """The address of a provider that knows two people, each by a click."""
    port = free_port()
    said = [text for person in (MEI, WEAK) for text in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true", *said]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        until(lambda: _answers(url) or running.poll() is not None)
        yield url
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _answers(url):
    with suppress(OSError), urllib.request.urlopen(f"{url}/jwks", timeout=5):
        return True
    return False


@pytest.fixture
def server(own_database, tmp_path, request):
    """The program as a demo town whose letters can be read; with the provider of its own process, if a test asks."""
    given = {}
    if "provider" in request.fixturenames:
        given = {
            "SIGN_ON": "city", "SIGN_ON_CITY_ISSUER": request.getfixturevalue("provider"),
            "SIGN_ON_CITY_CLIENT": "civic", "SIGN_ON_CITY_SECRET": "hush", "SIGN_ON_CITY_LEVELS": "mobileid=3",
            "SIGN_ON_CITY_NAME": "單一帳號|City sign-on", "SIGN_ON_CITY_SCOPES": "openid email profile",
        }  # fmt: skip
    with served("-m", "tests.as_demo", LETTERS=str(tmp_path), **given) as running:
        yield running


def test_there_and_back_by_a_provider_of_another_process(window, provider):
    page = window()
    page.route(re.compile("^https:"), lambda route: route.fulfill(body=""))  # its style sheet, from elsewhere
    page.goto("/accounts/login/?next=/proposals/")
    page.get_by_role("button", name="使用「單一帳號」").click()
    expect(page).to_have_url(re.compile(f"^{provider}/oauth2/authorize"))
    page.get_by_role("button", name="Deny").click()
    expect(page.locator("main")).to_contain_text("登入已取消")
    page.get_by_role("link", name="用驗證碼、密碼或通行密鑰登入").click()

    page.goto("/accounts/login/?next=/proposals/")
    page.get_by_role("button", name="使用「單一帳號」").click()
    page.get_by_role("button", name="weak").click()
    expect(page.locator("main")).to_contain_text("這裡不接受")

    page.get_by_role("button", name="使用「單一帳號」").click()
    page.get_by_role("button", name=MEI["sub"]).click()
    expect(page.get_by_label("電子郵件")).to_have_value("new@example.test")
    page.get_by_label("暱稱").fill("港邊新人")
    page.get_by_role("button", name="建立帳號").click()
    page.locator("[name=code]").fill(code_for(window(), "new@example.test", r"[A-Z]{4}-[A-Z]{4}"))
    page.locator("form[action*=confirm-email] [type=submit]").first.click()
    expect(page).to_have_url(re.compile("/proposals/$"))
    assert Person.objects.get().level == 3

    page.goto("/accounts/logout/")
    page.locator("main form [type=submit]").click()
    page.get_by_role("link", name="登出「單一帳號」").click()
    expect(page).to_have_url(re.compile(f"^{provider}/oauth2/end_session"))

    page.goto("/en/accounts/login/")
    page.get_by_role("button", name="Go on with City sign-on").click()
    page.get_by_role("button", name=MEI["sub"]).first.click()
    expect(page.locator(".masthead")).to_contain_text("港邊新人")
    assert DeviceSession.objects.latest("pk").methods == ["sign_on"]


def test_the_demo_town_has_a_sign_on_of_its_own(window):
    mei = people.CAST["mei"]()
    page = window(mei)
    page.goto("/mine/")
    page.get_by_role("button", name="用「單一帳號認證平臺（示範）」確認身分").click()
    page.get_by_label("第一次來的人").check()
    page.get_by_role("button", name="Mobile ID").click()
    expect(page.locator("main")).to_contain_text("1990-12-31")
    page.get_by_role("button", name="連結", exact=True).click()
    expect(page.locator("main")).to_contain_text("行動身分識別 Mobile ID")
    mei.refresh_from_db()
    assert mei.level == 3


def test_a_ballot_bound_to_age_leads_through_the_sign_on_and_back_to_what_was_chosen(window):
    """Even if the proof ends while somebody looks at the ballot: what they choose is still there afterwards."""
    mei, tia = people.CAST["mei"](), people.CAST["tia"]()
    cycle = life.voting(tia, level=3, age=16, counts_on=timezone.localdate(), **life.today())
    page = window(mei)
    page.goto(f"/budgets/{cycle.pk}/ballot/")
    _confirm(page)
    page.get_by_role("button", name="連結", exact=True).click()
    choice = page.get_by_role("checkbox", name="第1區的第1案")
    expect(choice).to_be_visible()
    proof = mei.verifications.get(level=3)
    accounts.end_verification(proof, at=timezone.now(), actor="operator", reason="the phone was stolen")
    choice.click()  # a ballot counts at once
    _confirm(page)
    page.get_by_role("button", name="連結", exact=True).click()
    expect(choice).to_be_checked()
    page.get_by_role("button", name="投出選票").click()
    expect(page.locator("#ballot-stands")).to_be_visible()


def _confirm(page):
    """Through the sign-on of the demo town, as somebody it knows."""
    page.get_by_role("button", name="用「單一帳號認證平臺（示範）」確認身分").click()
    page.get_by_label("港邊散步的人").check()
    page.get_by_role("button", name="TW FidO").click()
