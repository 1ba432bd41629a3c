"""Casting: who counts, which of somebody's ballots counts, and what the tables hold of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from civic.accounts.actions import suspend
from civic.lifecycle import Refusal, Refused
from civic.windows import Window
from proposals.ballots import actions, keys, reading
from proposals.ballots.actions import Arrival, Cast, casting
from proposals.ballots.models import Box, Paper, Roll, Sealed
from tests import people
from tests.ballots import things
from tests.ballots.things import CLOSED, CLOSES, DURING, OPENS, TICK, arrival, cast, judge, vote

pytestmark = pytest.mark.django_db


@pytest.fixture
def box():
    return things.box()


def said(answers):
    """Codes of refusals; "new" or "again" for what counts."""
    return [each.code if isinstance(each, Refusal) else "new" if each.fresh else "again" for each in answers]


def stands(box, person):
    ballot = reading.own(box, person.pk, now=DURING)
    return ballot and ballot.choices


def test_a_ballot_counts_once_and_may_be_changed(box, mei, bo):
    assert said(cast(arrival(box, mei, 1, 2))) == ["new"]
    assert said(cast(arrival(box, mei, 2), arrival(box, bo, 3))) == ["again", "new"]
    assert (stands(box, mei), stands(box, bo)) == ((2,), (3,))
    assert Roll.objects.count() == Sealed.objects.count() == 2
    assert (things.again(box).turnout, things.again(box).version) == (2, 3)
    assert reading.miscounted() == []


def test_blank_is_a_choice(box, mei):
    assert said(cast(arrival(box, mei))) == ["new"]
    assert reading.own(box, mei.pk, now=DURING) == (0, ())


def test_the_last_of_a_batch_counts_and_only_the_first_is_new(box, mei, bo):
    batch = [arrival(box, mei, 1), arrival(box, bo, 3), arrival(box, mei, 2), arrival(box, mei, 0)]
    assert said(cast(*batch)) == ["new", "new", "again", "not_so"]
    assert (stands(box, mei), stands(box, bo)) == ((2,), (3,))
    assert things.again(box).turnout == 2


def test_a_refused_ballot_leaves_the_earlier_one(box, mei):
    vote(box, mei, 1)
    for wrong in ((0,), (1, 2, 3, 4)):
        with pytest.raises(Refused) as refused:
            vote(box, mei, *wrong)
        assert refused.value.refusal.code == "not_so"
    assert stands(box, mei) == (1,)
    assert things.again(box).version == 2, "nothing has changed that anybody should look at"


def test_one_votes_in_one_area(box, mei, bo):
    assert said(cast(arrival(box, mei, 1, area=7), arrival(box, mei, 2, area=8))) == ["new", "other_area"]
    assert said(cast(arrival(box, mei, 3, area=8), arrival(box, mei, 2, area=7))) == ["other_area", "again"]
    assert reading.own(box, mei.pk, now=DURING) == (7, (2,))
    assert said(cast(arrival(box, bo, 0, area=8), arrival(box, bo, 1, area=9))) == ["not_so", "new"]
    assert reading.turnout_by_area(box) == {7: 1, 9: 1}


def test_several_boxes_in_one_batch(box, mei, bo):
    other = things.box("thing:2")
    assert said(cast(arrival(other, mei, 1), arrival(box, mei, 2), arrival(other, bo, 3))) == ["new"] * 3
    assert [things.again(each).turnout for each in (box, other)] == [1, 2]
    assert (stands(box, mei), stands(other, mei), stands(box, bo)) == ((2,), (1,), None)
    assert Sealed.objects.values("pseudonym").distinct().count() == 3, "nobody is known again in another box"


def test_whoever_voted_at_another_door_does_not_vote_here(box, mei):
    Roll.objects.create(box=box, person=mei, area=0, how="paper")
    assert said(cast(arrival(box, mei, 1))) == ["other_door"]
    assert not Sealed.objects.exists()


def test_every_one_is_told_their_own(box, mei, sam, bo):
    suspend(bo, at=DURING, actor="operator", reason="冒名")
    gone = Arrival(box.pk, 10**9, DURING, (1,))
    nowhere = Arrival(10**9, mei.pk, DURING, (1,))
    too_much = [arrival(box, mei, *range(1, 8)), arrival(box, mei, -1), arrival(box, mei, 2**15)]
    told = said(cast(arrival(box, mei, 1), arrival(box, sam, 1), arrival(box, bo, 1), gone, nowhere, *too_much))
    assert told == ["new", "level_2", "suspended", "sign_in", "unknown", *["unreadable"] * 3]
    assert Roll.objects.get().person == mei


@pytest.mark.parametrize(
    ("at", "code"),
    [(OPENS - TICK, "early"), (OPENS, "new"), (CLOSES - TICK, "new"), (CLOSES, "late"), (CLOSES + TICK, "late")],
)
def test_the_window_to_the_microsecond(box, mei, at, code):
    assert said(cast(arrival(box, mei, 1, at=at), clock=lambda: at + timedelta(seconds=29))) == [code]


def test_what_waited_too_long_is_refused(box, mei, bo):
    old = arrival(box, mei, 1)
    assert said(cast(old, clock=lambda: DURING + timedelta(seconds=30, microseconds=1))) == ["stale"]
    assert said(cast(old, arrival(box, bo, 1), clock=None)) == ["new", "new"]


def test_a_closed_box_takes_nothing_whatever_arrived_before(box, mei, bo):
    vote(box, mei, 1)
    actions.close(box, now=CLOSED)
    assert said(cast(arrival(box, mei, 2, at=CLOSES - TICK), arrival(box, bo, 2), clock=None)) == ["late", "late"]
    with pytest.raises(Refused):
        reading.own(box, mei.pk, now=DURING + timedelta(days=30))
    assert (Roll.objects.count(), things.again(box).turnout) == (1, 1)


def test_without_its_key_a_box_takes_nothing_and_others_go_on(box, mei):
    other = things.box("thing:2")
    keys.destroy(box.fingerprint)
    assert said(cast(arrival(box, mei, 1), arrival(other, mei, 2))) == ["key_away", "new"]
    assert (things.again(box).turnout, things.again(other).turnout) == (0, 1)
    assert [reading.state_of_key(each) for each in (box, other)] == ["lost", "both"]


def test_a_judge_who_miscounts_spoils_nothing(box, mei):
    with pytest.raises(ValueError):
        actions.cast_many([arrival(box, mei, 1)], lambda *asked: [], clock=None)
    assert not Roll.objects.exists()


def test_the_judge_hears_of_what_the_box_may_take_only(box, mei, bo):
    heard = []

    def remembers(arrivals, boxes, people):
        heard.append(([each.person_id for each in arrivals], sorted(boxes), sorted(people)))
        return judge(arrivals, boxes, people)

    actions.cast_many([arrival(box, mei, 1), arrival(box, bo, 1, at=CLOSES)], remembers, clock=None)
    actions.cast_many([arrival(box, bo, 1, at=CLOSES)], remembers, clock=None)
    assert heard == [([mei.pk], [box.pk], sorted([mei.pk, bo.pk]))]


def test_what_changes_is_announced_by_its_subject(box, mei, bo, monkeypatch):
    told, other = [], things.box("thing:2")
    monkeypatch.setattr(casting, "announce", lambda *topics, gathered: told.append((set(topics), gathered)))
    cast(arrival(box, mei, 1), arrival(other, mei, 1), arrival(box, bo, 1))
    cast(arrival(box, mei, 0), arrival(other, bo, 1))
    cast(arrival(box, mei, 0))
    vote(box, mei, 2)
    assert told == [({"thing:1", "thing:2"}, False), ({"thing:2"}, False), ({"thing:1"}, True)]


def test_an_empty_batch_is_no_work(box):
    assert cast() == []


def test_a_hundred_cost_as_many_queries_as_one(box, mei, django_assert_max_num_queries):
    crowd = people.crowd(100)
    with CaptureQueriesContext(connection) as alone:
        assert said(cast(arrival(box, mei, 1))) == ["new"]
    with django_assert_max_num_queries(len(alone)):
        assert said(cast(*(arrival(box, person, 1) for person in crowd))) == ["new"] * 100


def test_rows_are_written_in_an_order_that_tells_nothing(box, monkeypatch):
    """Both lists are shuffled, each on its own, before the database hears of them."""
    shuffled = []
    monkeypatch.setattr(casting._chance, "shuffle", lambda rows: (shuffled.append(len(rows)), rows.reverse()))
    crowd = people.crowd(5)
    cast(*(arrival(box, person, 1) for person in crowd))
    assert shuffled == [5, 5]
    with connection.cursor() as cursor:
        cursor.execute("select person_id from ballots_roll order by ctid")
        assert [person for (person,) in cursor] == [person.pk for person in reversed(crowd)]


def test_no_statement_holds_a_choice(box, mei):
    """12345 and 23456, in no form: not in the statement, and the arrival does not say them either."""
    chosen = arrival(box, mei, 12345, 23456)
    with CaptureQueriesContext(connection) as asked:
        cast(chosen)
    told = "\n".join(query["sql"] for query in asked).lower()
    assert "insert into ballots_sealed" in told, "void unless it was written"
    for choice in chosen.choices:
        for form in (str(choice), f"{choice:04x}", choice.to_bytes(2, "little").hex()):
            assert form not in told.replace(str(DURING), ""), form
    assert "12345" not in repr(chosen)


def test_opened_gives_every_ballot_and_nobody(box, mei, bo):
    vote(box, mei, 2, 1, area=4)
    vote(box, bo, 3)
    assert sorted(reading.opened(box)) == [(0, (3,)), (4, (2, 1))]
    assert not Paper.objects.exists()


def test_the_roll_says_that_somebody_voted(box, mei, bo):
    vote(box, mei, 1)
    assert reading.has_voted(box, mei.pk).how == "online"
    assert reading.has_voted(box, bo.pk) is None


def test_a_window_ends_later_only_and_with_a_reason(box, mei):
    later = CLOSES + timedelta(days=2)
    for closes_at, reason, now, code in (
        (CLOSES, "停電", DURING, "not_later"),
        (CLOSES + timedelta(days=91), "停電", DURING, "not_later"),
        (later, " ", DURING, "no_reason"),
        (later, "停電", CLOSES, "late"),
    ):
        with pytest.raises(Refused) as refused:
            actions.prolong(box, closes_at, now=now, actor=mei, reason=reason)
        assert refused.value.refusal.code == code
    actions.prolong(box, later, now=DURING, actor=mei, reason="停電")
    assert things.again(box).window == Window(OPENS, later)
    assert said(cast(arrival(box, mei, 1, at=CLOSES), clock=None)) == ["new"]


def test_a_box_is_not_made_where_its_key_cannot_be_kept(folders):
    folders[1].parent.mkdir(exist_ok=True)
    folders[1].write_text("no folder")
    with pytest.raises(Refused) as refused:
        things.box()
    assert refused.value.refusal.code == "key_not_kept"
    assert not Box.objects.exists() and not keys.kept()


def test_a_cast_says_whether_it_is_the_first(box, mei):
    assert [vote(box, mei, 1), vote(box, mei, 1)] == [Cast(True), Cast(False)]
