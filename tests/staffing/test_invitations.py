"""An invitation to work for the city: written, sent, accepted once, withdrawn."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from civic.accounts import actions as accounts
from civic.accounts.models import Person
from civic.agencies.rules import speaks_for
from civic.clockwork import Away
from civic.lifecycle import Refused
from civic.outbox import urgent
from civic.record.models import Entry
from civic.security.models import Event
from civic.staffing import actions, rules
from civic.staffing.models import Invitation
from tests import people
from tests.races import arena

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def invite(ada, now, email="mei@example.test", role="reviewer", **more):
    return actions.invite(email, role, at=now, actor=ada, **more)


def link():
    """The path in the last letter."""
    urgent.send_mail(timezone.now())
    return re.search(r"https?://[^/\s]+(/\S*invitation/\S+)", mail.outbox[-1].body).group(1)


def test_a_letter_leads_to_the_invitation_and_the_token_is_kept_as_a_digest_only(client, mei, ada, now):
    found = invite(ada, now)
    path = link()
    assert mail.outbox[-1].to == [mei.email]
    token = path.rstrip("/").rpartition("/")[2]
    assert bytes(found.digest) == hashlib.sha256(token.encode()).digest()
    client.force_login(mei)
    page = client.get(path).content.decode()
    assert "<form method=\"post\">" in page and "檢核" in page
    assert not mei.groups.exists(), "a GET gives nothing"
    answer = client.post(path)
    assert answer["Location"] == "/desk/review/"
    assert Person.objects.get(pk=mei.pk).has_role("reviewer")
    assert client.post(path).status_code == 409, "good once"


@pytest.mark.doors
def test_whoever_has_accepted_sets_up_a_factor_first(client, mei, ada, now):
    invite(ada, now)
    client.force_login(mei)
    answer = client.post(link())
    assert client.get(answer["Location"])["Location"] == "/accounts/2fa/"


def test_it_is_on_record_and_in_the_log_and_neither_says_the_address(mei, ada, now):
    found = invite(ada, now)
    actions.accept(found, mei, at=now)
    verbs = ["staffing.invited", "staffing.accepted"]
    entries = Entry.objects.about(found)
    assert [each.verb for each in entries] == verbs and not any(each.is_public for each in entries)
    events = Event.objects.filter(about=found.record_key)
    assert [each.what for each in events] == verbs
    assert not [each for each in (*entries, *events) if "@" in str(each.data)]
    granted = Entry.objects.about(mei).get(verb="accounts.role_granted")
    assert granted.actor == ada.record_key, "given by whoever invited"


def test_an_official_is_appointed_with_the_last_day(mei, ada, now):
    found = invite(ada, now, role="official", agency=people.transport(), until=now + 30 * DAY)
    actions.accept(found, mei, at=now)
    assert speaks_for(mei, people.transport()) and mei.offices.get().until == now + 30 * DAY


REFUSED = {
    "by no administrator": (lambda ada, rui, now: invite(rui, now, "x@y.test"), "no_role"),
    "oneself": (lambda ada, rui, now: invite(ada, now, ada.email), "oneself"),
    "to no role": (lambda ada, rui, now: invite(ada, now, role="king"), "no_such_role"),
    "an official of nothing": (lambda ada, rui, now: invite(ada, now, role="official"), "no_agency"),
    "an editor of an agency": (lambda ada, rui, now: invite(ada, now, agency=people.parks()), "agency"),
    "to what is over": (lambda ada, rui, now: invite(ada, now, until=now), "over"),
    "who has it": (lambda ada, rui, now: invite(ada, now, rui.email), "has_it"),
    "twice": (lambda ada, rui, now: [invite(ada, now), invite(ada, now)], "waits"),
}


@pytest.mark.parametrize("how", REFUSED)
def test_nobody_is_invited(ada, rui, now, how):
    deed, code = REFUSED[how]
    with pytest.raises(Refused) as refused, transaction.atomic():
        deed(ada, rui, now)
    assert refused.value.refusal.code == code
    assert not Invitation.objects.exists()


def test_somebody_who_has_the_role_can_be_invited_to_another_end(rui, ada, now):
    found = invite(ada, now, rui.email, until=now + DAY)
    actions.accept(found, rui, at=now)
    assert rui.endings.get().until == now + DAY


NOT_ACCEPTED = {
    "after seven days": (lambda found, ada, now: now + rules.VALID_FOR, "not_valid"),
    "withdrawn": (lambda found, ada, now: actions.withdraw(found, at=now, actor=ada), "not_valid"),
    "accepted before": (lambda found, ada, now: actions.accept(found, _mei(), at=now), "not_valid"),
    "the inviter is suspended": (lambda found, ada, now: accounts.suspend(ada, at=now, actor="operator", reason="x"),
                                 "not_valid"),
}  # fmt: skip


def _mei():
    return Person.objects.get(nickname="mei")


@pytest.mark.parametrize("how", NOT_ACCEPTED)
def test_an_invitation_that_leads_nowhere(mei, ada, now, how):
    found = invite(ada, now)
    deed, code = NOT_ACCEPTED[how]
    at = deed(found, ada, now) or now
    with pytest.raises(Refused) as refused:
        actions.accept(found, mei, at=at)
    assert refused.value.refusal.code == code


def test_a_moment_before_the_end_it_is_good(mei, ada, now):
    actions.accept(invite(ada, now), mei, at=now + rules.VALID_FOR - timedelta(microseconds=1))
    assert mei.has_role("reviewer")


def test_only_the_address_it_was_sent_to(client, mei, bo, ada, now):
    found = invite(ada, now)
    with pytest.raises(Refused) as refused:
        actions.accept(found, bo, at=now)
    assert refused.value.refusal is rules.SOMEBODY_ELSE
    client.force_login(bo)
    page = client.get(link()).content.decode()
    assert "logout" in page and 'method="post">' not in page
    assert client.post(link()).status_code == 409 and not bo.groups.exists()


def test_without_a_confirmed_phone_it_leads_there_and_back(client, sam, ada, now):
    invite(ada, now, sam.email)
    client.force_login(sam)
    path = link()
    assert f"/accounts/phone/change/?next={path}" in client.get(path).content.decode().replace("%2F", "/")
    assert client.post(path).status_code == 409


@pytest.mark.parametrize(
    "email, way", [("mei@example.test", "/accounts/login/"), ("new@city.test", "/accounts/signup/")]
)
def test_a_stranger_signs_in_or_up(client, mei, ada, now, email, way):
    invite(ada, now, email)
    path = link()
    page = client.get(path).content.decode()
    href = re.search(rf'href="({way}[^"]+)"', page).group(1).replace("&amp;", "&")
    form = client.get(href).content.decode()
    assert path in form.replace("%2F", "/"), "back to the invitation"
    assert (email in form) is (way == "/accounts/signup/")
    assert client.post(path).status_code == 409


def test_a_made_up_token_leads_nowhere(client, db):
    assert client.get("/invitation/abc/").status_code == 409


def test_the_letter_is_in_the_language_chosen(ada, now):
    invite(ada, now, language="en")
    assert link().startswith("/en/invitation/") and "You are invited" in mail.outbox[-1].body


@pytest.mark.usefixtures("own_database")
def test_of_two_who_accept_at_once_one_has_accepted(now):
    ada, mei = people.CAST["ada"](), people.CAST["mei"]()
    found = invite(ada, now)
    outcomes = arena.at_once(*[lambda: actions.accept(found, _mei(), at=now)] * 2)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "Refused"]
    assert Entry.objects.about(mei).filter(verb="accounts.role_granted").count() == 1


@pytest.mark.usefixtures("own_database")
def test_of_two_who_invite_at_once_one_letter_is_sent(now):
    people.CAST["ada"](), people.person("bea", roles=["administrator"])
    ada, bea = (Person.objects.get(nickname=name) for name in ("ada", "bea"))
    arena.at_once(lambda: invite(ada, now), lambda: invite(bea, now))
    assert Invitation.objects.count() == 1


# --- the administration ----------------------------------------------------------------------------


def test_an_administrator_invites_and_withdraws(client, ada):
    client.force_login(ada)
    sent = {"email": "new@city.test", "role": "editor", "language": "zh-hant", "last_day": "2099-01-31"}
    assert client.post("/admin/staffing/invitation/add/", sent).status_code == 302
    found = Invitation.objects.get()
    assert timezone.localtime(found.until).isoformat() == "2099-02-01T00:00:00+08:00"
    assert "new@city.test" in client.get("/admin/staffing/invitation/").content.decode()
    assert client.get(f"/admin/staffing/invitation/{found.pk}/change/").status_code == 200
    client.post("/admin/staffing/invitation/", {"action": "withdraw", "_selected_action": found.pk})
    assert Invitation.objects.get().withdrawn_at


def test_what_is_refused_stands_on_the_form(client, ada):
    client.force_login(ada)
    sent = {"email": "new@city.test", "role": "official", "language": "zh-hant"}
    page = client.post("/admin/staffing/invitation/add/", sent)
    assert page.status_code == 422 and "請選擇機關" in page.content.decode()


@pytest.mark.parametrize("name", ["eve", "rui"])
def test_nobody_else_gets_there(client, request, name):
    client.force_login(request.getfixturevalue(name))
    for path in ("", "add/", "import/"):
        assert client.get(f"/admin/staffing/invitation/{path}").status_code in (302, 403)


def test_invitations_are_in_the_data_of_the_invited_and_go_with_them(mei, ada, now):
    actions.accept(invite(ada, now), mei, at=now)
    assert accounts.personal_data(mei)["staffing"]["invitations"][0]["role"] == "reviewer"
    accounts.erase(mei, at=now)
    assert not Invitation.objects.exists()


def test_what_an_erased_administrator_has_sent_and_nobody_accepted_goes_too(ada, now):
    people.person("second", roles=["administrator"])
    invite(ada, now)
    accounts.erase(ada, at=now)
    assert not Invitation.objects.exists()


def test_they_are_forgotten_after_half_a_year(ada, now):
    found = invite(ada, now)
    assert actions.forget(found.expires_at + rules.KEPT) == 0
    assert actions.forget(found.expires_at + rules.KEPT + DAY) == 1


def test_nobody_but_an_administrator_withdraws(rui, ada, now):
    found = invite(ada, now)
    with pytest.raises(Refused):
        actions.withdraw(found, at=now, actor=rui)
    assert not Invitation.objects.get().withdrawn_at


# --- while no mail leaves ---------------------------------------------------------------------------


WAIT = "信件一直寄不出去"


class Unreachable(BaseEmailBackend):
    """A mail server that is not there."""

    def open(self):
        raise ConnectionRefusedError


@pytest.mark.parametrize("address", ["staffing/invitation", "staffing/factorreset"])
def test_while_the_mail_server_is_away_letters_wait_are_told_of_and_leave_later(
    client, ada, now, at, monkeypatch, address
):
    with monkeypatch.context() as patch:
        patch.setattr(urgent, "send_mail", lambda now: 0)  # here letters leave when they are written
        invite(ada, now)
    client.force_login(ada)
    soon, later = now + timedelta(minutes=1), now + timedelta(minutes=4)
    with override_settings(POST_BACKEND="tests.staffing.test_invitations.Unreachable"), pytest.raises(Away):
        urgent.send_mail(soon)
    assert WAIT not in client.get(f"/admin/{address}/").text, "not within two minutes"
    at(later)
    assert WAIT in client.get(f"/admin/{address}/").text
    assert urgent.send_mail(later) == 1 and mail.outbox[-1].to == ["mei@example.test"]
    assert WAIT not in client.get(f"/admin/{address}/").text
