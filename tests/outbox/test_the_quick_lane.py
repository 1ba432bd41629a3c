"""What a page wants sent now: written down at once whatever the world does, sent by a worker, then wiped."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import override_settings

from civic.accounts.models import Person
from civic.clockwork import Away
from civic.outbox import lane, urgent
from civic.outbox.models import Letter, Urgent
from civic.outbox.retries import HungUp, Refused, try_again
from tests.people import NOON, prove
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
TEN = timedelta(minutes=10)
SECOND = timedelta(seconds=1)

send_mail = partial(urgent.send_mail, spell=PATIENCE)
send_texts = partial(urgent.send_texts, spell=PATIENCE)


@pytest.fixture(autouse=True)
def noon(at):
    at(NOON)
    cache.clear()


def a_letter(to="mei@example.test", valid_for=TEN):
    message = EmailMessage("Your code", "BCDF-GHJK", to=[to])
    message.valid_for = valid_for
    message.send()
    return Urgent.objects.latest("pk")


def again(row):
    row.refresh_from_db()
    return row


def is_wiped(row):
    return again(row).content == {} and "BCDF" not in str(Urgent.objects.filter(pk=row.pk).values())


def test_a_message_arrives_as_it_was_written(post):
    letter = EmailMultiAlternatives(
        "驗證碼", "words", "City <city@example.test>", ["mei@example.test"], reply_to=["desk@example.test"],
        headers={"Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    letter.attach_alternative("<p>words</p>", "text/html")
    letter.send()
    assert not post.taken
    assert send_mail(NOON) == 1
    [(readers, arrived)] = post.taken
    assert readers == ["mei@example.test"] and arrived["Subject"] == "驗證碼"
    assert (arrived["From"], arrived["Reply-To"]) == ("City <city@example.test>", "desk@example.test")
    assert arrived["Auto-Submitted"] == "auto-generated" and arrived["Message-ID"]
    assert arrived.get_body(("html",)).get_content().strip() == "<p>words</p>"


def test_what_is_sent_is_wiped(post):
    row = a_letter()
    assert "BCDF-GHJK" in str(row.content)
    send_mail(NOON)
    assert is_wiped(row) and row.sent_at == NOON


def test_what_is_expired_is_wiped_and_not_sent(post):
    row = a_letter()
    assert send_mail(NOON + TEN) == 0 and not post.taken
    assert is_wiped(row) and (row.sent_at, row.last_error) == (None, "expired")


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=400)])
def test_what_a_clock_that_was_ahead_wrote_leaves_now(post, at, ahead):
    at(NOON + ahead)
    row = a_letter()
    assert send_mail(NOON) == 1 and is_wiped(row)
    assert (row.at, row.expires_at) == (NOON, NOON + TEN)


def test_what_a_clock_that_was_ahead_put_off_is_tried_now_and_expires_when_it_would(settings, post):
    row = a_letter(valid_for=DAYS)
    Urgent.objects.update(due_at=NOON + timedelta(days=400))
    assert send_mail(NOON + SECOND) == 1
    assert (again(row).at, row.expires_at) == (NOON, NOON + DAYS)


def test_clocks_that_differ_a_little_change_nothing(post, at):
    at(NOON + SECOND)
    row = a_letter()
    assert send_mail(NOON) == 0 and again(row).at == NOON + SECOND
    assert send_mail(NOON + SECOND) == 1


def test_just_before_it_expires_it_is_sent(post):
    a_letter()
    assert send_mail(NOON + TEN - timedelta(microseconds=1)) == 1


def test_what_is_refused_for_good_is_wiped_and_not_tried_again(post):
    row = a_letter()
    post.refuses["mei@example.test"] = "550 no such mailbox"
    assert send_mail(NOON) == 0
    assert is_wiped(row) and (row.abandoned_at, row.last_error) == (NOON, "550 no such mailbox")


DAYS = timedelta(days=3)


def test_a_notice_that_is_put_off_is_tried_as_long_as_a_letter(post):
    """A mail server that takes nothing from a stranger for the first minutes gets it all the same."""
    row, now = a_letter(valid_for=DAYS), NOON
    post.refuses["mei@example.test"] = "450 come back in ten minutes"
    for pause in Letter.PAUSES:
        send_mail(now)
        assert again(row).due_at == now + pause
        now += pause
    post.refuses.clear()
    assert send_mail(now) == 1 and is_wiped(row)


def test_a_notice_that_is_refused_for_good_can_be_tried_again_until_it_expires(post):
    row = a_letter(valid_for=DAYS)
    post.refuses["mei@example.test"] = "550 no such mailbox"
    send_mail(NOON)
    assert again(row).abandoned_at == NOON and "BCDF-GHJK" in str(row.content)
    post.refuses.clear()
    assert send_mail(NOON + SECOND) == 0, "not by itself"
    assert try_again(Urgent.objects.all(), NOON + SECOND) == 1
    assert send_mail(NOON + SECOND) == 1 and is_wiped(row)


def test_a_notice_that_was_given_up_is_wiped_when_it_expires(post):
    row = a_letter(valid_for=DAYS)
    post.refuses["mei@example.test"] = "550 no such mailbox"
    send_mail(NOON)
    urgent.clear(NOON + DAYS - SECOND)
    assert again(row).content
    urgent.clear(NOON + DAYS)
    assert is_wiped(row)


def test_what_is_valid_for_longer_than_a_week_is_not_forgotten_before(post):
    row = a_letter(valid_for=timedelta(days=30))
    assert urgent.clear(NOON + timedelta(days=29)) == 0
    assert again(row).content


def test_an_administrator_tries_a_notice_again_and_no_wiped_code(client, ada, post):
    post.refuses["mei@example.test"] = "550 no such mailbox"
    code, notice = a_letter(), a_letter(valid_for=DAYS)
    send_mail(NOON)
    client.force_login(ada)
    prove(client)
    chosen = {"action": "try_again", "_selected_action": [code.pk, notice.pk]}
    assert client.post("/admin/outbox/urgent/", chosen).status_code == 302
    assert (again(code).abandoned_at, again(notice).abandoned_at) == (NOON, None)


def test_a_mail_server_that_is_away_is_waited_for(settings, post):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    row = a_letter()
    with pytest.raises(Away):
        send_mail(NOON)
    assert again(row).failures == 0 and "BCDF-GHJK" in str(row.content)
    settings.EMAIL_PORT = there
    assert send_mail(NOON + SECOND) == 1


def test_a_server_that_hangs_up_gets_the_code_seconds_later(post):
    post.close_after = 1
    for number in range(3):
        a_letter(f"reader-{number}@example.test")
    send_mail(NOON)
    send_mail(NOON + 2 * SECOND)
    assert len(post.taken) == 3


def test_letters_of_the_many_do_not_stand_before_a_code(mailing, post):
    a_letter()
    assert send_mail(NOON) == 1 and len(post.taken) == 1


def test_what_is_written_in_a_transaction_that_fails_is_not_sent(post):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        a_letter()
        1 / 0  # noqa: B018
    assert send_mail(NOON) == 0


def test_a_file_is_refused_where_it_is_written():
    letter = EmailMessage("x", "y", to=["mei@example.test"])
    letter.attach("a.txt", "z")
    with pytest.raises(ValueError, match="no files"):
        letter.send()


def test_the_traces_are_gone_after_a_week(post):
    a_letter()
    send_mail(NOON)
    assert urgent.clear(NOON + urgent.KEPT) == 0
    assert urgent.clear(NOON + urgent.KEPT + SECOND) == 1


# Text messages


class Gateway:
    """A sender that does what it is told."""

    def __init__(self):
        self.sent, self.error = [], None

    def __call__(self, phone, words):
        if self.error:
            raise self.error
        self.sent.append((phone, words))


gateway = None


@pytest.fixture
def texts(settings):
    global gateway
    settings.SMS_SENDER, gateway = f"{__name__}.gateway", Gateway()
    return gateway


def a_text(phone="+886912345678"):
    lane.send_text(phone, "123456 is your code", valid_for=TEN)
    return Urgent.objects.latest("pk")


def test_a_text_message_leaves_by_the_sender_and_is_wiped(texts):
    row = a_text()
    assert send_mail(NOON) == 0, "not by mail"
    assert send_texts(NOON) == 1
    assert texts.sent == [("+886912345678", "123456 is your code")] and is_wiped(row)


def test_a_number_that_is_refused_is_given_up(texts):
    row, texts.error = a_text(), Refused("no such number +886912345678")
    assert send_texts(NOON) == 0
    assert is_wiped(row) and row.last_error == "no such number ‹phone›"


@pytest.mark.parametrize("error", [TimeoutError("timed out"), HungUp("503")])
def test_a_gateway_that_is_away_is_waited_for(texts, error):
    row, texts.error = a_text(), error
    with pytest.raises(Away, match="gateway"):
        send_texts(NOON)
    assert (again(row).failures, row.due_at) == (0, NOON + 2 * SECOND)
    texts.error = None
    assert send_texts(NOON + 2 * SECOND) == 1


def test_a_sender_that_fails_otherwise_is_tried_again_and_then_no_more(texts):
    row, texts.error, now = a_text(), ValueError("out of credit"), NOON
    for pause in Urgent.PAUSES:
        send_texts(now)
        assert again(row).due_at == now + pause
        now += pause
    send_texts(now)
    assert is_wiped(row) and row.abandoned_at == now


def test_a_sender_that_does_not_exist_costs_no_message(settings):
    row, settings.SMS_SENDER = a_text(), "no.such.function"
    with pytest.raises(Away, match="names no function"):
        send_texts(NOON)
    assert again(row).failures == 0


# Pages


@pytest.fixture
def no_mail_server(settings):
    settings.POST_BACKEND, settings.EMAIL_HOST = "civic.outbox.smtp.Backend", "127.0.0.1"
    settings.EMAIL_PORT = 1
    settings.SMS_SENDER = f"{__name__}.gateway"


def test_signing_up_without_a_mail_server_waits_for_the_code_as_ever(client, no_mail_server):
    answer = client.post("/accounts/signup/", {"nickname": "小美", "email": "new@example.test"})
    assert answer.status_code == 302 and Person.objects.get().level == 0
    row = Urgent.objects.get()
    assert row.content["to"] == ["new@example.test"] and row.expires_at - row.at <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/accounts/login/code/", {"email": "mei@example.test"}),
        ("/accounts/password/reset/", {"email": "mei@example.test"}),
        ("/accounts/login/code/", {"email": "nobody@example.test"}),
    ],
)
def test_no_page_needs_a_mail_server(client, mei, no_mail_server, path, form):
    assert client.post(path, form).status_code == 302
    assert Urgent.objects.get().content["to"] == [form["email"]]


def test_a_phone_is_asked_for_its_code_without_waiting_for_the_gateway(client, sam, no_mail_server):
    client.force_login(sam)
    prove(client)
    assert client.post("/accounts/phone/change/", {"phone": "0912 345 678"}).status_code == 302
    row = Urgent.objects.get()
    assert (row.channel, row.content["phone"]) == ("text", "+886912345678")


def test_what_the_editors_workflow_says_leaves_by_the_lane(client, no_mail_server, eve):
    from wagtail.admin.mail import send_mail as from_the_workflow

    from_the_workflow("moderation", "please look", [eve.email])
    assert Urgent.objects.get().content["subject"] == "moderation"


@override_settings(POST_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_the_whole_way_of_a_code(client, mei):
    client.post("/accounts/login/code/", {"email": mei.email})
    assert not mail.outbox
    send_mail(NOON)
    assert mail.outbox[-1].to == [mei.email]
