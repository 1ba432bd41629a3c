"""The security log: what is noted, that it stays, and that it goes by whole days only."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from civic.accounts import actions
from civic.accounts.log_keeping import keep_log_for
from civic.administration import key_in_words
from civic.city.models import Theme
from civic.lifecycle import Denied, Refused
from civic.record.models import Entry
from civic.security.actions import DENIED, DONE, FAILED, MOST, forget, log_days, note
from civic.security.models import Event, Retention
from civic.security.whence import coming_from, truncated
from tests.accounts.test_doors import code_in
from tests.proposals import life

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 1, 6, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def noted(what="", **facts):
    return [(e.what, e.result, e.actor, e.about) for e in Event.objects.filter(**facts).order_by("pk")
            if e.what.startswith(what)]  # fmt: skip


# --- what is noted -------------------------------------------------------------------------------


def test_a_sign_in_and_what_went_before_it(mei):
    mei.set_password("long enough 1")
    mei.save()
    client, me = Client(REMOTE_ADDR="203.0.113.77"), mei.record_key
    client.post("/accounts/login/", {"login": mei.email, "password": "wrong"})
    client.post("/accounts/login/", {"login": mei.email, "password": "long enough 1"})
    client.post("/accounts/logout/")
    rows = noted("accounts.signed_", network="203.0.113.0/24")
    assert rows == [
        ("accounts.signed_in", FAILED, "", me),
        ("accounts.signed_in", DONE, me, me),
        ("accounts.signed_out", DONE, me, me),
    ]
    assert Event.objects.get(what="accounts.signed_in", result=DONE).data == {
        "methods": ["password"],
        "new_device": False,
    }


def test_a_passkey_that_is_not_the_right_one(mei):
    client, junk = Client(), {"credential": json.dumps({"id": "x", "response": {"userHandle": "MQ"}})}
    client.post("/accounts/2fa/webauthn/login/", junk)
    assert noted("accounts.signed_in") == [("accounts.signed_in", FAILED, "", "")], "whose, is anybody's word"
    client.force_login(mei)
    Authenticator.objects.create(user=mei, type="totp", data={})
    client.post("/accounts/reauthenticate/", junk)
    assert noted("accounts.factor") == [("accounts.factor", FAILED, "", mei.record_key)]


def test_a_locked_door_and_an_address_of_nobody(mei):
    client = Client()
    for _try in range(6):
        client.post("/accounts/login/", {"login": mei.email, "password": "wrong"})
    assert noted("accounts.locked_out") == [("accounts.locked_out", DENIED, "", mei.record_key)]
    client.post("/accounts/login/", {"login": "nobody@example.test", "password": "wrong"})
    assert noted()[-1] == ("accounts.signed_in", FAILED, "", "")
    assert "nobody@" not in str(list(Event.objects.values())), "an address may be anybody's"


def test_a_wrong_code(mei):
    client = Client()
    client.post("/accounts/login/code/", {"email": mei.email})
    client.post("/accounts/login/code/confirm/", {"code": "WRONG1"})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert [row[:2] for row in noted("accounts.")][-2:] == [("accounts.code", FAILED), ("accounts.signed_in", DONE)]


def test_deeds_on_accounts_are_noted_without_the_words_of_whoever_did_them(mei, ada, now):
    actions.grant_role(mei, "reviewer", at=now, actor=ada)
    actions.suspend(mei, at=now, actor=ada, reason="王美玲洗版")
    rows = Event.objects.filter(actor=ada.record_key, about=mei.record_key)
    assert [(row.what, row.data) for row in rows] == [
        ("accounts.role_granted", {"role": "reviewer"}),
        ("accounts.suspended", {}),
    ]


def test_what_is_not_done_is_not_noted(mei, ada, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.suspend(mei, at=now, actor=ada, reason="洗版")
        1 / 0  # noqa: B018
    assert not noted("accounts.suspended")


def test_who_was_denied_what(client, mei, cast):
    client.force_login(mei)
    client.get("/desk/review/")
    client.post(f"/desk/review/{life.submitted(cast).pk}/refusal/")
    rows = Event.objects.filter(what="security.denied", result=DENIED, actor=mei.record_key)
    assert [row.data for row in rows] == [
        {"page": "desk:review", "method": "GET", "why": "no_role"},
        {"page": "desk:refusal", "method": "POST", "why": "no_role"},
    ]
    Client().get("/desk/review/")
    assert rows.count() == 2, "strangers are led to the sign-in"


def test_a_deed_denied_by_a_form_to_whoever_is_suspended_or_not_proven(client, mei, sam, ada, now, cast):
    actions.suspend(mei, at=now, actor=ada, reason="洗版")
    page = f"/proposals/{life.passed(cast).pk}/endorsement/"
    for person, code in ((mei, "suspended"), (sam, "level_2")):
        client.force_login(person)
        assert client.post(page, {"reason": "好"}).status_code == 409
        told = Event.objects.get(what="security.denied", actor=person.record_key)
        assert (told.result, told.data["why"], told.data["method"]) == (DENIED, code, "POST")


def test_a_setting_of_the_city(client, ada):
    client.force_login(ada)
    theme = Theme.objects.first()
    page = f"/admin/city/theme/{theme.pk}/change/"
    seen = client.get(page).context["adminform"].form["seen"].value()
    client.post(page, {"name_zh": "交通", "name_en": "Transport", "position": "1", "seen": seen})
    assert noted("security.") == [("security.setting_changed", DONE, ada.record_key, f"theme:{theme.pk}")]


def test_a_look_at_somebodys_data_wants_a_reason_and_is_noted(client, ada, mei, at):
    client.force_login(ada)
    page = f"/admin/accounts/person/{mei.pk}/change/"
    asked = client.get(page).content.decode()
    assert mei.name not in asked and mei.email not in asked and "原因" in asked
    assert client.post(page, {"why": "nothing"}).status_code == 200 and not noted("accounts.looked")
    assert client.post(page, {"why": "report"})["Location"] == page
    assert mei.name in client.get(page).content.decode()
    event = Event.objects.get(what="accounts.looked")
    assert (event.actor, event.about) == (ada.record_key, mei.record_key)
    assert event.data == {"reason": "report", "kind": "person"}
    other = f"/admin/accounts/person/{ada.pk}/change/"
    assert ada.email not in re.sub(r"(?s)<header.*?</header>", "", client.get(other).content.decode()), "of one person"
    at(timezone.now() + timedelta(minutes=15))
    assert mei.name not in client.get(page).content.decode()
    assert mei.email not in client.get("/admin/accounts/person/").content.decode()


def test_an_official_who_looks_up_a_number(cast, client, at):
    proposal = life.established(cast)
    at(life.OPENS + 2 * life.DAY)
    client.force_login(cast.ann)
    page = f"/desk/agency/{proposal.pk}/looks/"
    client.post(page, {"look-reason": "安排會勘"})
    assert noted("looked_up") == [("looked_up", DONE, cast.ann.record_key, cast.bo.record_key)]


# --- whose it is ---------------------------------------------------------------------------------


def test_people_find_in_their_data_what_is_noted_of_them(mei, ada, now):
    actions.grant_role(mei, "reviewer", at=now, actor=ada)
    note("accounts.looked", about=mei, actor=ada, reason="law", kind="person")
    mine, hers = actions.personal_data(mei), actions.personal_data(ada)
    looked = mine["accounts"]["security_log"][-1]
    assert looked["reason"] == "law" and not looked["by_yourself"] and "actor" not in looked
    assert {"reason", "about"}.isdisjoint(hers["accounts"]["security_log"][-1])


def test_after_an_erasure_it_names_nobody(mei, now):
    private = [mei.name, mei.nickname, mei.email, mei.phone]
    actions.change_profile(mei, at=now, nickname="另一個名字")
    actions.erase(mei, at=now)
    kept = str(list(Event.objects.values()))
    assert f"person:{mei.pk}" in kept and not [words for words in private if words in kept]


def test_administrators_read_it_and_nobody_else(client, ada, mei, rui):
    note("accounts.exported", about=mei, actor=mei)
    for person, status in ((ada, 200), (rui, 302)):
        client.force_login(person)
        answer = client.get(f"/admin/security/event/?q={mei.pk}")
        assert answer.status_code == status
    client.force_login(ada)
    page = client.get("/admin/security/event/?what=accounts.exported&result__exact=done").content.decode()
    assert "下載自己的資料" in page and key_in_words(mei.record_key) in page
    assert "登入" not in page.partition('id="result_list"')[2].partition("</table>")[0], "void unless it filters"
    assert client.get("/admin/security/event/add/").status_code == 403


# --- whence --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::7", "2001:db8:1::/48"), ("", ""), ("testserver", "")],
)
def test_a_network_is_kept_and_no_address(address, network):
    assert truncated(address) == network


def test_how_much_of_it_is_a_setting(settings):
    settings.LOG_PREFIX_IPV4 = 0
    assert truncated("203.0.113.77") == "0.0.0.0/0"


def test_nobody_fills_the_disk(now, at):
    at(now)
    with coming_from("203.0.113.77"):
        for _try in range(MOST + 5):
            note("accounts.signed_in", result=FAILED)
        note("accounts.signed_in", about="person:1", result=DONE)
    with coming_from("198.51.100.7"):
        note("accounts.signed_in", result=FAILED)
    assert Event.objects.count() == MOST + 2
    at(now + timedelta(minutes=1))
    with coming_from("203.0.113.77"):
        note("accounts.signed_in", result=FAILED)
    assert Event.objects.count() == MOST + 3


# --- it stays, and goes by days ------------------------------------------------------------------


def emptied():
    with connection.cursor() as cursor:
        cursor.execute("truncate security_event")


@pytest.mark.parametrize("deed", [lambda e: e.update(about=""), lambda e: e.delete(), lambda e: emptied()])
def test_the_database_refuses_to_change_or_delete_what_is_fresh(deed):
    note("accounts.exported", about="person:1")
    with pytest.raises(IntegrityError), transaction.atomic():
        deed(Event.objects.all())
    assert Event.objects.get().about == "person:1"


def test_a_part_of_an_old_day_does_not_go_either(at):
    for hours in (0, 1, 24):
        at(LONG_AGO + timedelta(hours=hours))
        note("accounts.exported", about=f"person:{hours}")
    for part in (Event.objects.filter(about="person:0"), Event.objects.filter(about="person:24")):
        with pytest.raises(IntegrityError, match="whole days"), transaction.atomic():
            part.delete()
    assert Event.objects.count() == 3


def kept_for(client, days, seen=None):
    """Say on its page how long the log is kept; as what its page shows, unless something else was `seen`."""
    page = "/admin/security/retention/"
    said = {"days": days, "seen": seen or client.get(page).context["form"]["seen"].value()}
    return client.post(page, said)


def test_an_administrator_says_how_long_the_log_is_kept_and_never_less_than_the_law(client, ada, mei):
    client.force_login(ada)
    seen = client.get("/admin/security/retention/").context["form"]["seen"].value()
    for days in ("183", "3651", "-1", "", "x"):
        assert kept_for(client, days).status_code == 422 and log_days() == 365
    assert kept_for(client, 200, seen).status_code == 302
    entry = Entry.objects.get(verb="security.retention_set")
    assert (entry.data, entry.actor, entry.is_public) == ({"days": 200, "was": 365}, ada.record_key, True)
    assert Event.objects.get(what=entry.verb).data == entry.data
    assert kept_for(client, 300, seen).status_code == 422 and log_days() == 200, "another administrator was faster"
    assert kept_for(client, 200).status_code == 302 and Entry.objects.filter(verb=entry.verb).count() == 1
    assert "200 天" in Client().get("/retention/").text
    with pytest.raises(Refused, match="days"):
        keep_log_for(183, ada, at=timezone.now())
    client.force_login(mei)
    with pytest.raises(Denied):
        keep_log_for(400, mei, at=timezone.now())
    assert client.post("/admin/security/retention/", {"days": 400}).status_code == 302 and log_days() == 200


@pytest.mark.parametrize(
    "statement",
    [
        "update security_retention set days = 183", "update security_retention set id = 2",
        "insert into security_retention (id, days) values (2, 400)", "delete from security_retention",
        "truncate security_retention",
    ],
)  # fmt: skip
def test_nor_does_the_database_let_anybody_go_below_it(statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert log_days() == 365


def test_the_clock_drops_what_has_expired(at):
    midnight = datetime(2025, 1, 6, 16, 0, tzinfo=UTC)  # of Taipei
    for instant in (LONG_AGO, midnight - timedelta(microseconds=1), midnight):
        at(instant)
        note("accounts.exported", about="person:1")
    Retention.objects.update(days=200)
    now = midnight + timedelta(days=200)
    assert forget(now - timedelta(microseconds=1)) == 0
    assert forget(now) == 2
    assert Event.objects.get().at == midnight
