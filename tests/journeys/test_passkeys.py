"""A passkey from the account's first minute on: signing up, signing in by it alone, and proving by it."""

import re

import pytest
from playwright.sync_api import expect

from civic.accounts.models import DeviceSession, Person
from tests.journeys.test_newcomer import code_for, server  # noqa: F401 -- a demo town, whose letters can be read

pytestmark = pytest.mark.browser


def with_authenticator(page):
    """The page, whose browser has an authenticator that asks nobody."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def test_sign_up_sign_in_and_prove_with_a_passkey(window):
    page = with_authenticator(window())
    page.goto("/accounts/signup/")
    page.get_by_role("link", name="使用通行密鑰註冊").click()
    page.locator("[name=nickname]").fill("小鑰")
    page.locator("[name=email]").fill("key@example.test")
    page.locator("form[action*=passkey] [type=submit]").click()
    page.locator("[name=code]").fill(code_for(window(), "key@example.test", r"[A-Z]{4}-[A-Z]{4}"))
    page.locator("form[action*=confirm-email] [type=submit]").first.click()
    page.locator("#mfa_webauthn_signup").click()
    expect(page.locator(".masthead")).to_contain_text("小鑰")
    assert not Person.objects.get().has_usable_password()

    page.goto("/accounts/reauthenticate/?next=/mine/erasure/")
    page.locator("#mfa_webauthn_authenticate").click()
    expect(page).to_have_url(re.compile("/mine/erasure/"))

    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page.locator(".masthead")).to_contain_text("小鑰")
    assert DeviceSession.objects.order_by("-pk").first().methods == ["passkey"]


def test_a_passkey_that_is_not_there_is_told_in_words(window):
    page = with_authenticator(window())
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey=failed]")).to_be_visible()
