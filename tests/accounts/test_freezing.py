"""A stolen account is stopped by the one it was stolen from, and opened again by a person of the city."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from civic.accounts import actions, addresses, freezing
from civic.accounts.models import Person
from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from tests.accounts.test_doors import code_in
from tests.people import prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def thief(mei):
    """Somebody who has changed the address of mei's account to their own, and sits in it."""
    cache.clear()
    addresses.own(mei)
    client = Client()
    client.force_login(mei)
    prove(client)
    client.post("/accounts/email/", {"email": "thief@example.test", "action_add": ""})
    client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1])})
    mei.refresh_from_db()
    assert mei.email == "thief@example.test", "void unless the theft has come off"
    return client


def button(letter):
    """The page that a letter leads to, without the host."""
    return re.search(r"http://localhost:\d+(/mine/freezing/\S+)", letter.body)[1]


def notice(to):
    return next(letter for letter in mail.outbox if letter.to == [to] and "freezing" in letter.body)


def test_the_old_address_is_told_and_its_reader_stops_the_account(thief, mei, ada):
    path = button(notice("mei@example.test"))
    stranger = Client()
    page = stranger.get(path)
    assert page.status_code == 200 and Person.objects.get(pk=mei.pk).is_active, "looking changes nothing"
    assert "停用" in stranger.post(path).content.decode()
    mei.refresh_from_db()
    assert not mei.is_active and mei.suspended_at and not mei.has_usable_password()
    assert not get_user(thief).is_authenticated
    assert thief.get("/mine/").status_code == 302
    thief.post("/accounts/login/code/", {"email": mei.email})
    assert not get_user(thief).is_authenticated, "nor does a code let anybody in"
    assert Entry.objects.about(mei).filter(verb="accounts.frozen", is_public=False).count() == 1
    mailing = Mailing.objects.get(kind="accounts.frozen")
    assert kinds[mailing.kind].audience(mailing, 0, 10) == [ada.pk]
    context = kinds[mailing.kind].context(mailing, "en")
    assert context["link"].endswith(f"/admin/accounts/person/{mei.pk}/change/")


def test_every_notice_of_a_change_has_the_button(client, mei):
    cache.clear()
    addresses.own(mei)
    client.force_login(mei)
    prove(client)
    client.post("/accounts/password/set/", {"password1": "the thief knows it", "password2": "the thief knows it"})
    assert client.get(button(notice(mei.email))).status_code == 200


def test_another_phone_is_told_too_and_the_first_one_is_not(client, mei, sam, settings):
    settings.DEMO = True
    for person in (sam, mei):
        cache.clear()
        mail.outbox.clear()
        addresses.own(person)
        client.force_login(person)
        prove(client)
        client.post("/accounts/phone/change/", {"phone": f"09123456{person.pk % 90 + 10}"})
        client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])})
        told = [letter for letter in mail.outbox if letter.to == [person.email]]
        assert len(told) == (person == mei), person
    assert client.get(button(told[0])).status_code == 200 and "0912" not in told[0].body


def test_pressed_twice_is_harmless(thief, mei):
    path = button(notice("mei@example.test"))
    for _ in range(2):
        assert Client().post(path).status_code == 200
    assert Entry.objects.about(mei).filter(verb="accounts.frozen").count() == 1


def test_an_administrator_gives_the_account_back_with_its_former_address(thief, mei, ada):
    path = button(notice("mei@example.test"))
    Client().post(path)
    actions.reinstate(mei, at=timezone.now() + timedelta(seconds=2), actor=ada, reason="查明", at_former_address=True)
    mei.refresh_from_db()
    assert (mei.email, mei.is_active, mei.suspended_at) == ("mei@example.test", True, None)
    assert addresses.former(mei) is None
    cache.clear()
    back = Client()
    back.post("/accounts/login/code/", {"email": "mei@example.test"})
    back.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert get_user(back) == mei
    assert Client().post(path).status_code == 409, "whoever has looked is not overruled by an old letter"
    assert Person.objects.get(pk=mei.pk).is_active


def test_or_with_the_present_one_if_the_change_was_right(thief, mei, ada, now):
    Client().post(button(notice("mei@example.test")))
    actions.reinstate(mei, at=timezone.now(), actor=ada, reason="查明")
    mei.refresh_from_db()
    assert mei.is_active and mei.email == "thief@example.test" and addresses.former(mei) is None


def test_a_former_address_that_is_not_there_is_refused(mei, ada, now):
    with pytest.raises(Refused):
        actions.reinstate(mei, at=now, actor=ada, reason="x", at_former_address=True)


@pytest.mark.parametrize("token", ["x", "WzEsImEiLDFd:1:x"])
def test_a_link_that_we_did_not_write_stops_nobody(client, db, token):
    assert client.post(f"/mine/freezing/{token}/").status_code == 409


def test_an_erased_account_cannot_be_stopped(mei, now):
    actions.erase(mei, at=now)
    with pytest.raises(Refused):
        freezing.freeze(mei, at=now, address="mei@example.test", since=now)
