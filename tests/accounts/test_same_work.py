"""Doors that must not tell who has an account do the same work for everybody: no clock is needed to see it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from civic.accounts import limits
from civic.accounts.models import Person

PASSWORD = "a long enough one"


@pytest.fixture
def fresh_limits(db):
    cache.clear()


@pytest.fixture
def work(monkeypatch, fresh_limits):
    """What a form costs: `work(path, sent)` is (queries, passwords hashed, letters)."""
    hashed, encode = [], hashers.PBKDF2PasswordHasher.encode
    counting = lambda *args, **more: hashed.append(args) or encode(*args, **more)  # noqa: E731
    monkeypatch.setattr(hashers.PBKDF2PasswordHasher, "encode", counting)

    def of(path, sent):
        hashed.clear()
        mail.outbox.clear()
        client = Client()
        with CaptureQueriesContext(connection) as asked:
            assert client.post(path, sent).status_code in (200, 302)
        return len(asked), len(hashed), len(mail.outbox)

    return of


@pytest.fixture
def known(mei, sam, bo, rui):
    """Addresses that are somebody's: of a member, of one without a password, one suspended, one whose account is
    closed."""
    for person in (mei, bo, rui):
        person.set_password(PASSWORD)
        person.save()
    Person.objects.filter(pk=bo.pk).update(suspended_at=bo.joined_at)
    Person.objects.filter(pk=rui.pk).update(is_active=False)
    return [mei.email, sam.email, bo.email, rui.email]


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_signing_up_costs_the_same_for_a_known_address(known, work, password):
    def signing_up(address):
        return work("/accounts/signup/", {"nickname": "小美", "email": address, "password1": password})

    new = signing_up("new@example.test")
    assert new[1:] == (bool(password), 1) and Person.objects.filter(email="new@example.test").exists()
    before = Person.objects.count()
    assert [signing_up(address) for address in [*known, "new@example.test"]] == [new] * (len(known) + 1)
    assert Person.objects.count() == before


def test_a_letter_too_many_leaves_no_half_account(client, fresh_limits, monkeypatch):
    limit = limits.LIMITS["letters to an address"]
    monkeypatch.setitem(limits.LIMITS, "letters to an address", limits.Limit(0, limit.span, limit.sentence))
    sent = {"nickname": "小美", "email": "new@example.test", "password1": ""}
    assert str(limit.sentence) in client.post("/accounts/signup/", sent).content.decode()
    assert not Person.objects.exists()
    monkeypatch.undo()
    assert client.post("/accounts/signup/", sent).status_code == 302 and Person.objects.count() == 1


@pytest.mark.usefixtures("own_database")
def test_several_who_sign_up_at_once_with_one_address_are_one_person():
    cache.clear()
    sent = {"nickname": "小美", "email": "new@example.test", "password1": ""}

    def signing_up(_number):
        try:
            return Client().post("/accounts/signup/", sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as crowd:
        assert list(crowd.map(signing_up, range(4))) == [302] * 4
    assert Person.objects.count() == 1


@pytest.mark.parametrize("path", ["/accounts/login/code/", "/accounts/password/reset/"])
def test_asking_for_a_code_costs_the_same_for_everybody(known, work, path):
    new = work(path, {"email": "new@example.test"})
    assert new[1:] == (0, 1) and [work(path, {"email": address}) for address in known] == [new] * len(known)


def test_a_wrong_password_costs_the_same_for_everybody(known, work):
    new = work("/accounts/login/", {"login": "new@example.test", "password": "not the right one"})
    wrong = [work("/accounts/login/", {"login": address, "password": "not the right one"}) for address in known]
    assert new[1:] == (1, 0) and wrong == [new] * len(known)
