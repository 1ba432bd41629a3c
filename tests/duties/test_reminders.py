"""Whoever owes something is reminded of it in time, once for each step, by the letters of the app it belongs to."""

from datetime import timedelta

import pytest

from civic.duties import actions
from civic.duties.clockwork import reminded, reminders, still_fits
from civic.duties.rules import working_days
from civic.outbox.models import Mailing
from tests.duties.things import DONE, OWED, SET_AT, at, duty, impose

pytestmark = pytest.mark.django_db

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def test_the_steps_have_keys_of_their_own_and_come_once():
    """Due at the end of Friday 20 March, so there is a letter 10, 3 and 0 days before, and one when it is over."""
    impose({OWED: 14})
    days = [SET_AT + n * DAY for n in range(30)]
    assert sum(reminders(day) for day in [*days, *days]) == 4
    assert list(Mailing.objects.order_by("pk").values_list("kind", "key", "data__days")) == [
        ("tests.deadline", "thing:1:owed:2026-03-20:10", 10),
        ("tests.deadline", "thing:1:owed:2026-03-20:3", 3),
        ("tests.deadline", "thing:1:owed:2026-03-20:0", 0),
        ("tests.overdue", "thing:1:owed:2026-03-20:over", None),
    ]


def test_what_stands_is_done_or_needless_reminds_nobody():
    impose({OWED: 5})
    impose({OWED: 5}, subject="thing:2")
    impose({OWED: 5}, subject="thing:3")
    actions.pause("thing:1", OWED, at=SET_AT)
    actions.fulfil("thing:2", OWED, at=SET_AT)
    actions.release("thing:3", at=SET_AT)
    assert reminders(SET_AT + 90 * DAY) == 0


def test_a_letter_no_longer_fits_once_the_duty_is_done_or_moved():
    impose({OWED: 5, DONE: 5})
    assert reminders(at(2026, 3, 6)) == 2
    owed, done = Mailing.objects.order_by("-key")
    assert still_fits(owed, reminded(owed)) and still_fits(done, reminded(done))
    actions.fulfil("thing:1", DONE, at=at(2026, 3, 6))
    actions.extend("thing:1", OWED, at=at(2026, 3, 6), by=working_days(3))
    assert reminded(owed) == duty() and reminded(done) == duty(DONE)
    assert not still_fits(owed, reminded(owed)) and not still_fits(done, reminded(done))


def test_the_look_at_what_is_due_costs_two_questions_however_many_there_are(django_assert_num_queries):
    for number in range(5):
        impose({OWED: 5}, subject=f"thing:{number}")
    reminders(at(2026, 3, 9))
    with django_assert_num_queries(4):  # and the two ends of a transaction
        assert reminders(at(2026, 3, 9)) == 0
