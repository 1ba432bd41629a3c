"""Events: places and waiting list, letters, what is kept of people and how it goes, the pages."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from civic.accounts import actions as accounts
from civic.accounts.sections import purposes, sections
from civic.lifecycle import Refused
from civic.outbox.models import Mailing
from cms import clockwork, event_actions
from cms.actions import publish_news
from cms.mail import CalledOff, Registered, Soon
from cms.models import Event, Registration
from tests import people
from tests.cms import events
from tests.cms.events import CLOSES, STARTS
from tests.pages import html
from tests.people import DAY, NOON

pytestmark = pytest.mark.django_db
NOW = NOON + DAY


@pytest.fixture
def event(eve):
    return events.announced(eve)


def state(event):
    event.refresh_from_db()
    return event.taken, [row.is_waiting for row in event.registrations.order_by("number")]


def full(event):
    return [event_actions.register(event, people.person(name), now=NOW) for name in ("Ann1", "Ben1")]


def refusal(deed, *args, **options):
    with pytest.raises(Refused) as refused:
        deed(*args, **options)
    return refused.value.refusal.code


def test_places_are_given_in_order_then_one_waits_and_moves_up(event, mei):
    first, _second = full(event)
    assert event_actions.register(event, mei, now=NOW).is_waiting
    assert state(event) == (2, [False, False, True])
    event_actions.leave(event, first.person, now=NOW)
    assert state(event) == (2, [False, False])
    kinds = list(Mailing.objects.filter(subject=event.record_key).order_by("pk").values_list("kind", flat=True))
    assert kinds == ["cms.event_registered"] * 2 + ["cms.event_waiting", "cms.event_moved_up"]


def test_nobody_registers_twice_too_late_or_unconfirmed(event, mei):
    event_actions.register(event, mei, now=NOW)
    assert refusal(event_actions.register, event, mei, now=NOW) == "already"
    assert refusal(event_actions.register, event, people.person("Late"), now=CLOSES) == "over"
    assert refusal(event_actions.register, event, people.person("New", level=0), now=NOW) == "level_1"
    assert refusal(event_actions.leave, event, people.person("Other"), now=NOW) == "not_registered"
    assert refusal(event_actions.leave, event, mei, now=STARTS) == "begun"


def test_more_places_let_people_move_up_and_fewer_than_are_taken_are_refused(event, eve, mei):
    full(event)
    event_actions.register(event, mei, now=NOW)
    facts = {name: getattr(event, name) for name in event_actions.FACTS}
    assert refusal(event_actions.change_event, event, eve, now=NOW, **facts | {"capacity": 1}) == "too_few"
    event_actions.change_event(event, eve, now=NOW, **facts | {"capacity": 3})
    assert state(event) == (3, [False] * 3)
    assert not Mailing.objects.filter(kind="cms.event_changed").exists(), "neither time nor place is another one"
    event_actions.change_event(event, eve, now=NOW, **facts | {"capacity": 3, "place_zh": "楠梓站"})
    assert Mailing.objects.filter(kind="cms.event_changed").count() == 1


def test_the_database_itself_gives_no_place_that_is_not_there(event, mei):
    full(event)
    row = {"event": event, "person": mei, "number": 3, "at": NOW}
    with pytest.raises(IntegrityError, match="event_has_room"), transaction.atomic():
        Registration.objects.create(is_waiting=False, **row)
    waits = Registration.objects.create(is_waiting=True, **row)
    with pytest.raises(IntegrityError, match="event_has_room"), transaction.atomic():
        Registration.objects.filter(pk=waits.pk).update(is_waiting=False)


def test_what_is_called_off_takes_nobody_and_tells_everybody(event, eve, mei):
    full(event)
    event_actions.register(event, mei, now=NOW)
    event_actions.call_off(event, eve, now=NOW, reason="颱風")
    assert refusal(event_actions.register, event, people.person("Late"), now=NOW) == "called_off"
    assert refusal(event_actions.call_off, event, eve, now=NOW, reason="再一次") == "called_off"
    facts = {name: getattr(event, name) for name in event_actions.FACTS}
    assert refusal(event_actions.change_event, event, eve, now=NOW, **facts | {"capacity": 9}) == "called_off"
    mailing = Mailing.objects.get(kind="cms.event_called_off")
    assert len(CalledOff().audience(mailing, 0, 10)) == 3


def test_a_reminder_leaves_once_and_only_to_those_with_a_place(event, mei):
    full(event)
    event_actions.register(event, mei, now=NOW)
    assert clockwork.events(STARTS - DAY - DAY / 24) == 0
    assert [clockwork.events(STARTS - DAY), clockwork.events(STARTS - DAY)] == [1, 0]
    mailing = Mailing.objects.get(kind="cms.event_soon")
    assert mei.pk not in Soon().audience(mailing, 0, 10) and len(Soon().audience(mailing, 0, 10)) == 2


def test_a_letter_to_somebody_who_has_left_meanwhile_is_not_sent(event, mei):
    event_actions.register(event, mei, now=NOW)
    mailing = Mailing.objects.get(kind="cms.event_registered")
    assert list(Registered().audience(mailing, 0, 10)) == [mei.pk]
    event_actions.leave(event, mei, now=NOW)
    assert list(Registered().audience(mailing, 0, 10)) == []


def test_who_came_is_forgotten_thirty_days_later(event):
    full(event)
    clockwork.forget_registrations(event.ends_at + 29 * DAY)
    assert Registration.objects.count() == 2
    clockwork.forget_registrations(event.ends_at + 30 * DAY)
    assert Registration.objects.count() == 0 and state(event)[0] == 0


def test_it_is_among_ones_data_and_goes_with_the_account(event, mei):
    first, _second = full(event)
    event_actions.register(event, mei, now=NOW)
    told = _section().export(first.person)
    assert [row["event__name_zh"] for row in told["registrations"]] == ["雨水花園走讀"]
    assert any("報名" in str(purpose.what) or "registered" in str(purpose.what) for purpose in purposes())
    accounts.erase(first.person, at=NOW)
    assert not Registration.objects.filter(person=first.person).exists()
    assert state(event) == (2, [False, False]), "whoever waited has moved up"


def _section():
    return next(section for _name, section in sections() if type(section).__name__ == "Registrations")


# --- the pages ----------------------------------------------------------------------------------


def test_the_page_of_an_event_says_how_many_places_are_free(client, event, at):
    at(NOW)
    assert "還有 2 個" in html(client.get("/news/walk/")) and "2 of 2 free" in html(client.get("/en/news/walk/"))
    full(event)
    page = html(client.get("/news/walk/"))
    assert "已滿" in page and "加入候補" in page
    assert not client.get("/news/walk/").cookies


def test_one_registers_gives_the_place_back_and_sees_it_on_my_page(client, event, at, mei):
    at(NOW)
    address = event.get_absolute_url()
    assert "/accounts/login/" in client.get(address).url and "/accounts/login/" in client.post(address).url
    client.force_login(mei)
    assert "報名" in html(client.get(address))
    client.post(address)
    assert event.registrations.get().person == mei
    assert "您已報名" in html(client.get(address)) and "雨水花園走讀" in html(client.get("/mine/"))
    assert client.post(address).url == address, "a double click is no fault of whoever clicks"
    assert event.registrations.count() == 1 and Mailing.objects.filter(kind="cms.event_registered").count() == 1
    for _click in range(2):
        assert client.post(reverse("window:cancellation", args=[event.pk])).url == address
    assert not event.registrations.exists()


@pytest.mark.parametrize(
    ("who", "now", "off", "status", "words"),
    [
        ("new", NOW, False, 409, "請先完成電子郵件驗證"),
        ("mei", CLOSES, False, 409, "報名已經截止"),
        ("mei", STARTS + 9 * DAY, False, 409, "報名已經截止"),
        ("mei", NOW, True, 409, "颱風"),
        ("mei", NOW, False, 302, ""),
    ],
    ids=["e-mail unconfirmed", "registration over", "past", "called off", "control"],
)
def test_who_cannot_register_is_told_why_by_page_and_form(client, event, eve, mei, at, who, now, off, status, words):
    at(now)
    if off:
        event_actions.call_off(event, eve, now=now, reason="颱風")
    client.force_login(mei if who == "mei" else people.person("New", level=0))
    address = event.get_absolute_url()
    page, sent = client.get(address), client.post(address)
    assert sent.status_code == status and event.registrations.count() == (status == 302)
    if words:
        assert words in html(page) and words in html(sent)
        assert "加入候補</button>" not in html(page) and "報名</button>" not in html(page)
    assert (reverse("account_email") in html(page).partition("<main")[2]) == (who == "new")


def test_an_event_that_no_public_page_tells_of_is_nowhere(client, eve, mei, at):
    at(NOW)
    event = events.planned(eve)
    client.force_login(mei)
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.post(event.get_absolute_url()).status_code == 404
    page = publish_news(key="w", language="zh-hant", title="走讀", summary="走", text="走", event=event)
    assert client.get(event.get_absolute_url()).status_code == 200
    page.unpublish()
    assert client.get(reverse("window:calendar", args=[event.pk])).status_code == 404


def test_the_calendar_file_is_one(client, event, eve):
    text = client.get(reverse("window:calendar", args=[event.pk])).content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and f"DTSTART:{STARTS:%Y%m%dT%H%M%SZ}" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    event_actions.call_off(event, eve, now=NOW, reason="颱風")
    assert "STATUS:CANCELLED" in client.get(reverse("window:calendar", args=[event.pk])).content.decode()


def test_news_and_events_have_a_list_and_a_feed(client, event, at):
    at(NOW)
    publish_news(key="new", language="zh-hant", title="新網站上線", summary="歡迎來信。", text="新的。")
    page = html(client.get("/news/"))
    assert page.index("走讀報名") < page.index("新網站上線")
    assert "新網站上線" in client.get("/news/feed.xml").content.decode()
    assert "新網站上線" not in html(client.get("/en/news/"))


def test_editors_plan_change_and_call_off_and_see_who_comes(client, eve, mei):
    client.force_login(eve)
    typed = {
        "name_zh": "說明會", "name_en": "Meeting", "place_zh": "市府", "place_en": "City hall", "capacity": "1",
        "starts_at": "2030-05-02 14:00", "ends_at": "2030-05-02 13:00", "closes_at": "2030-05-01 12:00",
    }  # fmt: skip
    assert "結束時間要在開始之後" in html(client.post("/cms/events/new/", typed))
    client.post("/cms/events/new/", typed | {"ends_at": "2030-05-02 16:00"})
    event = Event.objects.get()
    event_actions.register(event, mei, now=NOW)
    shown = html(client.get(f"/cms/events/inspect/{event.pk}/"))
    assert mei.nickname in shown and "14:00" in shown and "06:00" not in shown, "by the city's clocks"
    assert "None" not in shown.partition("<dl")[2].partition("</dl>")[0]
    typed |= {"ends_at": "2030-05-02 16:00", "called_off_reason": "颱風"}
    client.post(f"/cms/events/edit/{event.pk}/", typed)
    event.refresh_from_db()
    assert event.called_off_reason == "颱風" and event.called_off_at


@pytest.mark.parametrize("who", ["mei", "rui"])
def test_nobody_but_editors_plans(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get("/cms/events/").status_code in (302, 403)
    assert client.get("/cms/events/new/").status_code in (302, 403)
