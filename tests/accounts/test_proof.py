"""A borrowed minute is not a stolen account: what changes whose it is, or hands out its data, wants a fresh proof."""

import time

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from civic.accounts import proof
from civic.accounts.models import Person
from tests.accounts.test_doors import code_in
from tests.people import prove

pytestmark = pytest.mark.django_db

GUARDED = {
    "account_email": {"email": "thief@example.test", "action_add": ""},
    "account_set_password": {"password1": "the thief knows it", "password2": "the thief knows it"},
    "account_change_password": {"oldpassword": "x", "password1": "the thief knows it", "password2": "x"},
    "account_change_phone": {"phone": "0912345678"},
    "accounts:export": {},
    "accounts:erasure": {"email": "mei@example.test"},
}


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def signed_in(client, mei):
    client.force_login(mei)
    return client


def ask_for_code(client):
    client.post("/accounts/reauthenticate/", {"send": ""})
    return code_in(mail.outbox[-1])


def enter(client, **said):
    return client.post("/accounts/reauthenticate/", {"next": "/mine/erasure/", **said})


def told(person):
    return {name: str(value) for name, value in Person.objects.filter(pk=person.pk).values().get().items()}


@pytest.mark.parametrize("name", GUARDED)
def test_without_a_proof_nothing_opens_and_nothing_is_done(signed_in, mei, name):
    before = told(mei)
    for answer in (signed_in.get(reverse(name)), signed_in.post(reverse(name), GUARDED[name])):
        assert answer.status_code == 302
        leads_to = answer["Location"].replace("%2F", "/")
        if "/mine/kept/" not in leads_to:
            assert leads_to == f"/accounts/reauthenticate/?next={reverse(name)}"
            continue
        kept = signed_in.get(leads_to.partition("next=")[2]).content.decode()
        for field, text in GUARDED[name].items():
            assert ("password" in field) == (text not in kept), "what was filled in is there after the proof"
    assert told(mei) == before
    assert not mail.outbox


@pytest.mark.parametrize("name", GUARDED)
def test_with_a_fresh_proof_it_opens(signed_in, name):
    prove(signed_in)
    answer = signed_in.get(reverse(name))
    assert answer.status_code == 200 or answer["Location"] == reverse("account_set_password")


def test_who_has_no_password_is_sent_a_code_and_nobody_is_let_through_silently(signed_in, mei):
    assert not mei.has_usable_password(), "void unless the account has none"
    page = signed_in.get("/accounts/reauthenticate/?next=/mine/erasure/")
    assert page.status_code == 200 and not mail.outbox, "looking at the page sends nothing"
    code = ask_for_code(signed_in)
    assert mail.outbox[-1].to == [mei.email] and "15 分鐘" in mail.outbox[-1].body
    answer = enter(signed_in, code=code.lower())
    assert answer["Location"] == "/mine/erasure/"
    assert signed_in.get("/mine/erasure/").status_code == 200
    assert code not in str(dict(signed_in.session)), "a session that is read tells no code"


def test_a_code_is_good_once_and_for_its_own_session(signed_in, mei):
    from django.test import Client

    code = ask_for_code(signed_in)
    other = Client()
    other.force_login(mei)
    assert enter(other, code=code).status_code == 200
    assert enter(signed_in, code=code).status_code == 302
    session = signed_in.session
    del session[proof.PROVED]
    session.save()
    assert enter(signed_in, code=code).status_code == 200


def test_the_code_of_an_earlier_letter_is_told_as_such_and_is_no_try(signed_in):
    older, newer = ask_for_code(signed_in), ask_for_code(signed_in)
    for _ in range(4):
        answer = enter(signed_in, code=f"您的驗證碼是 {older.lower()}")
        assert answer.status_code == 200 and "這是較早收到的驗證碼" in answer.content.decode()
    assert enter(signed_in, code=newer).status_code == 302
    assert older not in str(dict(signed_in.session))


def test_a_code_is_good_as_long_as_its_letter_says(signed_in, monkeypatch):
    code, clock = ask_for_code(signed_in), time.time
    assert "15 分鐘" in mail.outbox[-1].body
    monkeypatch.setattr("civic.accounts.proof.time.time", lambda: clock() + 14 * 60)
    assert enter(signed_in, code=code).status_code == 302


def test_a_password_proves_too_and_a_wrong_one_does_not(signed_in, mei):
    mei.set_password("a long enough one")
    mei.save(update_fields=["password"])
    signed_in.force_login(mei)
    wrong = enter(signed_in, password="wrong")
    assert wrong.status_code == 200 and wrong.context["form"].errors
    assert enter(signed_in, password="a long enough one").status_code == 302


def test_a_borrower_cannot_guess_the_password(signed_in, mei):
    mei.set_password("a long enough one")
    mei.save(update_fields=["password"])
    signed_in.force_login(mei)
    for _ in range(5):
        enter(signed_in, password="wrong")
    cache.clear()
    assert "15 分鐘" in enter(signed_in, password="a long enough one").content.decode()


def test_a_proof_grows_stale(signed_in, monkeypatch):
    prove(signed_in)
    later = time.time() + proof.FRESH
    monkeypatch.setattr(proof.time, "time", lambda: later)
    assert signed_in.get("/mine/erasure/").status_code == 302


def test_the_proof_is_of_the_one_who_gave_it(signed_in, bo):
    prove(signed_in)
    signed_in.force_login(bo)
    assert signed_in.get("/mine/erasure/").status_code == 302


@pytest.mark.parametrize("elsewhere", ["http://testserver/mine/profile/", "https://other.example/"])
@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/reauthenticate/", "/cms/login/"])
def test_no_way_leads_from_https_to_http_or_to_another_host_of_ours(client, mei, path, elsewhere, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    mei.set_password("long enough 1")
    mei.save()
    if "login" not in path:
        client.force_login(mei)
    sent = {"login": mei.email, "password": "long enough 1", "next": elsewhere}
    ask, said = (client.get, {"next": elsewhere}) if "cms" in path else (client.post, sent)
    answer = ask(path, said, secure=True)
    assert answer.status_code == 302 and "http" not in answer["Location"]


def test_the_way_back_leads_nowhere_else(signed_in):
    answer = enter(signed_in, code=ask_for_code(signed_in), next="https://elsewhere.example/")
    assert answer["Location"] == "/mine/"


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert "/accounts/login/" in client.get("/accounts/reauthenticate/")["Location"]
