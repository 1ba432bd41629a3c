"""Deadlines as pages and figures show them, to the microsecond."""

from datetime import timedelta

import pytest

from civic.duties import actions
from civic.duties.deadlines import as_deadline, deadlines
from civic.duties.models import Duty
from civic.duties.rules import working_days
from tests.duties.things import DONE, OWED, SET_AT, at, duty, impose

pytestmark = pytest.mark.django_db

TICK, DAY = timedelta(microseconds=1), timedelta(days=1)
DUE = at(2026, 3, 10)


def shown(now):
    return [(row.label, row.is_missed) for row in deadlines(Duty.objects.about("thing:1"), now)]


@pytest.mark.parametrize(
    ("now", "days", "is_over"),
    [(SET_AT, 5, False), (at(2026, 3, 9), 0, False), (DUE - TICK, 0, False), (DUE, -1, True), (DUE + DAY, -2, True)],
)
def test_the_working_days_left_count_down_to_the_last_day_and_on(now, days, is_over):
    impose({OWED: 5})
    deadline = as_deadline(duty(), now)
    assert (deadline.days, deadline.is_over, deadline.is_missed) == (days, is_over, False)


def test_a_page_shows_them_in_the_order_in_which_they_come():
    impose({OWED: 9, DONE: 5})
    assert shown(SET_AT) == [(DONE, False), (OWED, False)]


@pytest.mark.parametrize(("ended", "expected"), [(DUE - TICK, []), (DUE, [(OWED, True)])])
def test_what_was_needless_before_its_end_is_not_asked_for_and_what_came_after_was_missed(ended, expected):
    impose({OWED: 5})
    actions.release("thing:1", at=ended)
    assert shown(DUE + 9 * DAY) == expected


@pytest.mark.parametrize("now", [DUE - TICK, DUE + 9 * DAY])
def test_a_clock_that_stands_is_not_over_however_long_it_stands(now):
    impose({OWED: 5})
    actions.pause("thing:1", OWED, at=SET_AT + DAY)
    deadline = as_deadline(duty(), now)
    assert (deadline.paused_at, deadline.is_over) == (SET_AT + DAY, False)
    assert Duty.objects.kept(now) == {"due": 0, "in_time": 0}


def test_one_that_stood_from_its_end_on_stays_over_and_one_that_ended_standing_was_never_missed():
    impose({OWED: 5})
    actions.pause("thing:1", OWED, at=DUE)
    assert as_deadline(duty(), DUE + DAY).is_over
    impose({OWED: 5}, subject="thing:2")
    actions.pause("thing:2", OWED, at=DUE - TICK)
    actions.release("thing:2", at=DUE + 30 * DAY)
    assert deadlines(Duty.objects.about("thing:2"), DUE + 40 * DAY) == []


def test_the_ends_shown_before_are_told_and_the_first_one_comes_first():
    impose({OWED: 5})
    for number in (1, 2):
        actions.extend("thing:1", OWED, at=SET_AT, by=working_days(number))
    assert as_deadline(duty(), SET_AT).earlier == [DUE, at(2026, 3, 11)]


def test_how_many_were_due_and_how_many_were_done_in_time():
    for number, done in enumerate((DUE - TICK, DUE, None, None), 1):
        impose({OWED: 5}, subject=f"thing:{number}")
        if done:
            actions.fulfil(f"thing:{number}", OWED, at=done)
    actions.release("thing:4", at=SET_AT)
    kept = [Duty.objects.filter(kind=OWED).kept(now) for now in (DUE - TICK, DUE)]
    assert kept == [{"due": 2, "in_time": 1}, {"due": 3, "in_time": 1}]
