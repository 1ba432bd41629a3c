from datetime import timedelta

import pytest
from django.core import mail

from civic.outbox.models import Letter, Mailing
from civic.outbox.sending import CLAIM, claim, deliver
from tests.people import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=1)


def recipients():
    return sorted(message.to[0] for message in mail.outbox)


def test_each_reader_gets_the_letter_once_in_their_language(mailing, readers):
    assert deliver(LATER) == 5
    assert deliver(LATER + CLAIM) == 0
    assert recipients() == sorted(who.email for who in readers)
    by_reader = {message.to[0]: message for message in mail.outbox}
    english, chinese = by_reader[readers[0].email], by_reader[readers[1].email]
    assert english.subject == "輕軌 en" and "Dear 路人0," in english.body
    assert chinese.subject == "輕軌 zh-hant" and "Dear" not in chinese.body


def test_the_address_is_the_one_at_the_time_of_sending(mailing, readers):
    type(readers[1]).objects.filter(pk=readers[1].pk).update(email="moved@example.test")
    deliver(LATER)
    assert "moved@example.test" in recipients()


def test_whoever_left_gets_no_letter(mailing, readers):
    type(readers[1]).objects.filter(pk=readers[1].pk).update(is_active=False)
    assert deliver(LATER) == 4
    assert Letter.objects.get(person_id=readers[1].pk).last_error == "no address"
    assert deliver(LATER + CLAIM) == 0


def test_hostile_titles_stay_one_line_and_are_not_escaped(mailing):
    Mailing.objects.update(data={"title": "A & B\r\nBcc: all@example.test <b>"})
    deliver(LATER)
    assert mail.outbox[0].subject.startswith("A & B Bcc: all@example.test <b>")
    assert not mail.outbox[0].bcc
    assert "A & B" in mail.outbox[0].body


def test_a_letter_that_cannot_be_written_holds_up_no_other_and_is_given_up_in_the_end(mailing, readers, monkeypatch):
    bad = Mailing.objects.create(kind="tests.unknown", subject="x:1", key="x", at=NOON, due_at=NOON, expanded_at=NOON)
    letter = Letter.objects.create(mailing=bad, person_id=readers[2].pk, due_at=NOON - timedelta(hours=1))
    assert deliver(LATER) == 5
    now = LATER
    for number, pause in enumerate(Letter.PAUSES, start=1):
        letter.refresh_from_db()
        assert (letter.failures, letter.abandoned_at) == (number, None)
        assert "KeyError" in letter.last_error
        assert deliver(now + pause - timedelta(microseconds=1)) == 0
        now += pause
        deliver(now)
    letter.refresh_from_db()
    assert letter.abandoned_at == now and letter.sent_at is None


def test_after_a_crash_between_claim_and_sending_the_letter_leaves_when_the_claim_runs_out(mailing):
    claimed = claim(LATER)
    assert len(claimed) == 5
    assert deliver(LATER + CLAIM - timedelta(microseconds=1)) == 0
    assert deliver(LATER + CLAIM) == 5
    assert len(mail.outbox) == 5


def test_after_a_crash_between_sending_and_noting_it_the_copy_is_recognisable(mailing, settings, tmp_path):
    settings.POST_BACKEND, settings.EMAIL_FILE_PATH = "civic.outbox.files.FileBackend", tmp_path
    deliver(LATER)
    Letter.objects.update(sent_at=None)
    deliver(LATER + CLAIM)
    assert len(list(tmp_path.iterdir())) == 5, "the same Message-ID is the same file"


def test_a_letter_in_a_file_is_whole_and_readable(mailing, settings, tmp_path):
    import email
    import email.policy

    settings.POST_BACKEND, settings.EMAIL_FILE_PATH = "civic.outbox.files.FileBackend", tmp_path
    deliver(LATER)
    letter = Letter.objects.select_related("mailing").first()
    path = tmp_path / f"{letter.message_id.strip('<>')}.eml"
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert message["Message-ID"] == letter.message_id
    assert "輕軌 / 路人" in message.get_content()
