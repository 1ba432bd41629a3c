"""Second factors: set up after a fresh proof, asked for at the sign-in, and proved by nothing less from then on."""

import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.urls import urlpatterns
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from civic.accounts import actions, factors, rules, sessions
from civic.accounts.entrance import OPEN, PROOFS
from civic.accounts.models import DeviceSession
from tests.accounts.test_doors import code_in
from tests.accounts.test_signed_in import sign_in
from tests.people import prove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def code_of(secret):
    """What an authenticator app shows now."""
    counter = int(time.time()) // 30
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def set_up(client):
    """Have the person of this client set up an authenticator app; its secret."""
    prove(client)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'value="([A-Z2-7]{32})"', page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    cache.clear()  # the same code again would be taken for a second use
    return secret


def names(patterns):
    for pattern in patterns:
        yield from names(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern.name]


def test_every_page_that_changes_a_factor_wants_a_fresh_proof(client, mei):
    client.force_login(mei)
    found = set(names(urlpatterns))
    assert found > OPEN and found > PROOFS, "void unless allauth still calls them so"
    for name in found - OPEN - PROOFS:
        address = reverse(name, args=[1] if name in ("mfa_edit_webauthn", "mfa_remove_webauthn") else [])
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302 and "/accounts/reauthenticate/" in answer["Location"], name


def test_an_app_is_set_up_told_of_and_asked_for_at_the_next_sign_in(mei, monkeypatch):
    monkeypatch.setattr(transaction, "on_commit", lambda deed, **told: deed())  # no test's transaction ends in a page
    client = sign_in(mei)
    secret = set_up(client)
    assert rules.factor_at(sessions.session_of(client.session)), "whoever has set it up has used it"
    assert factors.has_any(mei) and mail.outbox[-1].to == [mei.email] and "/mine/freezing/" in mail.outbox[-1].body
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": mei.email})
    answer = client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert answer["Location"] == "/accounts/2fa/authenticate/" and not get_user(client).is_authenticated
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert not get_user(client).is_authenticated
    client.post("/accounts/2fa/authenticate/", {"code": f" {code_of(secret)} "})
    assert get_user(client) == mei
    assert DeviceSession.objects.get().methods == ["code", "totp"]


def test_a_recovery_code_opens_once(mei):
    client = sign_in(mei)
    set_up(client)
    (code, *others) = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    for number, is_in in ((1, True), (2, False)):
        guest = Client()
        guest.post("/accounts/login/code/", {"email": mei.email})
        guest.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
        guest.post("/accounts/2fa/authenticate/", {"code": code})
        assert get_user(guest).is_authenticated is is_in, number
        cache.clear()


def test_codes_are_not_guessed(mei):
    client = sign_in(mei)
    secret = set_up(client)
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": mei.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    for _ in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    cache.clear()
    page = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert "請等 15 分鐘" in page.content.decode() and not get_user(client).is_authenticated


@pytest.mark.parametrize("said", ["[" * 900 + "]" * 900, "[" * 100_000, '{"id": ' + "9" * 5000 + "}", "NaN", "{"])
def test_what_is_no_json_is_no_passkey(client, said):
    assert client.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert client.post("/accounts/2fa/webauthn/login/", {"credential": said})["Location"] == "/accounts/login/"


@pytest.mark.parametrize(
    "said",
    [
        {}, [], 7, "x", None, {"id": "x"}, {"id": "x", "rawId": "x"}, {"rawId": "AA", "response": []},
        {"rawId": "AA", "response": {"userHandle": 7}}, {"rawId": "AA", "response": {"clientDataJSON": "e30",
         "authenticatorData": "AA", "signature": "AA", "attestationObject": "oA", "userHandle": "MQ"}},
    ],
)  # fmt: skip
def test_what_is_no_passkey_is_a_wrong_one(client, mei, said):
    key = {"credential": json.dumps(said)}
    assert client.get("/accounts/2fa/webauthn/login/", headers={"x-requested-with": "XMLHttpRequest"}).json()
    assert client.post("/accounts/2fa/webauthn/login/", key)["Location"] == "/accounts/login/"
    client.force_login(mei)
    prove(client)
    assert client.get("/accounts/2fa/webauthn/add/").status_code == 200
    assert client.post("/accounts/2fa/webauthn/add/", key).status_code == 200 and not factors.has_any(mei)


def test_whoever_has_a_factor_proves_with_nothing_less(mei):
    client = sign_in(mei)
    secret = set_up(client)
    session = client.session
    del session["accounts_proved_at"]
    session.save()
    page = client.get("/accounts/reauthenticate/?next=/mine/erasure/").content.decode()
    assert "第二道驗證" in page and 'name="send"' not in page and 'type="password"' not in page
    before = len(mail.outbox)
    client.post("/accounts/reauthenticate/", {"send": ""})
    assert len(mail.outbox) == before, "no code by e-mail stands in for it"
    assert client.post("/accounts/reauthenticate/", {"code": "000000"}).status_code == 200
    answer = client.post("/accounts/reauthenticate/", {"code": code_of(secret), "next": "/mine/erasure/"})
    assert answer["Location"] == "/mine/erasure/" and client.get("/mine/erasure/").status_code == 200


def test_secrets_are_encrypted_and_go_with_the_account(mei, now):
    client = sign_in(mei)
    secret = set_up(client)
    assert secret not in str(list(Authenticator.objects.values()))
    told = actions.personal_data(mei)["accounts"]["factors"]
    assert {row["type"] for row in told} == {"totp", "recovery_codes"} and "data" not in told[0]
    actions.erase(mei, at=now)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"])
def test_the_pages_speak_both_languages(mei, path):
    client = sign_in(mei)
    prove(client)
    for prefix in ("", "/en"):
        assert client.get(prefix + path).status_code == 200
