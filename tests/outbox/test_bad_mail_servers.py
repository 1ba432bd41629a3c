"""What mail servers do: be away, hang up, say no for now, say no for good. Each has its own consequence."""

from datetime import timedelta

import pytest
from django.core import mail

from civic.clockwork import Away
from civic.outbox import smtp
from civic.outbox.models import Letter
from civic.outbox.sending import deliver
from tests.people import NOON
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def letter_of(reader):
    return Letter.objects.get(person_id=reader.pk)


def unblamed():
    return Letter.objects.filter(failures=0, abandoned_at=None)


def test_one_line_carries_all_letters(mailing, readers, post):
    assert deliver(LATER, spell=PATIENCE) == 5
    assert sorted(to for (to,), _letter in post.taken) == sorted(who.email for who in readers)
    assert post.lines == 1


def test_a_mail_server_that_is_away_is_no_letters_fault(mailing, settings, post):
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    with pytest.raises(Away, match="cannot be reached"):
        deliver(LATER)
    assert unblamed().filter(claimed_at=None, due_at=LATER).count() == 5
    settings.EMAIL_PORT = there
    assert deliver(LATER, spell=PATIENCE) == 5


@pytest.mark.parametrize("greeting", ["421 busy, come back later", "554 you are not welcome", "nonsense"])
def test_a_mail_server_that_turns_us_away_is_no_letters_fault(mailing, post, greeting):
    post.greeting = greeting
    with pytest.raises(Away, match="cannot be reached"):
        deliver(LATER)
    assert unblamed().count() == 5
    post.greeting = "220 here"
    assert deliver(LATER, spell=PATIENCE) == 5


def test_a_mail_server_that_takes_a_line_and_says_nothing_is_no_letters_fault(mailing, settings, post):
    post.is_silent, settings.EMAIL_TIMEOUT = True, 0.2
    with pytest.raises(Away, match="cannot be reached"):
        deliver(LATER)
    assert unblamed().count() == 5


@pytest.mark.parametrize("stage", ["greeting", "TLS"])
def test_a_mail_server_that_says_a_byte_now_and_then_is_away_whatever_its_steps(
    mailing, settings, post, monkeypatch, stage
):
    """Each step may take as long as it likes here: the limit is one for all of them."""
    post.drips, settings.EMAIL_USE_SSL = stage, stage == "TLS"
    with monkeypatch.context() as hasty, pytest.raises(Away, match="cannot be reached.*longer than"):
        hasty.setattr(smtp, "REACHING", 0.5)
        deliver(LATER)
    assert unblamed().filter(claimed_at=None).count() == 5
    post.drips, settings.EMAIL_USE_SSL = "", False
    assert deliver(LATER, spell=PATIENCE) == 5


def test_a_letter_that_is_answered_a_byte_now_and_then_is_put_off_and_no_fault(mailing, post, monkeypatch):
    post.drips = "letter"
    with monkeypatch.context() as hasty, pytest.raises(Away, match="hangs up.*longer than"):
        hasty.setattr(smtp, "LETTER", 0.5)
        deliver(LATER, spell=PATIENCE)
    assert unblamed().filter(sent_at=None, claimed_at=None).count() == 5 and post.lines == 3
    post.drips = ""
    assert deliver(LATER + MINUTE, spell=PATIENCE) == 5


@pytest.mark.parametrize("letters", [1, 2, 4])
def test_a_server_that_hangs_up_after_some_letters_gets_the_rest_over_new_lines(mailing, post, letters):
    post.close_after = letters
    deliver(LATER, spell=PATIENCE)
    deliver(LATER + MINUTE, spell=PATIENCE)
    deliver(LATER + 3 * MINUTE, spell=PATIENCE)
    assert len({to for (to,), _letter in post.taken}) == len(post.taken) == 5
    assert unblamed().exclude(sent_at=None).count() == 5


def test_a_server_that_takes_nothing_is_away_though_it_greets(mailing, post):
    post.close_after = 0
    with pytest.raises(Away, match="hangs up"):
        deliver(LATER)
    assert unblamed().filter(sent_at=None, claimed_at=None).count() == 5
    post.close_after = None
    assert deliver(LATER, spell=PATIENCE) == 2, "those it was not asked about"
    assert deliver(LATER + MINUTE, spell=PATIENCE) == 3, "and those it hung up on"


def test_a_letter_that_breaks_every_line_stands_in_nobodys_way(mailing, readers, post):
    post.refuses[readers[0].email] = "421 closing"
    assert deliver(LATER, spell=PATIENCE) == 4
    bad, now, pauses = letter_of(readers[0]), LATER, []
    for _ in range(60):
        pauses.append(bad.due_at - now)
        now = bad.due_at
        deliver(now, spell=PATIENCE)
        bad.refresh_from_db()
    assert (bad.failures, bad.abandoned_at, bad.last_error) == (0, None, "421 closing")
    assert pauses == sorted(pauses) and pauses[0] == MINUTE and pauses[-1] > timedelta(hours=1)


def test_a_reader_who_is_refused_for_good_is_not_tried_again(mailing, readers, post):
    post.refuses[readers[1].email] = f"550 5.1.1 {readers[1].email}: no such mailbox"
    assert deliver(LATER, spell=PATIENCE) == 4
    letter = letter_of(readers[1])
    assert (letter.abandoned_at, letter.failures) == (LATER, 1)
    assert letter.last_error == "550 5.1.1 ‹e-mail›: no such mailbox"


def test_a_reader_who_is_refused_for_now_is_tried_again(mailing, readers, post):
    post.refuses[readers[1].email] = "450 mailbox busy"
    assert deliver(LATER, spell=PATIENCE) == 4
    letter = letter_of(readers[1])
    assert (letter.abandoned_at, letter.failures, letter.due_at) == (None, 1, LATER + MINUTE)
    post.refuses.clear()
    assert deliver(LATER + MINUTE, spell=PATIENCE) == 1


@pytest.mark.parametrize(("answer", "is_final"), [("554 not wanted", True), ("451 try later", False)])
def test_what_is_said_of_a_letter_counts_like_what_is_said_of_its_reader(mailing, post, answer, is_final):
    post.to_letter = answer
    assert deliver(LATER, spell=PATIENCE) == 0
    assert Letter.objects.exclude(abandoned_at=None).count() == (5 if is_final else 0)
    assert set(Letter.objects.values_list("failures", "last_error")) == {(1, answer)}


def test_a_sender_who_is_refused_is_no_letters_fault(mailing, post):
    post.to_sender = "550 we do not know this city"
    with pytest.raises(Away, match="550 we do not know this city"):
        deliver(LATER)
    assert unblamed().count() == 5


def test_an_address_book_that_fails_gives_the_letters_back(mailing, monkeypatch):
    from civic.outbox import registry

    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(registry, "_books", [lambda people: 1 / 0])
        deliver(LATER)
    assert deliver(LATER, spell=PATIENCE) == len(mail.outbox) == 5
