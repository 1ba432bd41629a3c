"""What moves a duty, and that the table says by itself what is owed: since when, for how long, until when."""

from datetime import date, timedelta

import pytest

from civic.city import calendar
from civic.city.models import Closure
from civic.duties import actions
from civic.duties.models import Duty
from civic.duties.rules import Span, months, working_days
from tests import people
from tests.duties.things import DONE, OWED, SET_AT, at, duty, impose

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def span(duty):
    return duty.starts_on, duty.length, duty.unit


def test_a_duty_is_counted_from_the_day_it_is_set():
    owed = impose({OWED: 5}, agency=people.transport())[OWED]
    assert owed.due_at == at(2026, 3, 10), "Monday the 2nd, so Monday the 9th is the last day"
    assert span(owed) == (date(2026, 3, 2), 5, "working_days")
    assert (owed.set_at, owed.agency, owed.is_owed) == (SET_AT, people.transport(), True)


def test_the_day_is_the_citys_not_that_of_the_clock_in_london():
    assert impose({OWED: 5}, when=at(2026, 3, 3, 0, 0, 0))[OWED].starts_on == date(2026, 3, 3)


def test_months_that_end_on_a_holiday_end_on_the_next_working_day():
    actions.impose("thing:1", {OWED: months(2)}, at=at(2026, 3, 31))
    assert duty().due_at == at(2026, 6, 2), "31 May 2026 is a Sunday"


def test_a_closure_known_when_it_is_set_is_no_working_day():
    Closure.objects.create(day=date(2026, 3, 4), reason="颱風")
    assert impose({OWED: 5})[OWED].due_at == at(2026, 3, 11)


def test_a_closure_that_this_process_has_not_heard_of_yet_counts_as_well():
    assert calendar.closures() == frozenset(), "void unless the process believes there is none"
    Closure.objects.create(day=date(2026, 3, 4), reason="颱風")
    assert impose({OWED: 5})[OWED].due_at == at(2026, 3, 11)


def test_every_move_is_written_down_with_its_reason():
    first = impose({OWED: 5})[OWED].due_at
    actions.pause("thing:1", OWED, at=at(2026, 3, 4))
    second = actions.resume("thing:1", OWED, at=at(2026, 3, 12)).due_at
    third = actions.extend("thing:1", OWED, at=at(2026, 3, 13), by=working_days(2)).due_at
    moves = [(move.why, move.was_due_at, move.due_at, move.stopped_on) for move in duty().moves.all()]
    assert moves == [("resumed", first, second, date(2026, 3, 4)), ("extended", second, third, None)]
    assert duty().earlier_ends == [second], "a pause is no promise broken: what it moved is not shown"


def test_an_extension_is_counted_from_what_was_the_last_day():
    actions.impose("thing:1", {OWED: months(2)}, at=at(2026, 3, 5))
    later = actions.extend("thing:1", OWED, at=at(2026, 5, 4), by=Span(2, "months"))
    assert span(later) == (date(2026, 5, 5), 2, "months")
    assert (later.due_at, later.set_at) == (at(2026, 7, 7), at(2026, 5, 4)), "5 July 2026 is a Sunday"


@pytest.mark.parametrize(
    ("asked", "days_left"),
    [
        (at(2026, 3, 2, 23), 5),  # the day from which it was counted has no part in it
        (at(2026, 3, 3, 10), 5),
        (at(2026, 3, 4), 4),
        (at(2026, 3, 9, 23), 1),
        (at(2026, 6, 1), 1),
    ],
)
def test_a_clock_that_stood_goes_on_with_the_days_it_had_left(asked, days_left):
    impose({OWED: 5})
    assert not actions.pause("thing:1", OWED, at=asked).is_owed
    going = actions.resume("thing:1", OWED, at=at(2026, 8, 3, 9))
    assert span(going) == (date(2026, 8, 3), days_left, "working_days")
    assert going.is_owed and going.set_at == at(2026, 8, 3, 9)


def test_what_is_done_is_owed_no_more_and_is_done_once():
    owed = impose({OWED: 5})[OWED]
    assert actions.fulfil("thing:1", OWED, at=owed.due_at).done_at == owed.due_at
    assert actions.fulfil("thing:1", OWED, at=owed.due_at + DAY) is None
    assert not duty().is_owed and duty().done_at == owed.due_at


def test_what_becomes_needless_is_what_has_not_been_done():
    impose({OWED: 5, DONE: 5})
    actions.fulfil("thing:1", DONE, at=SET_AT)
    actions.pause("thing:1", OWED, at=SET_AT + DAY)
    actions.release("thing:1", at=SET_AT + 2 * DAY)
    assert (duty(DONE).done_at, duty(DONE).ended_at) == (SET_AT, None)
    assert (duty().paused_at, duty().ended_at) == (SET_AT + DAY, SET_AT + 2 * DAY)
    assert not Duty.objects.about("thing:1").owed()


@pytest.mark.parametrize("verb", [actions.pause, lambda *args, **at: actions.extend(*args, **at, by=working_days(1))])
def test_what_is_not_owed_can_be_moved_by_nobody(verb):
    with pytest.raises(Duty.DoesNotExist):
        verb("thing:1", OWED, at=SET_AT)
    impose({OWED: 5})
    actions.release("thing:1", at=SET_AT)
    with pytest.raises(Duty.DoesNotExist):
        verb("thing:1", OWED, at=SET_AT)


def test_only_a_clock_that_stands_goes_on():
    impose({OWED: 5})
    with pytest.raises(Duty.DoesNotExist):
        actions.resume("thing:1", OWED, at=SET_AT)


def test_whatever_moved_it_the_end_follows_from_start_length_and_unit():
    impose({OWED: 5, DONE: 9})
    actions.pause("thing:1", OWED, at=SET_AT + DAY)
    actions.resume("thing:1", OWED, at=SET_AT + 30 * DAY)
    actions.extend("thing:1", DONE, at=SET_AT, by=months(1))
    for row in Duty.objects.about("thing:1"):
        assert Span(row.length, row.unit).after(row.starts_on) == row.due_at
