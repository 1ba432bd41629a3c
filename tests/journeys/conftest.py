"""A browser, and windows in it that are signed in as somebody of the cast."""

import shutil
import time
from datetime import timedelta

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from civic.accounts.proof import PROVED
from civic.accounts.sessions import METHODS, WHOSE, SessionStore
from civic.city.models import Theme
from civic.windows import Window
from proposals import actions
from tests import people
from tests.waiting import PATIENCE

PHONE = {"width": 375, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="package")
def browser(django_db_setup):
    """Chromium, for the journeys only: its event loop runs in this thread, and Django must not mind."""
    connections.close_all()  # what was opened outside the loop cannot be closed from inside
    expect.set_options(timeout=1000 * PATIENCE)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        running = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=quiet)
        yield running
        running.close()


@pytest.fixture
def window(browser, server):
    """`window(person, **options)` opens a page of the served program, signed in as `person` if given.

    A page that reports an error of its own scripts or of the security policy fails the test.
    """
    contexts, complaints = [], []

    def open_window(person=None, *, size=PHONE, **options):
        context = browser.new_context(viewport=size, base_url=server.url, locale="zh-TW", **options)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(person), "url": server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == [], server.last_words()


def session_of(person):
    """The key of a session in which `person` has just proved that it is them, by a second factor."""
    session = SessionStore()
    session[PROVED] = time.time()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "civic.accounts.backends.SignIn"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[METHODS], session[WHOSE] = [{"method": "mfa", "type": "totp", "at": time.time()}], str(person.pk)
    session.create()
    return session.session_key


@pytest.fixture
def collecting(server):
    """A proposal open for endorsement since yesterday, made by the verbs; needs three endorsements."""
    now = timezone.now()
    bo, rui = people.CAST["bo"](), people.CAST["rui"]()
    words = {
        "title": "在海岸步道加裝夜間照明",
        "body": "步道入夜後昏暗,請分段加裝感應式照明。",
        "benefits": "散步和慢跑的人更安全。",
        "theme": Theme.objects.first(),
        "agency": people.transport(),
    }
    before = now - timedelta(days=2)
    proposal = actions.save_draft(bo, now=before, **words)
    actions.submit(proposal, bo, now=before)
    window = Window(now - timedelta(days=1), now + timedelta(days=30))
    return actions.pass_review(proposal, rui, now=before, window=window, threshold=3)


@pytest.fixture
def established(collecting):
    """The same with its three endorsements."""
    for endorser in people.crowd(3):
        actions.endorse(collecting, endorser, now=timezone.now())
    collecting.refresh_from_db()
    return collecting


def _is_complaint(message):
    """Errors of scripts and of the policy; that a page was refused (4xx) is what some journeys are about."""
    refused = ("the server responded with a status of 4", "HTTP error! Status: 403")
    return message.type == "error" and not any(words in message.text for words in refused)
