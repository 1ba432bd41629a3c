"""Anybody writes to the city in a form: the letter arrives, once, or its words are still there."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client

from civic.accounts import limits
from civic.accounts.sections import purposes
from civic.clockwork import Away
from civic.contact import actions, forms
from civic.outbox import urgent
from civic.outbox.models import Letter, Mailing, Urgent
from tests.mail_server import mail_server
from tests.pages import text
from tests.people import NOON
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
WORDS = "手機收不到驗證碼。\n請問怎麼辦？"
ADDRESS = "/contact/letter/"
LATER = NOON + forms.QUICKEST
send = partial(urgent.send_mail, spell=PATIENCE)


@pytest.fixture(autouse=True)
def urgent_messages_leave_at_once():
    """Here it is the tests that send."""


@pytest.fixture
def post(settings):
    """A real mail server on this machine, and the mailbox of the city."""
    with mail_server() as server:
        settings.POST_BACKEND = "civic.outbox.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT, settings.CONTACT_EMAIL = PATIENCE, "City desk <desk@city.example>"
        yield server


def shown(client, at, address=ADDRESS):
    """The form as it is shown at noon, filled in: what a browser sends three seconds later."""
    at(NOON)
    form = client.get(address).context["form"]
    at(LATER)
    return {"letter": WORDS, "email": "lin@example.test", "website": ""} | {
        name: form[name].value() for name in ("once", "began")
    }


def test_a_stranger_without_javascript_gets_a_number_and_the_city_the_letter(client, at, post):
    answer = client.post(ADDRESS, shown(client, at), follow=True)
    number = answer.redirect_chain[0][0].split("/")[-2]
    assert number.startswith("20260302-") and f"來信編號：{number}" in text(answer)
    assert send(LATER) == 1
    [(readers, letter)] = post.taken
    assert readers == ["desk@city.example"] and letter["Reply-To"] == "lin@example.test"
    assert letter["Subject"] == f"市民來信 {number}"
    said = letter.get_content()
    assert said.replace("\r\n", "\n").startswith(WORDS) and number in said and "lin@example.test" in said


def test_the_english_page_writes_to_the_city_in_its_own_language(client, at, post):
    answer = client.post(f"/en{ADDRESS}", shown(client, at, f"/en{ADDRESS}"), follow=True)
    assert "Your letter is on its way" in text(answer)
    send(LATER)
    [(_readers, letter)] = post.taken
    assert letter["Subject"].startswith("市民來信") and "English" in letter.get_content()


def test_no_address_is_asked_of_whoever_wants_no_answer(client, at, post):
    assert client.post(ADDRESS, shown(client, at) | {"email": ""}).status_code == 302
    send(LATER)
    [(_readers, letter)] = post.taken
    assert letter["Reply-To"] is None and "沒有留下電子郵件" in letter.get_content()


def test_nothing_of_a_letter_stays_once_it_is_taken(client, at, post):
    client.post(ADDRESS, shown(client, at))
    assert "驗證碼" in str(Urgent.objects.get().content)
    send(LATER)
    assert Urgent.objects.get().content == {}
    assert not Mailing.objects.exists() and not Letter.objects.exists()


def test_a_mail_server_that_is_dead_for_weeks_gets_it_in_the_end(client, at, post, settings):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert client.post(ADDRESS, shown(client, at)).status_code == 302
    with pytest.raises(Away):
        send(LATER)
    settings.EMAIL_PORT = there
    much_later = LATER + actions.WAITS - timedelta(seconds=1)
    urgent.clear(much_later)
    assert send(much_later) == 1 and len(post.taken) == 1


def test_the_page_says_as_long_as_it_waits_and_so_does_privacy(client):
    assert f"最多 {actions.WAITS.days} 天" in text(client.get(ADDRESS))
    assert any(f"最多 {actions.WAITS.days} 天" in str(purpose.how_long) for purpose in purposes())


def test_another_letter_after_going_back_is_another(client, at):
    data = shown(client, at)
    led = {client.post(ADDRESS, data | {"letter": words}).headers["Location"] for words in ("一", "二")}
    assert len(led) == 2 and Urgent.objects.count() == 2


# Machines


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"website": "https://spam.example"}, forms.FOR_MACHINES), ({"began": "x"}, forms.NO_STAMP),
     ({"began": ""}, forms.NO_STAMP), ({"letter": " "}, ""), ({"email": "no address"}, ""),
     ({"letter": WORDS + "長" * forms.MOST}, "")],
)  # fmt: skip
def test_what_is_not_taken_comes_back_with_all_its_words(client, at, changed, sentence):
    sent = shown(client, at) | changed
    answer = client.post(ADDRESS, sent)
    assert answer.status_code == 422 and not Urgent.objects.exists()
    assert str(sentence) in text(answer)
    form = answer.context["form"]
    assert (form["letter"].value(), form["email"].value()) == (sent["letter"], sent["email"])


@pytest.mark.parametrize("changed", [{"website": "filled in by itself"}, {"began": "x"}])
def test_the_form_that_came_back_is_taken_as_it_is(client, at, changed):
    form = client.post(ADDRESS, shown(client, at) | changed).context["form"]
    at(LATER + forms.QUICKEST)
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(ADDRESS, again).status_code == 302


def test_a_letter_is_taken_from_three_seconds_on(client, at):
    data = shown(client, at)
    at(LATER - timedelta(microseconds=1))
    answer = client.post(ADDRESS, data)
    assert answer.status_code == 422 and str(forms.TOO_QUICK) in text(answer)
    at(LATER)
    assert client.post(ADDRESS, data).status_code == 302


def test_one_network_floods_no_mailbox_and_its_last_words_are_kept(client, at, monkeypatch):
    limit = limits.LIMITS["letters to the city from a network"]
    for number in range(limit.most):
        assert client.post(ADDRESS, shown(client, at) | {"letter": f"第 {number} 封"}).status_code == 302
    answer = client.post(ADDRESS, shown(client, at))
    assert answer.status_code == 409 and str(limit.sentence) in text(answer)
    assert answer.context["form"]["letter"].value() == WORDS
    assert Urgent.objects.count() == limit.most
    assert client.post(ADDRESS, shown(client, at), REMOTE_ADDR="192.0.2.9").status_code == 302, "another network"
    data = shown(client, at)
    at(NOON + limits.DAY + forms.QUICKEST)
    assert client.post(ADDRESS, data).status_code == 302, "and tomorrow"


def test_a_form_whose_key_is_gone_hands_the_words_back(at):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(ADDRESS, shown(client, at), headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 403 and "手機收不到驗證碼" in answer.content.decode()


def test_nobody_turns_the_letter_or_its_head(client, at, post):
    sent = {"letter": "\u202e好\r\nBcc: all@example.test", "email": "lin@example.test\r\nBcc: all@example.test"}
    assert client.post(ADDRESS, shown(client, at) | sent).status_code == 422
    assert client.post(ADDRESS, shown(client, at) | sent | {"email": ""}).status_code == 302
    send(LATER)
    [(readers, letter)] = post.taken
    assert readers == ["desk@city.example"] and letter["Bcc"] is None and "\u202e" not in letter.get_content()


# Pages


def test_the_page_of_contact_leads_to_the_form_and_the_form_is_kept_by_nobody(client, mei):
    assert 'href="/contact/letter/"' in client.get("/contact/").content.decode()
    assert 'href="/en/contact/letter/"' in client.get("/en/contact/").content.decode()
    assert "no-store" in client.get(ADDRESS).headers["Cache-Control"]
    client.force_login(mei)
    assert client.get(ADDRESS).context["form"]["email"].value() == mei.email


@pytest.mark.parametrize("number", ["20261130-BCDFG", "20261130-ABCDE", "x"])
def test_only_a_number_is_shown_as_one(client, number):
    is_one = number == "20261130-BCDFG"
    assert client.get(f"{ADDRESS}{number}/").status_code == (200 if is_one else 404)


def test_letters_go_to_the_sender_of_letters_unless_the_city_says_otherwise(settings):
    assert settings.CONTACT_EMAIL == settings.DEFAULT_FROM_EMAIL
