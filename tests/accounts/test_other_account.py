"""The ways by which two accounts become one: by a single sign-on, by a number and a mailbox, by the administration; and
the way of a number that is somebody else's by now."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.test import Client

from civic.accounts import actions, showing
from civic.accounts.models import Person
from civic.outbox.models import Mailing
from civic.security.models import Event
from tests import people
from tests.accounts.test_doors import code_in
from tests.accounts.test_sign_on import city, come_back, fresh, known  # noqa: F401 -- fixtures
from tests.people import prove
from tests.proposals import life

pytestmark = pytest.mark.django_db

PAGE = "/mine/other-account/"


@pytest.fixture
def twin(db):
    """Mei's other account, which has confirmed a mailbox only."""
    return people.person("twin", level=1)


def signed_in(client, person):
    client.force_login(person)
    prove(client)
    return client


def holding_the_number(client, twin, mei, settings):
    """The twin has shown that they hold Mei's number."""
    settings.DEMO = True
    signed_in(client, twin)
    client.post("/accounts/phone/change/", {"phone": "0" + mei.phone.removeprefix("+886")})
    return client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])})


def joined(client):
    page = client.get(PAGE)
    return client.post(PAGE, {"seen": page.context["form"]["seen"].value(), "is_sure": "on"})


# --- by a single sign-on --------------------------------------------------------------------------


def test_a_sign_on_that_opens_another_account_joins_the_two(client, city, mei, twin):  # noqa: F811
    known(mei)
    signed_in(client, twin)
    assert come_back(client, city)["Location"] == PAGE
    page = client.get(PAGE)
    assert mei.nickname in page.text and mei.email not in page.text
    assert joined(client)["Location"] == "/mine/"
    twin.refresh_from_db()
    assert (twin.level, get_user(client)) == (3, twin)
    mei.refresh_from_db()
    assert mei.same_as == twin and mei.is_erased
    assert come_back(Client(), city)["Location"] == "/mine/", "the sign-on opens the account that stays"


def test_nothing_is_joined_without_the_tick_or_without_a_fresh_proof(client, city, mei, twin):  # noqa: F811
    known(mei)
    client.force_login(twin)
    come_back(client, city)
    assert "reauthenticate" in client.get(PAGE)["Location"]
    prove(client)
    seen = client.get(PAGE).context["form"]["seen"].value()
    assert client.post(PAGE, {"seen": seen}).status_code == 200
    assert Person.objects.get(pk=mei.pk).same_as is None


def test_what_changed_since_the_page_was_shown_is_shown_first(client, city, cast, twin):  # noqa: F811
    known(cast.mei)
    signed_in(client, twin)
    come_back(client, city)
    seen = client.get(PAGE).context["form"]["seen"].value()
    life.endorse_as(cast.mei, life.passed(cast), life.OPENS + life.DAY)
    page = client.post(PAGE, {"seen": seen, "is_sure": "on"})
    assert page.status_code == 200 and Person.objects.get(pk=cast.mei.pk).same_as is None
    again = page.context["form"]["seen"].value()
    assert again != seen
    assert client.post(PAGE, {"seen": again, "is_sure": "on"})["Location"] == "/mine/"


@pytest.mark.parametrize("what", ["a second factor", "a role"])
def test_an_account_that_is_guarded_is_joined_by_the_administration_only(client, city, mei, twin, what):  # noqa: F811
    known(mei)
    if what == "a role":
        actions.grant_role(mei, "reviewer", at=people.NOON, actor="operator")
    else:
        Authenticator.objects.create(user=mei, type=Authenticator.Type.TOTP, data={"secret": "x"})
    signed_in(client, twin)
    come_back(client, city)
    assert client.get(PAGE)["Location"] == "/mine/"
    assert client.post(PAGE, {"seen": "x", "is_sure": "on"})["Location"] == "/mine/"
    assert Person.objects.get(pk=mei.pk).same_as is None


# --- by a number, and the mailbox of the other account ----------------------------------------------


def test_whoever_holds_the_number_shows_that_they_read_the_other_mailbox(client, twin, mei, settings):
    assert holding_the_number(client, twin, mei, settings)["Location"] == PAGE
    page = client.get(PAGE)
    assert mei.nickname not in page.text and mei.email not in page.text, "a stranger may hold the number by now"
    assert client.post(PAGE, {"seen": "x", "is_sure": "on"}).status_code == 200
    cache.clear()
    client.post(PAGE, {"send": "1"})
    assert mail.outbox[-1].to == [mei.email]
    wrong = client.post(PAGE, {"code": "XXXX-XXXX"})
    assert wrong.status_code == 200 and wrong.context["form"].errors
    assert client.post(PAGE, {"code": code_in(mail.outbox[-1])})["Location"] == PAGE
    number = mei.phone
    assert joined(client)["Location"] == "/mine/"
    twin.refresh_from_db()
    assert (twin.phone, twin.level) == (number, 2)


def test_codes_of_two_purposes_are_not_mistaken(client, twin, mei, settings):
    holding_the_number(client, twin, mei, settings)
    cache.clear()
    client.post("/accounts/reauthenticate/", {"send": "1"})
    own = code_in(mail.outbox[-1])
    assert client.post(PAGE, {"code": own}).context["form"].errors
    assert not client.session[showing.OTHER]["is_shown"]


def test_an_erased_account_that_held_the_number_is_nobodys_to_join(client, twin, mei, settings):
    number = mei.phone
    actions.erase(mei, at=people.NOON)
    mei.phone = number
    answer = holding_the_number(client, twin, mei, settings)
    assert answer.status_code == 200 and "這個號碼已經用來驗證過另一個帳號" in answer.text


def test_whoever_has_met_no_other_account_is_led_back(client, twin):
    signed_in(client, twin)
    assert client.get(PAGE)["Location"] == "/mine/"


# --- by the administration --------------------------------------------------------------------------


JOIN, FREE = "/admin/accounts/person/join/", "/admin/accounts/verification/free/"


def test_an_administrator_sees_what_would_happen_and_then_joins(client, ada, mei, twin):
    client.force_login(ada)
    people_list = "/admin/accounts/person/"
    chosen = client.post(people_list, {"action": "join", "_selected_action": [mei.pk, twin.pk]})
    assert chosen["Location"] == f"{JOIN}?stays={mei.pk}&goes={twin.pk}"
    assert client.get(chosen["Location"]).status_code == 200
    said = {"stays": mei.pk, "goes": twin.pk, "reason": "兩次都出示同一張證件"}
    page = client.post(JOIN, said)
    assert page.status_code == 200 and Person.objects.get(pk=twin.pk).same_as is None
    assert Event.objects.of(twin.record_key).filter(what="accounts.looked", data__reason="identity").exists()
    form = page.context["form"]
    assert form["reason"].value() == said["reason"] and 'value="' + str(mei.pk) in page.text
    seen = form["seen"].value()
    assert client.post(JOIN, said | {"seen": seen})["Location"] == people_list
    twin.refresh_from_db()
    assert twin.same_as == mei
    assert client.get(f"{people_list}{twin.pk}/change/", follow=True).status_code == 200


@pytest.mark.parametrize(("stays", "goes"), [("mei", "mei"), ("mei", "rui"), ("mei", None)])
def test_what_cannot_be_joined_is_said_on_the_form(client, ada, request, stays, goes):
    client.force_login(ada)
    numbers = [who and request.getfixturevalue(who).pk for who in (stays, goes)]
    page = client.post(JOIN, {"stays": numbers[0], "goes": numbers[1] or 999999, "reason": "同一人"})
    assert page.status_code == 422 and page.context["form"].errors


def test_a_number_that_is_somebody_elses_by_now_is_freed_for_a_reason(client, ada, mei, twin):
    number = mei.phone
    client.force_login(ada)
    said = {"phone": "0" + number.removeprefix("+886"), "reason": "電信公司已轉給他人"}
    page = client.post(FREE, said)
    assert page.context["form"]["reason"].value() == said["reason"] and mei.nickname in page.text
    assert actions.Person.objects.get(pk=mei.pk).level == 2
    assert client.post(FREE, said | {"proof": page.context["proof"].pk}).status_code == 302
    mei.refresh_from_db()
    assert (mei.level, mei.phone) == (1, "")
    assert Mailing.objects.filter(kind="accounts.proof_freed", subject=mei.record_key).exists()
    assert Event.objects.of(mei.record_key).filter(what="accounts.proof_freed").exists()
    actions.verify(twin, "phone", 2, at=people.NOON, proof=number, phone=number)


def test_a_number_of_an_erased_account_is_freed_too(client, ada, mei, twin):
    number = mei.phone
    actions.erase(mei, at=people.NOON)
    proof = mei.verifications.get(method="phone")
    actions.free_proof(proof, at=people.NOON, actor=ada, reason="電信公司已轉給他人")
    assert actions.verify(twin, "phone", 2, at=people.NOON, proof=number, phone=number).person == twin


def test_a_number_that_confirms_nobody_is_said(client, ada):
    client.force_login(ada)
    page = client.post(FREE, {"phone": "0912345678", "reason": "轉給他人"})
    assert page.status_code == 422 and page.context["form"].errors["phone"]


@pytest.mark.parametrize("address", [JOIN, FREE])
def test_nobody_else_gets_in(client, rui, mei, address):
    for who in (rui, mei):
        client.force_login(who)
        assert client.get(address).status_code in (302, 403)
        assert client.post(address, {"reason": "x"}).status_code in (302, 403)
