"""Where somebody is signed in: seen by them alone, ended one by one or all at once, and told of when it is new."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from civic.accounts import actions, clockwork, devices, freezing, sessions
from civic.accounts.models import DeviceSession, KnownDevice
from civic.lifecycle import Step
from tests.accounts.test_doors import code_in
from tests.pages import text
from tests.people import prove

pytestmark = pytest.mark.django_db

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"


@pytest.fixture(autouse=True)
def fresh_limits(db):
    cache.clear()


def sign_in(person, agent=CHROME, client=None):
    """A browser in which somebody has signed in by a code."""
    client = client or Client(headers={"user-agent": agent})
    client.post("/accounts/login/code/", {"email": person.email})
    client.post("/accounts/login/code/confirm/", {"code": code_in(mail.outbox[-1])})
    assert get_user(client) == person
    return client


def is_in(client):
    return client.get("/mine/").status_code == 200


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, ("Chrome", "Windows")),
        (PHONE, ("Safari", "iPhone")),
        (CHROME + " Edg/140.0", ("Edge", "Windows")),
        (PHONE + " Line/15.1.0", ("LINE", "iPhone")),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ("Firefox", "Linux")),
        ("Mozilla/5.0 (Linux; Android 15) SamsungBrowser/28.0 Chrome/130.0", ("Samsung Internet", "Android")),
        ("curl/8", ("", "")),
    ],
)
def test_a_device_is_called_as_people_call_it(agent, words):
    assert devices.device(agent) == words


def test_one_sees_where_one_is_signed_in_and_how(mei, bo):
    desk, phone = sign_in(mei), sign_in(mei, PHONE)
    sign_in(bo)
    page = text(desk.get("/mine/signed-in/"))
    assert page.index("Chrome · Windows 這個裝置") < page.index("Safari · iPhone"), "this device stands first"
    assert page.count("電子郵件驗證碼") == 2 and page.count("登出這個裝置") == 1
    assert "Safari · iPhone 這個裝置" in text(phone.get("/mine/signed-in/"))
    place = mei.device_sessions.first()
    assert (place.used_at.minute, place.used_at.second, place.began_at.minute) == (0, 0, 0)
    assert bytes(place.digest) not in str(dict(desk.session)).encode()


def test_one_of_them_is_ended_and_the_others_stay(mei, bo):
    desk, phone, stranger = sign_in(mei), sign_in(mei, PHONE), sign_in(bo)
    of_phone = mei.device_sessions.get(system="iPhone")
    stranger.post(f"/mine/signed-in/{of_phone.pk}/ending/")
    assert is_in(phone), "nobody ends somebody else's"
    assert "這個裝置已登出" in text(desk.post(f"/mine/signed-in/{of_phone.pk}/ending/", follow=True))
    assert not is_in(phone) and is_in(desk) and is_in(stranger)
    assert not mei.device_sessions.filter(system="iPhone").exists()


def test_all_others_are_ended_at_once(mei, bo):
    desk, phone, stranger = sign_in(mei), sign_in(mei, PHONE), sign_in(bo)
    desk.post("/mine/signed-in/others/ending/")
    assert is_in(desk) and is_in(stranger) and not is_in(phone)
    assert mei.device_sessions.count() == 1 and Session.objects.count() == 2


def test_signing_out_leaves_nothing_behind(mei):
    client = sign_in(mei)
    client.post("/accounts/logout/")
    assert not DeviceSession.objects.exists()


def test_a_new_password_ends_the_others_and_this_one_goes_on(mei):
    desk, phone = sign_in(mei), sign_in(mei, PHONE)
    prove(desk)
    desk.post("/accounts/password/set/", {"password1": "a rather long one", "password2": "a rather long one"})
    assert is_in(desk) and not is_in(phone)
    (place,) = mei.device_sessions.all()
    assert place.system == "Windows" and Session.objects.count() == 1, "what is known of it went along"
    assert "這個裝置" in text(desk.get("/mine/signed-in/"))


def test_a_stop_ends_all_of_them(mei):
    desk = sign_in(mei)
    now = timezone.now()
    freezing.freeze(mei, at=now, address=mei.email, since=now)
    assert not is_in(desk) and not mei.device_sessions.exists() and not Session.objects.exists()


def test_a_new_device_is_told_of_and_a_known_one_is_not(mei):
    desk = sign_in(mei)
    assert not [letter for letter in mail.outbox if "新的裝置" in letter.subject], "nobody is told of their first"
    desk.post("/accounts/logout/")
    sign_in(mei, client=desk)
    assert not [letter for letter in mail.outbox if "新的裝置" in letter.subject]
    sign_in(mei, PHONE)
    letter = mail.outbox[-1]
    assert "新的裝置" in letter.subject and "Safari · iPhone" in letter.body and "/mine/freezing/" in letter.body


def test_a_cookie_of_one_persons_device_says_nothing_of_another(mei, bo):
    bo.last_login = timezone.now()
    bo.save(update_fields=["last_login"])
    shared = sign_in(mei)
    shared.post("/accounts/logout/")
    sign_in(bo, client=shared)
    assert "新的裝置" in mail.outbox[-1].subject and mail.outbox[-1].to == [bo.email]


def test_a_use_is_noted_once_an_hour_and_costs_nothing_else(mei, monkeypatch):
    desk = sign_in(mei)
    desk.get("/mine/signed-in/")  # the first page still has the greeting to forget
    with CaptureQueriesContext(connection) as usual:
        desk.get("/mine/signed-in/")
    assert not [query for query in usual if query["sql"].startswith(("UPDATE", "INSERT"))]
    later = timezone.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert not sessions.signed_in([desk.session.session_key], later), "one that is to be noted is left to Django"
    desk.get("/mine/signed-in/")
    assert mei.device_sessions.get().used_at == later.replace(minute=0, second=0, microsecond=0)
    assert list(sessions.signed_in([desk.session.session_key], later).values()) == [mei]


def test_a_session_of_an_earlier_release_is_known_from_its_next_page_on(mei):
    desk = sign_in(mei)
    told = desk.session
    del told[sessions.BEGAN], told[sessions.NOTED]
    told.save()
    DeviceSession.objects.all().delete()
    assert is_in(desk) and mei.device_sessions.count() == 1


def test_whoever_acts_knows_how_they_are_signed_in_one_by_one_and_many_at_once(mei):
    places = [sign_in(mei), sign_in(mei)]
    assert all(map(is_in, places)), "nor has a greeting still to be shown"
    keys = [place.session.session_key for place in places]
    with CaptureQueriesContext(connection) as asked:
        found = sessions.signed_in(keys, timezone.now())
    assert len(asked) == 2, "whose sessions, and who they are"
    assert {person.pk for person in found.values()} == {mei.pk}
    first, second = (found[key].session for key in keys)
    assert [step.method for step in first.steps] == ["code"] and first.steps != second.steps, "each as in their session"


def test_what_somebody_else_began_in_a_session_counts_for_nothing():
    record = {"method": "mfa", "type": "totp", "at": 1.0}
    told = {"_auth_user_id": "7", sessions.METHODS: [record], sessions.WHOSE: "8"}
    assert sessions.session_of(told).steps == ()
    (step,) = sessions.session_of(told | {sessions.WHOSE: "7"}).steps
    assert isinstance(step, Step) and step.method == "totp"


def test_it_is_handed_out_and_erased(mei):
    desk = sign_in(mei)
    told = actions.personal_data(mei)["accounts"]
    assert told["signed_in"][0]["browser"] == "Chrome" and len(told["known_devices"]) == 1
    actions.erase(mei, at=timezone.now())
    assert not (DeviceSession.objects.exists() or KnownDevice.objects.exists() or Session.objects.exists())
    assert not is_in(desk)


def test_nothing_is_kept_for_longer_than_is_said(mei):
    sign_in(mei)
    clockwork.clear_devices(timezone.now() + timedelta(days=364))
    assert KnownDevice.objects.count() == 1 and DeviceSession.objects.count() == 1
    clockwork.clear_sessions(timezone.now() + timedelta(days=365))
    assert not DeviceSession.objects.exists(), "goes with its session"
    clockwork.clear_devices(timezone.now() + timedelta(days=366))
    assert not KnownDevice.objects.exists()
