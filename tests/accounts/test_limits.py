"""Nobody is flooded in anybody's name: what costs others is counted, exactly, and said in words with a way on."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.utils import translation

from civic.accounts import limits, lockout
from civic.accounts.models import Person, Tally
from civic.accounts.rules import profile_mark
from civic.lifecycle import Refused
from proposals import marks
from proposals.models import Evidence, Proposal
from tests import people
from tests.accounts.test_doors import code_in
from tests.people import prove

PHONE = "0912345678"


@pytest.fixture
def few(monkeypatch):
    """Make a limit small: `few("drafts", 2)`."""

    def make(name, most):
        limit = limits.LIMITS[name]
        monkeypatch.setitem(limits.LIMITS, name, limits.Limit(most, limit.span, limit.sentence))

    return make


def refused(name, *whom, now):
    try:
        limits.take(name, *whom, now=now)
    except Refused:
        return True
    return False


def test_a_limit_is_per_whom_and_begins_anew_after_its_span(db, now, few):
    few("renames", 2)
    assert [refused("renames", 1, now=now) for _ in range(3)] == [False, False, True]
    assert not refused("renames", 2, now=now)
    day = limits.LIMITS["renames"].span
    assert refused("renames", 1, now=now + day - timedelta(microseconds=1))
    assert not refused("renames", 1, now=now + day)


def test_what_is_counted_names_nobody_and_is_forgotten(db, now):
    limits.take("letters to an address", "mei@example.test", now=now)
    (row,) = Tally.objects.values()
    assert b"mei" not in bytes(row["key"]) and len(bytes(row["key"])) == 32
    assert limits.clear(now) == 0
    assert limits.clear(now + limits.DAY) == 1 and not Tally.objects.exists()


def test_every_limit_says_how_to_go_on_in_both_languages():
    for name, limit in limits.LIMITS.items():
        said = {}
        for language in ("en", "zh-hant"):
            with translation.override(language):
                said[language] = str(limit.sentence)
        assert said["en"] != said["zh-hant"], name
        assert any(way in said["en"] for way in ("tomorrow", "new one", "15 minutes")), name


def at_once(number, deed):
    """What each of so many threads got from `deed(place)`; each has a connection of its own."""

    def run(place):
        try:
            return deed(place)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


@pytest.mark.usefixtures("own_database")
def test_of_forty_tries_of_a_code_at_once_three_are_judged(monkeypatch):
    judged = []
    theirs = limits  # the same counting, whatever asks for it
    mei = people.person("mei")
    Client().post("/accounts/login/code/", {"email": mei.email})
    asker = Client()
    cache.clear()
    asker.post("/accounts/login/code/", {"email": mei.email})
    from allauth.account import forms

    monkeypatch.setattr(forms, "compare_user_code", lambda **codes: bool(judged.append(codes)))

    def guess(place):
        one = Client()
        one.cookies = asker.cookies
        return one.post("/accounts/login/code/confirm/", {"code": f"WRNG-{place:04d}"}).status_code

    statuses = at_once(20, guess) + at_once(20, guess)
    assert len(judged) == theirs.LIMITS["tries of a code"].most == 3
    assert max(statuses) < 500


@pytest.mark.usefixtures("own_database")
def test_of_forty_passwords_at_once_five_are_looked_at():
    may_try = at_once(20, lambda _: lockout.may_try("mei@example.test", people.NOON))
    may_try += at_once(20, lambda _: lockout.may_try("mei@example.test", people.NOON))
    assert sum(may_try) == lockout.FAILURES


@pytest.mark.usefixtures("own_database")
def test_forty_drafts_at_once_are_as_many_as_a_day_allows(few):
    few("drafts", 3)
    mei = people.person("mei")
    signed_in = Client()
    signed_in.force_login(mei)

    def write(place):
        one = Client()
        one.cookies = signed_in.cookies
        return one.post("/proposals/new/", DRAFT | {"title": f"第 {place} 份"}).status_code

    statuses = at_once(10, write)
    assert statuses.count(302) == 3 == Proposal.objects.count()
    assert statuses.count(409) == 7


DRAFT = {"title": "在路口種樹", "body": "夏天沒有樹蔭。", "benefits": "走路的人有樹蔭。", "theme": "transport"}


def test_a_draft_too_many_is_a_sentence_and_nothing_typed_is_lost(client, mei, few):
    few("drafts", 1)
    client.force_login(mei)
    assert client.post("/proposals/new/", DRAFT).status_code == 302
    answer = client.post("/proposals/new/", DRAFT)
    text = answer.content.decode()
    assert answer.status_code == 409 and DRAFT["body"] in text and "明天" in text
    (proposal,) = Proposal.objects.all()
    again = DRAFT | {"seen": marks.words(proposal)}
    assert client.post(f"/proposals/{proposal.pk}/edit/", again).status_code == 302, "going on is not beginning"


def test_evidence_and_submissions_have_their_limits_too(client, mei, few):
    few("evidence", 1)
    few("submissions", 0)
    client.force_login(mei)
    link = {"evidence_title": "照片", "evidence_url": "https://example.org/a"}
    client.post("/proposals/new/", DRAFT | link)
    (proposal,) = Proposal.objects.all()
    assert client.post(f"/proposals/{proposal.pk}/edit/", DRAFT | link).status_code == 409
    assert Evidence.objects.count() == 1
    answer = client.post(f"/proposals/{proposal.pk}/submission/")
    assert answer.status_code == 409 and "明天" in answer.content.decode()
    assert Proposal.objects.get().submitted_at is None


def test_a_nickname_is_changed_so_often_a_day(client, mei, few):
    few("renames", 1)
    client.force_login(mei)

    def rename(nickname, full_name=""):
        seen = profile_mark(Person.objects.get(pk=mei.pk))
        said = {"nickname": nickname, "full_name": full_name, "language": "zh-hant", "seen": seen}
        return client.post("/mine/profile/", said)

    assert rename("甲甲").status_code == 302
    assert rename("甲甲", "王").status_code == 302
    answer = rename("乙乙")
    assert "明天" in answer.content.decode()
    assert Person.objects.get(pk=mei.pk).nickname == "甲甲"


def test_a_mailbox_is_not_filled_in_anybodys_name(client, mei, few):
    few("letters to an address", 2)
    for address in (mei.email, "nobody@example.test"):
        for _ in range(3):
            cache.clear()
            answer = Client().post("/accounts/login/code/", {"email": address})
        assert answer.status_code == 409 and "明天" in answer.content.decode(), address
    assert len(mail.outbox) == 4


@pytest.mark.parametrize("address", ["203.0.113.{}", "2001:db8:1:2:{0}::{0}"])
def test_one_network_does_not_write_to_everybody(few, db, address):
    """A household has more IPv6 addresses than there are letters."""
    few("letters asked from a network", 2)
    for number in range(4):
        whence = address.format(number if ":" in address else 9)
        answer = Client(REMOTE_ADDR=whence).post("/accounts/login/code/", {"email": f"{number}@example.test"})
    assert answer.status_code == 409 and len(mail.outbox) == 2


@pytest.mark.parametrize("name", ["messages to a number", "messages for a person", "messages asked from a network"])
def test_text_messages_are_counted_by_number_person_and_network(client, sam, few, settings, name):
    settings.DEMO = True
    few(name, 1)
    client.force_login(sam)
    prove(client)
    client.post("/accounts/phone/change/", {"phone": PHONE})
    cache.clear()
    answer = client.post("/accounts/phone/change/", {"phone": PHONE})
    assert answer.context["form"].errors["phone"] and "明天" in answer.content.decode()
    assert len(mail.outbox) == 1


def test_a_number_asked_twice_leads_to_where_its_code_is_entered(client, sam, settings):
    settings.DEMO = True
    client.force_login(sam)
    prove(client)
    for _ in range(2):
        answer = client.post("/accounts/phone/change/", {"phone": PHONE})
        assert answer.status_code == 302 and answer["Location"] == "/accounts/phone/verify/"
    page = client.get("/accounts/phone/verify/").content.decode()
    assert 'form="resend"' in page and "剛剛已經傳送" in page
    client.post("/accounts/phone/verify/", {"action": "resend"})
    assert "再試" in client.get("/accounts/phone/verify/").content.decode() and len(mail.outbox) == 1
    cache.clear()
    client.post("/accounts/phone/verify/", {"action": "resend"})
    assert len(mail.outbox) == 2
    assert client.post("/accounts/phone/verify/", {"code": code_in(mail.outbox[-1])}).status_code == 302
    sam.refresh_from_db()
    assert sam.level == 2


def test_a_number_somebody_else_has_just_asked_for_is_a_sentence(client, sam, bo, settings):
    settings.DEMO = True
    other = Client()
    other.force_login(bo)
    prove(other)
    other.post("/accounts/phone/change/", {"phone": PHONE})
    client.force_login(sam)
    prove(client)
    answer = client.post("/accounts/phone/change/", {"phone": PHONE})
    assert answer.status_code == 200 and "剛剛" in str(answer.context["form"].errors["phone"])


def test_every_process_knows_all_limits_from_its_start():
    """Not only one that has loaded the pages, as other tests have by now."""
    asked = "import django; django.setup(); from civic.accounts.limits import LIMITS; print(*LIMITS, sep='\\n')"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, cwd=settings.BASE_DIR)
    known = set(told.stdout.decode().split("\n"))
    assert {"renames", "drafts", "submissions", "evidence", "replies", "reports"} <= known


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("name", sorted(limits.LIMITS))
def test_of_several_at_once_each_limit_lets_as_many_through_as_it_says(few, name):
    few(name, 3)

    def take(_place):
        try:
            limits.take(name, "somebody", now=people.NOON)
        except Refused:
            return False
        return True

    assert sum(at_once(10, take)) == 3


AHEAD = [timedelta(minutes=2), timedelta(days=400)]


@pytest.mark.parametrize("ahead", AHEAD)
def test_what_a_clock_that_was_ahead_has_counted_or_locked_does_not_stand(db, now, few, ahead):
    few("renames", 1)
    limits.take("renames", "mei", now=now + ahead)
    limits.take("renames", "mei", now=now)
    with pytest.raises(Refused):
        limits.take("renames", "mei", now=now)
    for _ in range(lockout.FAILURES):
        assert lockout.may_try("mei@example.test", now + ahead)
    assert not lockout.may_try("mei@example.test", now + ahead)
    assert [lockout.may_try("mei@example.test", now) for _ in range(6)] == [True] * 5 + [False]


def test_what_a_clock_that_was_far_ahead_has_counted_is_forgotten(db, now):
    limits.take("renames", "mei", now=now + timedelta(days=400))
    lockout.may_try("mei@example.test", now + timedelta(days=400))
    assert (limits.clear(now), lockout.clear(now)) == (1, 1)


def test_clocks_that_differ_a_little_let_nobody_through(db, now, few):
    few("renames", 1)
    limits.take("renames", "mei", now=now + timedelta(seconds=5))
    with pytest.raises(Refused):
        limits.take("renames", "mei", now=now)
    tries = [now + timedelta(seconds=5 * (n % 2)) for n in range(6)]
    assert [lockout.may_try("mei@example.test", each) for each in tries] == [True] * 5 + [False]
