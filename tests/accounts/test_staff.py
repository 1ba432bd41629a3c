"""Whoever works for the city shows a second factor, lately for what reaches far; half an hour away ends the session."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

from civic.accounts import sessions, staff
from proposals.models import Proposal
from tests.accounts.test_doors import code_in
from tests.accounts.test_factors import code_of, set_up
from tests.accounts.test_signed_in import sign_in
from tests.pages import text
from tests.proposals import life

pytestmark = [pytest.mark.django_db, pytest.mark.doors]

DESKS = {"rui": "/desk/review/", "ann": "/desk/agency/", "eve": "/cms/", "ada": "/admin/", "tia": "/budgets/desk/"}


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def shown(client, ago, method="totp"):
    """Have the person signed in with this client used a second factor so long ago."""
    session = client.session
    at = (timezone.now() - ago).timestamp()
    session[sessions.METHODS] = [{"method": "mfa", "type": method, "at": at}]
    session[sessions.WHOSE] = session["_auth_user_id"]
    session.save()


@pytest.mark.parametrize("who", DESKS)
def test_without_a_factor_one_is_led_to_set_one_up(client, cast, who):
    client.force_login(getattr(cast, who))
    answer = client.get(DESKS[who])
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/2fa/")
    assert "您的角色需要第二道驗證" in text(client.get("/accounts/2fa/"))


@pytest.mark.parametrize("who", DESKS)
@pytest.mark.parametrize(("hours", "gets_in"), [(11.9, True), (12.1, False)])
def test_a_factor_is_good_for_a_working_day(client, cast, who, hours, gets_in):
    client.force_login(getattr(cast, who))
    shown(client, timedelta(hours=hours))
    assert (client.get(DESKS[who]).status_code == 200) is gets_in


def test_whoever_sets_up_their_first_factor_goes_on_with_what_they_sent(cast, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda deed, **told: deed())  # no test's transaction ends in a page
    proposal, client = life.submitted(cast), sign_in(cast.rui)
    path = f"/desk/review/{proposal.pk}/amendment/"
    assert client.post(path, {"amendment-note": "請補上地點。"})["Location"] == "/accounts/2fa/"
    set_up(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    on = re.search(r'href="(/mine/kept/[^"]+)">接著做', page)[1]
    kept = client.get(on).content.decode()
    assert "請補上地點。" in kept and path in kept
    assert client.get("/desk/review/").status_code == 200
    assert "接著做" not in client.get("/accounts/2fa/recovery-codes/").content.decode()


def test_a_password_alone_is_no_factor_and_somebody_elses_neither(client, rui):
    client.force_login(rui)
    shown(client, timedelta(0), method="password")
    assert client.get("/desk/review/").status_code == 302
    shown(client, timedelta(0))
    session = client.session
    session[sessions.WHOSE] = str(rui.pk + 1)
    session.save()
    assert client.get("/desk/review/").status_code == 302


def test_a_simulated_factor_counts_in_the_demo_only(client, rui, settings):
    client.force_login(rui)
    shown(client, timedelta(days=1), method="simulated")
    for settings.DEMO, status in ((True, 200), (False, 302)):
        assert client.get("/desk/review/").status_code == status


def test_citizens_are_asked_for_nothing_and_still_denied(client, mei):
    client.force_login(mei)
    assert client.get("/desk/review/").status_code == 403
    assert client.get("/mine/").status_code == 200


def test_what_reaches_far_wants_a_fresh_one_and_nothing_typed_is_lost(cast):
    proposal = life.submitted(cast)
    reviewer = sign_in(cast.rui)
    secret = set_up(reviewer)
    shown(reviewer, timedelta(minutes=16))
    path = f"/desk/review/{proposal.pk}/refusal/"
    sent = {"refusal-grounds": ["R05"], "refusal-reason": "請說明這件事和公眾的關係。", "refusal-confirm": "on"}
    answer = reviewer.post(path, sent)
    assert answer.status_code == 302 and "/accounts/reauthenticate/" in answer["Location"]
    assert Proposal.objects.get(pk=proposal.pk).refused_at is None
    kept = answer["Location"].partition("next=")[2].replace("%2F", "/")
    session = reviewer.session
    session.pop("accounts_proved_at", None)
    session.save()
    led = reviewer.post("/accounts/reauthenticate/", {"code": code_of(secret), "next": kept})
    page = reviewer.get(led["Location"]).content.decode()
    assert "請說明這件事和公眾的關係。" in page and path in page
    assert "/accounts/reauthenticate/" not in reviewer.post(path, sent).headers.get("Location", "")


def test_half_an_hour_away_ends_the_session_and_gives_back_what_was_typed(cast, monkeypatch):
    proposal = life.submitted(cast)
    client = Client()
    client.force_login(cast.rui)
    shown(client, timedelta(0))
    assert client.get("/desk/review/").status_code == 200
    begun = timezone.now()
    for minutes in (29, 58):
        monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=minutes))  # noqa: B023
        assert client.get("/").status_code == 200 and client.get("/desk/review/").status_code == 200
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=88))
    answer = client.post(f"/desk/review/{proposal.pk}/amendment/", {"amendment-note": "請補上地點。"})
    assert "請補上地點。" in answer.content.decode() and not get_user(client).is_authenticated
    client.force_login(cast.rui)
    shown(client, timedelta(0))
    client.get("/desk/review/")
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=120))
    assert client.get("/desk/review/")["Location"].startswith("/accounts/login/")


def test_what_an_open_page_sends_by_itself_keeps_nobody_signed_in(client, eve, monkeypatch):
    client.force_login(eve)
    shown(client, timedelta(0))
    client.get("/cms/")
    begun = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=29))
    client.post("/cms/editing-sessions/release/1/")
    monkeypatch.setattr(timezone, "now", lambda: begun + timedelta(minutes=31))
    assert client.get("/cms/").status_code == 302 and not get_user(client).is_authenticated


def test_citizens_may_be_away_for_as_long_as_they_like(client, mei, monkeypatch):
    client.force_login(mei)
    client.get("/mine/")
    later = timezone.now() + timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert client.get("/mine/").status_code == 200


def test_the_first_sign_in_after_the_role_leads_to_the_factor(rui):
    client = sign_in(rui)
    assert not Authenticator.objects.exists() and staff.is_staff(rui)
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": rui.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert answer["Location"] == "/accounts/2fa/"
