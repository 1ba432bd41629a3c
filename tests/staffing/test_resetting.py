"""Two administrators take away second factors that somebody has lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from civic.accounts import actions as accounts
from civic.accounts import factors
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from civic.security.models import Event
from civic.staffing import resetting
from civic.staffing.models import FactorReset
from tests import people
from tests.races import arena
from tests.test_guard import comes

WHY = "手機遺失，已當面確認"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def bea(db):
    return people.person("bea", roles=["administrator"])


@pytest.fixture
def lost(rui):
    """A reviewer with a factor."""
    Authenticator.objects.create(user=rui, type=Authenticator.Type.TOTP, data={})
    return rui


def test_one_asks_and_another_confirms(lost, ada, bea, now):
    client = Client()
    client.force_login(lost)
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    assert factors.has_any(lost), "nothing has gone yet"
    resetting.confirm(asked, at=now, actor=bea)
    assert not factors.has_any(lost)
    assert client.get("/mine/").status_code == 302, "signed out everywhere"
    entry = Entry.objects.about(lost).get(verb="accounts.factors_reset")
    assert (entry.actor, entry.data) == (bea.record_key, {"reason": WHY})
    whats = list(Event.objects.filter(about=lost.record_key).values_list("what", "actor"))
    assert ("staffing.reset_asked", ada.record_key) in whats and ("accounts.factors_reset", bea.record_key) in whats
    for kind in ("staffing.reset_asked", "staffing.reset_confirmed"):
        assert kinds[kind].audience(Mailing.objects.get(kind=kind), 0, 10) == sorted([lost.pk, ada.pk, bea.pk])


def test_who_may_not(lost, ada, bea, mei, now):
    for who, code in ((mei, "no_role"), (lost, "no_role")):
        with pytest.raises(Denied) as refused:
            resetting.ask(lost, at=now, actor=who, reason=WHY)
        assert refused.value.refusal.code == code
    with pytest.raises(Denied) as refused:
        resetting.ask(ada, at=now, actor=ada, reason=WHY)
    assert refused.value.refusal.code == "oneself"
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    for who, code in ((ada, "same"), (mei, "no_role"), (lost, "no_role")):
        with pytest.raises(Refused) as refused:
            resetting.confirm(asked, at=now, actor=who)
        assert refused.value.refusal.code == code
    assert factors.has_any(lost)


def test_an_administrator_does_not_confirm_their_own(bea, ada, now):
    Authenticator.objects.create(user=bea, type=Authenticator.Type.TOTP, data={})
    asked = resetting.ask(bea, at=now, actor=ada, reason=WHY)
    with pytest.raises(Refused) as refused:
        resetting.confirm(asked, at=now, actor=bea)
    assert refused.value.refusal.code == "same"


@pytest.mark.parametrize("late, code", [(timedelta(hours=24), "over"), (timedelta(hours=24, microseconds=-1), None)])
def test_within_a_day(lost, ada, bea, now, late, code):
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    try:
        resetting.confirm(asked, at=now + late, actor=bea)
        assert code is None
    except Refused as refused:
        assert refused.refusal.code == code
    assert factors.has_any(lost) is (code is not None)


def test_not_once_the_asker_is_no_administrator_any_more(lost, ada, bea, now):
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    accounts.take_role(ada, "administrator", at=now, actor=bea)
    with pytest.raises(Refused) as refused:
        resetting.confirm(asked, at=now, actor=bea)
    assert refused.value.refusal.code == "asker_gone"


def test_what_waits_stands_and_needs_a_reason_and_a_factor(lost, mei, ada, bea, now):
    assert resetting.ask(lost, at=now, actor=ada, reason=WHY) == resetting.ask(lost, at=now, actor=bea, reason=WHY)
    for person, reason, code in ((lost, " ", "empty"), (mei, WHY, "no_factor")):
        with pytest.raises(Refused) as refused:
            resetting.ask(person, at=now, actor=ada, reason=reason)
        assert refused.value.refusal.code == code


def test_the_database_refuses_one_who_does_both(lost, ada, now):
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    for who in (ada, lost):
        with pytest.raises(IntegrityError), transaction.atomic():
            FactorReset.objects.filter(pk=asked.pk).update(confirmed_by=who, confirmed_at=now)


@pytest.mark.usefixtures("own_database")
def test_of_two_who_confirm_at_once_one_does(now):
    ada, bea, cem = (people.person(name, roles=["administrator"]) for name in ("ada", "bea", "cem"))
    lost = people.CAST["rui"]()
    Authenticator.objects.create(user=lost, type=Authenticator.Type.TOTP, data={})
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    outcomes = arena.at_once(*(lambda who=who: resetting.confirm(asked, at=now, actor=who) for who in (bea, cem)))
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Refused"]
    assert Entry.objects.about(lost).filter(verb="accounts.factors_reset").count() == 1


def test_in_the_administration(client, lost, ada, bea):
    client.force_login(ada)
    assert client.get("/admin/staffing/factorreset/add/").status_code == 200
    sent = {"email": lost.email, "reason": WHY}
    assert client.post("/admin/staffing/factorreset/add/", sent).status_code == 302
    asked = FactorReset.objects.get()
    deed = {"action": "confirm", "_selected_action": asked.pk}
    assert client.post("/admin/staffing/factorreset/", deed).status_code == 409
    client.force_login(bea)
    assert client.post("/admin/staffing/factorreset/", deed).status_code == 302
    assert not factors.has_any(lost)


@pytest.mark.doors
def test_confirming_wants_a_fresh_factor(client, lost, ada, bea, now):
    asked = resetting.ask(lost, at=now, actor=ada, reason=WHY)
    comes(client, bea, factor=timedelta(minutes=16))
    deed = {"action": "confirm", "_selected_action": asked.pk}
    client.post("/admin/staffing/factorreset/", deed)
    assert factors.has_any(lost)
    comes(client, bea, factor=timedelta(minutes=14))
    client.post("/admin/staffing/factorreset/", deed)
    assert not factors.has_any(lost)


def test_it_is_in_the_data_of_the_person_and_goes_with_the_account(lost, ada, now):
    resetting.ask(lost, at=now, actor=ada, reason=WHY)
    assert accounts.personal_data(lost)["staffing"]["factor_resets"][0]["reason"] == WHY
    accounts.erase(lost, at=now)
    assert not FactorReset.objects.exists()
