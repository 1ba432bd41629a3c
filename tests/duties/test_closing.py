"""A closure entered or taken back moves each duty that is not done, and nobody is surprised by it."""

from datetime import date, timedelta

import pytest

from civic.city.models import Closure
from civic.duties import actions, closing
from civic.duties.models import Duty, Move
from civic.duties.rules import months
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from civic.record.models import Entry
from tests.duties.things import DONE, OWED, SET_AT, at, duty, impose

pytestmark = pytest.mark.django_db

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
TYPHOON = date(2026, 3, 4)  # the second of the five working days that end with Monday the 9th
WAS, LATER = at(2026, 3, 10), at(2026, 3, 11)


def enter(ada, now, *days, **said):
    return closing.enter(ada, now=now, days=days or [TYPHOON], reason="颱風", **said)


def take_back(ada, now, day=TYPHOON, **said):
    return closing.take_back(ada, Closure.objects.get(day=day), now=now, reason="照常上班", **said)


@pytest.mark.parametrize("now", [SET_AT, at(2026, 3, 4, 9), WAS - TICK, WAS, at(2026, 3, 10, 12)])
def test_a_closure_moves_what_is_not_done_however_late_it_is_entered(ada, now):
    impose({OWED: 5})
    (shift,) = enter(ada, now)
    assert (shift.last_day, duty().due_at, duty().length) == (date(2026, 3, 10), LATER, 5)
    assert not duty().is_overdue(now) and duty().set_at == now
    assert duty().earlier_ends == [WAS]


def test_taken_back_everything_stands_where_it_stood(ada):
    impose({OWED: 5})
    actions.impose("thing:2", {OWED: months(2)}, at=at(2026, 3, 31))  # ends with a Sunday, so with 1 June
    before = {row.pk: row.due_at for row in Duty.objects.all()}
    days = [TYPHOON, date(2026, 6, 1)]
    assert len(enter(ada, SET_AT, *days)) == 2
    assert duty(subject="thing:2").due_at == at(2026, 6, 3)
    for day in days:
        take_back(ada, SET_AT, day)
    assert {row.pk: row.due_at for row in Duty.objects.all()} == before
    assert duty().earlier_ends == [] and duty().moves.count() == 2
    assert not Closure.objects.exists()


def test_what_is_done_or_needless_stays_as_it_was_judged(ada):
    impose({OWED: 5, DONE: 5})
    impose({OWED: 5}, subject="thing:2")
    actions.fulfil("thing:1", DONE, at=WAS)
    actions.release("thing:2", at=WAS)
    assert [shift.duty.pk for shift in enter(ada, LATER)] == [duty().pk]
    assert (duty(DONE).due_at, duty(subject="thing:2").due_at) == (WAS, WAS)


@pytest.mark.parametrize("day", [date(2026, 3, 2), date(2026, 3, 7), date(2026, 3, 10)])
def test_a_day_that_does_not_count_moves_nothing(ada, day):
    impose({OWED: 5})
    assert enter(ada, SET_AT, day) == [] and duty().due_at == WAS
    assert not Move.objects.exists() and not Mailing.objects.exists()


def test_nobody_is_late_because_a_closure_is_taken_back(ada):
    impose({OWED: 5})
    enter(ada, SET_AT)
    take_back(ada, at(2026, 3, 10, 15))
    assert duty().due_at == LATER, "due by the 9th, on the 10th: it ends with today"


def test_what_is_over_with_and_without_the_closure_stays_over(ada):
    impose({OWED: 5})
    enter(ada, at(2026, 4, 1))
    assert duty().due_at == LATER and duty().is_overdue(at(2026, 4, 1))
    take_back(ada, at(2026, 4, 2))
    assert duty().due_at == WAS and duty().set_at == SET_AT


def test_a_closure_taken_back_after_the_end_it_had_given_leaves_the_day_on_which_it_was_entered(ada):
    impose({OWED: 5})
    enter(ada, at(2026, 3, 10, 9))
    take_back(ada, at(2026, 3, 12))
    assert duty().due_at == LATER, "on the 10th everybody was told that it was in time"


@pytest.mark.parametrize(
    ("closed", "length", "due"),
    [
        (date(2026, 3, 4), 4, at(2026, 3, 27)),
        (date(2026, 3, 10), 3, at(2026, 3, 26)),
        (date(2026, 3, 24), 3, at(2026, 3, 27)),
    ],
    ids=["before it stood", "while it stood", "after it stood"],
)
def test_a_clock_that_had_stood_is_counted_with_all_that_was_closed(ada, closed, length, due):
    """Five days from Monday the 2nd: two were used when it stopped, so three are counted from Friday the 20th."""
    impose({OWED: 5})
    actions.pause("thing:1", OWED, at=at(2026, 3, 5))
    actions.resume("thing:1", OWED, at=at(2026, 3, 20))
    assert (duty().length, duty().due_at) == (3, at(2026, 3, 26))
    enter(ada, at(2026, 3, 23), closed)
    assert (duty().length, duty().due_at) == (length, due)


@pytest.mark.parametrize(("closed", "length"), [(date(2026, 3, 4), 4), (date(2026, 3, 10), 3)])
def test_a_clock_that_stands_goes_on_as_if_the_closure_had_always_been_known(ada, closed, length):
    impose({OWED: 5})
    actions.pause("thing:1", OWED, at=at(2026, 3, 5))
    enter(ada, at(2026, 3, 12), closed)
    assert not Mailing.objects.exists(), "nobody owes it now"
    assert actions.resume("thing:1", OWED, at=at(2026, 3, 16)).length == length


def test_it_is_on_record_and_each_thing_gets_one_letter(ada):
    impose({OWED: 5, DONE: 5})
    impose({OWED: 5}, subject="thing:2")
    actions.pause("thing:2", OWED, at=SET_AT)
    enter(ada, SET_AT)
    told = {"days": ["2026-03-04"], "reason": "颱風", "is_back": False}
    moves = [{"duty": name, "was": "2026-03-09", "last_day": "2026-03-10"} for name in ("owed", "done")]
    (mailing,) = Mailing.objects.all()
    assert (mailing.kind, mailing.subject, mailing.data) == ("tests.moved", "thing:1", {**told, "moves": moves})
    (entry,) = Entry.objects.about("thing:1")
    assert (entry.verb, entry.is_public, entry.actor, entry.data) == ("moved", True, ada.record_key, mailing.data)
    assert Entry.objects.about("thing:2").get().verb == "moved", "nobody owes it now, but it is on record"
    (closed,) = Entry.objects.about("city:closures")
    assert (closed.verb, closed.data) == ("closed", {**told, "moved": 3})
    take_back(ada, SET_AT + DAY)
    assert Mailing.objects.filter(data__is_back=True).count() == 1
    assert Entry.objects.about("city:closures").last().verb == "reopened"


def test_only_administrators_close_and_each_day_once(ada, mei):
    with pytest.raises(Denied):
        enter(mei, SET_AT)
    enter(ada, SET_AT)
    with pytest.raises(Denied):
        take_back(mei, SET_AT)
    for days in ([TYPHOON], [], [TYPHOON + n * DAY for n in range(1, 33)]):
        with pytest.raises(Refused):
            closing.enter(ada, now=SET_AT, days=days, reason="颱風")
    with pytest.raises(Refused):
        closing.enter(ada, now=SET_AT, days=[TYPHOON + DAY], reason="\u3164\u200b")
    for words in ("A123456789 打不開", "請洽 0912-345-678", "wang (at) example.com"):
        with pytest.raises(Refused, match="personal_data"):
            closing.enter(ada, now=SET_AT, days=[TYPHOON + DAY], reason=words)
    closure = Closure.objects.get()
    take_back(ada, SET_AT)
    with pytest.raises(Refused):
        closing.take_back(ada, closure, now=SET_AT, reason="照常上班")


def test_the_reason_of_a_closure_is_kept_as_people_see_it(ada):
    farmers = "👩\u200d🌾" * 197
    closing.enter(ada, now=SET_AT, days=[TYPHOON], reason=f"\u202e颱風\r\n{farmers}")
    assert Closure.objects.get().reason == f"颱風 {farmers}"
    with pytest.raises(Refused):
        closing.enter(ada, now=SET_AT, days=[TYPHOON + DAY], reason="風" * 201)


def test_what_has_changed_since_it_was_looked_at_is_not_done(ada):
    impose({OWED: 5})
    seen = closing.seal(closing.shifts(SET_AT, entering=[TYPHOON]))
    impose({OWED: 5}, subject="thing:2")
    with pytest.raises(Refused) as refused:
        enter(ada, SET_AT, seen=seen)
    assert refused.value.refusal.code == "changed" and not Closure.objects.exists()
    enter(ada, SET_AT, seen=closing.seal(closing.shifts(SET_AT, entering=[TYPHOON])))
    assert duty(subject="thing:2").due_at == LATER


def test_the_preview_costs_the_same_however_much_is_owed(ada, django_assert_num_queries):
    for number in range(9):
        impose({OWED: 5}, subject=f"thing:{number}")
    with django_assert_num_queries(3):  # closures, duties, moves
        assert len(closing.shifts(SET_AT, entering=[TYPHOON])) == 9
