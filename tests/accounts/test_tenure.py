"""Roles that end by the clock, and the administrator who cannot go."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from civic.accounts import actions, freezing, office, tenure
from civic.accounts.models import Person
from civic.accounts.working import Attendance, Ending
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.outbox.registry import kinds
from civic.record.models import Entry
from tests import people
from tests.races import arena
from tests.test_guard import comes

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def anew(person):
    return Person.objects.get(pk=person.pk)


def travel(monkeypatch, instant):
    monkeypatch.setattr(timezone, "now", lambda: instant)


# --- by their date -------------------------------------------------------------------------------


def test_a_role_ends_to_the_microsecond_whether_or_not_the_clock_has_come(client, mei, ada, now, monkeypatch):
    until = now + DAY
    actions.grant_role(mei, "editor", at=now, actor=ada, until=until)
    for instant, has in ((until - timedelta(microseconds=1), True), (until, False), (until + DAY, False)):
        travel(monkeypatch, instant)
        person = anew(mei)
        assert (person.has_role("editor"), person.has_perm("wagtailadmin.access_admin")) == (has, has)
        assert Person.objects.holding("editor").filter(pk=mei.pk).exists() is has
    assert mei.groups.exists(), "void unless the clock has not tidied up"


def test_every_way_of_asking_for_administrators_knows_the_end(mei, ada, now, monkeypatch):
    actions.grant_role(mei, "administrator", at=now, actor=ada, until=now + DAY)
    assert set(Person.objects.administrators()) == {mei, ada}
    assert mei.nickname in Person.objects.nicknames_of_the_city()
    travel(monkeypatch, now + DAY)
    assert set(Person.objects.administrators()) == {ada}
    assert mei.nickname not in Person.objects.nicknames_of_the_city()
    with pytest.raises(Denied):
        actions.suspend(ada, at=now, actor=anew(mei), reason="coup")


def test_the_administration_is_closed_from_that_instant_on(client, mei, ada, now, monkeypatch):
    until = now + DAY
    actions.grant_role(mei, "administrator", at=now, actor=ada, until=until)
    travel(monkeypatch, until - timedelta(microseconds=1))
    client.force_login(mei)
    assert client.get("/admin/").status_code == 200
    travel(monkeypatch, until)
    for page in ("/admin/", "/admin/jsi18n/", "/admin/accounts/person/", "/admin/accounts/person/join/"):
        assert "/login/" in client.get(page)["Location"], page
    assert mei.groups.exists(), "void unless the clock has not tidied up"


def test_the_clock_takes_away_what_has_ended_and_says_so_once(mei, ada, now):
    until = now + DAY
    actions.grant_role(mei, "administrator", at=now, actor=ada, until=until)
    assert anew(mei).is_staff
    assert (tenure.end_roles(until - HOUR), tenure.end_roles(until), tenure.end_roles(until + HOUR)) == (0, 1, 0)
    assert not anew(mei).groups.exists() and not anew(mei).is_staff and not Ending.objects.exists()
    entry = Entry.objects.about(mei).get(verb="accounts.role_ended")
    assert (entry.actor, entry.at, entry.data) == ("clock", until, {"role": "administrator", "why": "date"})


def test_given_again_a_role_has_the_new_end_or_none(mei, ada, now, monkeypatch):
    actions.grant_role(mei, "editor", at=now, actor=ada, until=now + DAY)
    actions.grant_role(mei, "editor", at=now, actor=ada, until=now + 2 * DAY)
    assert [each.until for each in mei.endings.all()] == [now + 2 * DAY]
    actions.grant_role(mei, "editor", at=now, actor=ada)
    travel(monkeypatch, now + 3 * DAY)
    assert anew(mei).has_role("editor")


def test_no_role_ends_before_it_begins(mei, ada, now):
    with pytest.raises(Refused) as refused:
        actions.grant_role(mei, "editor", at=now, actor=ada, until=now)
    assert refused.value.refusal.code == "over"


def test_the_operator_gives_a_role_with_a_last_day(mei, now):
    call_command("grant", mei.email, "editor", "--until", "2099-12-31")
    assert timezone.localtime(mei.endings.get().until).isoformat() == "2100-01-01T00:00:00+08:00"
    with pytest.raises(CommandError):
        call_command("grant", mei.email, "editor", "--until", "2020-12-31")


def test_an_administrator_gives_a_role_with_a_last_day(client, mei, ada):
    client.force_login(ada)
    asked = {"action": "grant_role", "_selected_action": mei.pk, "role": "editor", "last_day": "2099-12-31"}
    page = client.post("/admin/accounts/person/", asked, follow=True)
    assert "2099" in page.content.decode() and mei.endings.get().role == "editor"


@pytest.mark.parametrize("role", ["reviewer", "administrator"])
def test_nobody_gives_themselves_a_role(ada, now, role):
    with pytest.raises(Denied) as refused:
        actions.grant_role(ada, role, at=now, actor=ada)
    assert refused.value.refusal.code == "oneself"


# --- the last administrator ----------------------------------------------------------------------

GOING = {
    "taken back": lambda person, other, now: actions.take_role(person, "administrator", at=now, actor=person),
    "with an end": lambda person, other, now: actions.grant_role(
        person, "administrator", at=now, actor=other, until=now + DAY
    ),
    "erased": lambda person, other, now: actions.erase(person, at=now),
    "stopped": lambda person, other, now: freezing.freeze(person, at=now, address=person.email, since=now),
}


@pytest.mark.parametrize("how", GOING)
def test_the_last_administrator_cannot_go(mei, ada, now, how):
    """Nor while the only other one will be gone one day."""
    actions.grant_role(mei, "administrator", at=now, actor=ada, until=now + DAY)
    with pytest.raises(Refused) as refused, transaction.atomic():
        GOING[how](ada, mei, now)
    assert refused.value.refusal.code == "last_administrator"
    actions.grant_role(mei, "administrator", at=now, actor="operator")
    GOING[how](ada, mei, now)
    assert list(Person.objects.administrators().who_stay()) == [mei]


def each_ends_the_other(now):
    """What two administrators heard who at once gave each other's role an end; and how many of them stay."""
    both = [people.person(name, roles=["administrator"]) for name in ("one", "two")]

    def end(person, actor):
        return lambda: actions.grant_role(person, "administrator", at=now, actor=actor, until=now + DAY)

    one, two = (anew(each) for each in both)
    outcomes = arena.at_once(end(both[0], two), end(both[1], one))
    codes = sorted(outcome.refusal.code for outcome in outcomes if isinstance(outcome, Refused))
    return codes, Person.objects.administrators().who_stay().count()


@pytest.mark.usefixtures("own_database")
def test_of_two_who_end_each_other_at_once_one_stays(now):
    assert each_ends_the_other(now) == (["last_administrator"], 1)


@pytest.mark.usefixtures("own_database")
def test_control_without_the_lock_nobody_stays(now, monkeypatch):
    """Both judge before either has written: forced by having them meet between the two."""
    meet, real = arena.threading.Barrier(2), office.may_end

    def judged(person):
        answer = real(person)
        meet.wait(arena.PATIENCE)
        return answer

    monkeypatch.setattr(office, "hold", lambda: None)
    monkeypatch.setattr(office, "may_end", judged)
    monkeypatch.setattr(actions, "lock_people", lambda *people, **how: None)
    assert each_ends_the_other(now) == ([], 0)


# --- idle accounts -------------------------------------------------------------------------------


@pytest.fixture
def idle(rui, ada, now):
    """A reviewer whom the clock has known for 76 days, and who was never there; ada was, yesterday."""
    tenure.warn_the_idle(now)
    Attendance.objects.filter(person=rui).update(last_on=timezone.localdate(now) - 76 * DAY)
    Attendance.objects.filter(person=ada).update(last_on=timezone.localdate(now) - DAY)
    return rui


def test_whoever_has_not_worked_for_long_is_told_and_then_loses_the_role(idle, now, monkeypatch):
    assert (tenure.warn_the_idle(now), tenure.warn_the_idle(now)) == (1, 0)
    until = idle.endings.get().until
    assert timezone.localdate(until - HOUR) == timezone.localdate(now) + 14 * DAY
    mailing = Mailing.objects.get(kind="accounts.idle")
    assert kinds["accounts.idle"].audience(mailing, 0, 10) == [idle.pk]
    assert anew(idle).has_role("reviewer")
    travel(monkeypatch, until)
    assert not anew(idle).has_role("reviewer")
    assert tenure.end_roles(until) == 1
    actions.grant_role(idle, "reviewer", at=until, actor="operator")
    assert idle.has_role("reviewer") and tenure.warn_the_idle(until) == 0


def test_a_clock_that_stood_still_tells_before_all_the_same(idle, now):
    Attendance.objects.filter(person=idle).update(last_on=timezone.localdate(now) - 300 * DAY)
    tenure.warn_the_idle(now)
    assert idle.endings.get().until > now + 14 * DAY


def test_the_day_before_nobody_is_told(idle, now):
    Attendance.objects.filter(person=idle).update(last_on=timezone.localdate(now) - 75 * DAY)
    assert tenure.warn_the_idle(now) == 0


@pytest.mark.doors
def test_opening_the_desk_is_enough(client, idle, now):
    tenure.warn_the_idle(now)
    comes(client, idle, factor=HOUR)
    assert client.get("/desk/review/").status_code == 200
    assert not idle.endings.exists() and anew(idle).attendance.last_on == timezone.localdate()
    assert not kinds["accounts.idle"].audience(Mailing.objects.get(kind="accounts.idle"), 0, 10)


@pytest.mark.doors
def test_without_the_factor_nobody_has_worked(client, idle, now):
    tenure.warn_the_idle(now)
    comes(client, idle)
    assert client.get("/desk/review/").status_code == 302 and idle.endings.exists()


def test_the_last_administrator_is_not_idle_enough_to_go(idle, ada, now):
    Attendance.objects.update(last_on=timezone.localdate(now) - 100 * DAY)
    assert tenure.warn_the_idle(now) == 1
    assert not ada.endings.exists()
    second = people.person("second", roles=["administrator"])
    assert tenure.warn_the_idle(now) == 1 and ada.endings.exists()
    Attendance.objects.filter(person=second).update(last_on=timezone.localdate(now) - 100 * DAY)
    assert tenure.warn_the_idle(now) == 0, "of two idle ones the second stays"


def test_what_is_kept_goes_with_the_role_and_with_the_account(idle, now):
    tenure.warn_the_idle(now)
    told = actions.personal_data(idle)["accounts"]
    assert told["roles_end"] and told["worked_last_on"]
    actions.erase(idle, at=now)
    assert not Ending.objects.filter(person=idle).exists() and not Attendance.objects.filter(person=idle).exists()
