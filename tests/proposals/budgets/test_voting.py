"""A cycle from its plan to the close of its vote: who changes what when, and whose ballot counts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from civic.accounts import actions as accounts
from civic.accounts import joining
from civic.lifecycle import Denied, Refused
from civic.outbox.models import Mailing
from proposals.ballots import reading
from proposals.budgets import actions, marks
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.mail import Dropped
from proposals.budgets.models import Cycle, Project
from proposals.budgets.status import turnout
from tests import people
from tests.people import DAY
from tests.proposals.budgets import life
from tests.proposals.budgets.life import BEFORE, CLOSE, DURING, OPEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def tia(db):
    return life.team()[0]


def now(cycle):
    return Cycle.objects.get(pk=cycle.pk)


# --- before the vote ------------------------------------------------------------------------------


def test_only_the_team_plans(tia):
    with pytest.raises(Denied):
        life.planned(people.person("Mei"))


def test_a_plan_that_somebody_else_changed_is_not_overwritten(tia):
    cycle = life.planned(tia)
    seen = marks.cycle(cycle)
    actions.change_cycle(cycle, tia, now=BEFORE, seen=seen, title="新的名字")
    with pytest.raises(Refused) as refused:
        actions.change_cycle(cycle, tia, now=BEFORE, seen=seen, title="另一個名字")
    assert refused.value.refusal.code == "changed" and now(cycle).title == "新的名字"


def test_areas_keep_their_numbers_and_one_with_projects_stays(tia):
    cycle = life.planned(tia, amounts=(100, 200))
    first, second = cycle.areas.all()
    row = {
        "number": second.number,
        "name_zh": "乙",
        "name_en": "B",
        "amount": 300,
        "is_citywide": False,
        "districts": [],
    }
    with pytest.raises(Refused) as refused:
        actions.save_areas(cycle, tia, now=BEFORE, seen=marks.areas(cycle), areas=[row])
    assert refused.value.refusal.code == "has_projects"
    first.projects.all().delete()
    actions.save_areas(cycle, tia, now=BEFORE, seen=marks.areas(cycle), areas=[row])
    assert [(area.number, area.amount) for area in cycle.areas.all()] == [(2, 300)]


def test_a_project_costs_no_more_than_its_area_has(tia):
    cycle = life.planned(tia)
    with pytest.raises(Refused) as refused:
        actions.enter_project(cycle, tia, now=BEFORE, area=cycle.areas.get(), title="太貴", cost=101)
    assert refused.value.refusal.code == "too_dear"


def test_a_cycle_is_copied_to_the_next_year(tia):
    cycle = life.planned(tia, amounts=(100, 200), citywide=500)
    new = actions.copy(cycle, tia, now=BEFORE, year=2027)
    assert [(a.number, a.amount, a.is_citywide) for a in new.areas.all()] == [
        (1, 100, False),
        (2, 200, False),
        (3, 500, True),
    ]
    assert new.vote_at == OPEN.replace(year=2027) and new.published_at is None and not new.projects.exists()


def test_a_copy_in_which_two_phases_begin_at_once_is_not_published(tia):
    leap = datetime(2028, 2, 29, 4, tzinfo=UTC)
    cycle = life.planned(tia, display_at=leap - DAY, vote_at=leap, closes_at=leap + 9 * DAY)
    new = actions.copy(cycle, tia, now=BEFORE, year=2029)
    assert new.display_at == new.vote_at
    with pytest.raises(Refused) as refused:
        actions.publish(new, tia, now=BEFORE)
    assert refused.value.refusal.code == "out_of_order"


# --- the opening ----------------------------------------------------------------------------------


def test_the_vote_opens_by_the_clock_with_a_box_for_all_areas_and_one_for_the_city(tia):
    cycle = life.voting(tia, amounts=(100, 200), citywide=500)
    boxes = {area.is_citywide: area.box_id for area in cycle.areas.all()}
    assert cycle.opened_at == OPEN and cycle.rules_version and len(set(boxes.values())) == 2
    assert cycle.areas.get(number=1).box_id == cycle.areas.get(number=2).box_id


def test_an_unpublished_cycle_does_not_open(tia):
    cycle = life.planned(tia)
    actions.take_turns(cycle, now=OPEN + DAY)
    assert now(cycle).opened_at is None and now(cycle).phase(OPEN + DAY) == "planned"


@pytest.mark.parametrize(
    "change",
    [
        "update budgets_cycle set rule = 'phragmen'",
        "update budgets_cycle set most = 5",
        "update budgets_cycle set closes_at = closes_at - interval '1 hour'",
        "update budgets_cycle set vote_at = vote_at - interval '1 hour'",
        "update budgets_cycle set policy = 'open'",
        "update budgets_cycle set opened_at = null, rules_version = ''",
        "delete from budgets_cycle",
        "update budgets_area set amount = amount + 1",
        "update budgets_area set box_id = null",
        "delete from budgets_area",
        "update budgets_project set cost = cost - 1",
        "update budgets_project set title = 'x'",
        "delete from budgets_project",
        "insert into budgets_project (cycle_id, area_id, number, title, body, place, cost, picture, picture_says,"
        " dropped_reason) select cycle_id, id, 99, 'x', '', '', 1, '', '', '' from budgets_area limit 1",
        "insert into budgets_area_districts (area_id, district_id)"
        " select a.id, d.id from budgets_area a, city_district d limit 1",
    ],
)
def test_what_was_promised_at_the_opening_stands(tia, change):
    life.voting(tia)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("deed", ["change", "areas", "project", "remove"])
def test_nobody_changes_rule_amount_or_project_during_the_vote(tia, deed):
    cycle = life.voting(tia)
    deeds = {
        "change": lambda: actions.change_cycle(cycle, tia, now=DURING, seen=None, rule="phragmen"),
        "areas": lambda: actions.save_areas(cycle, tia, now=DURING, seen=None, areas=[]),
        "project": lambda: actions.enter_project(cycle, tia, now=DURING, project=cycle.projects.first(), cost=1),
        "remove": lambda: actions.remove_project(cycle, tia, cycle.projects.first(), now=DURING),
    }
    with pytest.raises(Refused) as refused:
        deeds[deed]()
    assert refused.value.refusal.code == "fixed"


# --- the vote -------------------------------------------------------------------------------------


def test_a_ballot_counts_at_once_and_is_replaced_by_the_next(tia, mei):
    cycle = life.voting(tia)
    assert life.vote(cycle, mei, 2, 1).fresh is True
    assert life.vote(cycle, mei, 3).fresh is False
    box = boxes_of(cycle).get()
    assert turnout(now(cycle)) == 1 and reading.own(box, mei.pk, now=DURING).choices == (3,)


@pytest.mark.parametrize(
    ("numbers", "code"),
    [((1, 2, 3), "too_many"), ((9,), "unknown"), ((1, 1), "twice"), ((4,), "unknown")],
)
def test_a_ballot_that_breaks_the_rules_is_refused_and_the_earlier_one_stands(tia, mei, numbers, code):
    cycle = life.voting(tia, amounts=(100, 100))
    life.vote(cycle, mei, 1)
    with pytest.raises(Refused) as refused:
        life.vote(cycle, mei, *numbers)
    assert refused.value.refusal.code == code
    assert reading.own(boxes_of(cycle).get(), mei.pk, now=DURING).choices == (1,)


def refused_with_the_earlier_one_standing(cycle, voter, code, *numbers):
    before = reading.own(boxes_of(cycle).get(), voter.pk, now=DURING)
    with pytest.raises(Refused) as refused:
        life.vote(cycle, voter, *numbers)
    assert refused.value.refusal.code == code and str(refused.value.refusal.sentence)
    assert reading.own(boxes_of(cycle).get(), voter.pk, now=DURING) == before is not None


@pytest.mark.parametrize(
    ("fields", "first", "numbers", "code"),
    [
        ({"form": "knapsack", "most": 3}, (1, 2), (1, 2, 3), "over_budget"),
        ({"least": 2}, (1, 2), (3,), "too_few"),
        ({"form": "points", "points": 5}, ((1, 5),), ((1, 3), (2, 3)), "too_many_points"),
        ({"form": "points", "points": 5}, ((1, 5),), ((1, 0),), "no_points"),
        ({"form": "ranking"}, (2, 1), (1, 2, 1), "too_many"),
        ({"form": "ranking"}, (2, 1), (1, 1), "twice"),
    ],
)
def test_by_each_form_what_breaks_its_rules_leaves_the_earlier_one(tia, mei, fields, first, numbers, code):
    cycle = life.voting(tia, **fields)
    life.vote(cycle, mei, *first)
    refused_with_the_earlier_one_standing(cycle, mei, code, *numbers)


def test_what_fell_out_or_is_of_another_area_leaves_the_earlier_one(tia, mei):
    cycle = life.voting(tia, amounts=(100, 100))
    life.vote(cycle, mei, 1)
    actions.drop(cycle, tia, cycle.projects.get(number=2), now=DURING, reason="地下有管線")
    refused_with_the_earlier_one_standing(cycle, mei, "dropped", 2)
    refused_with_the_earlier_one_standing(cycle, mei, "unknown", 1, 4)


def test_whoever_was_born_a_day_too_late_does_not_vote_and_who_loses_the_proof_keeps_the_ballot(tia, mei, bo):
    day = date(2026, 3, 2)
    cycle = life.voting(tia, level=3, age=16, counts_on=day)
    for person, born_on in ((mei, date(2010, 3, 2)), (bo, date(2010, 3, 3))):
        accounts.verify(person, "card", 3, at=BEFORE, proof=str(person.pk), born_on=born_on)
    life.vote(cycle, mei, 1)
    with pytest.raises(Refused) as refused:
        life.vote(cycle, bo, 1)
    assert refused.value.refusal.code == "too_young"
    mei.verifications.filter(level=3).update(ended_at=DURING)
    refused_with_the_earlier_one_standing(cycle, mei, "no_age", 2)


def test_whoever_is_suspended_meanwhile_keeps_the_ballot_and_cannot_change_it(tia, mei):
    cycle = life.voting(tia)
    life.vote(cycle, mei, 1)
    accounts.suspend(mei, at=DURING, actor="operator", reason="冒名")
    refused_with_the_earlier_one_standing(cycle, mei, "suspended", 2)


def test_one_votes_in_one_area_and_on_the_pot_of_the_city(tia, mei, bo):
    cycle = life.voting(tia, amounts=(100, 100), citywide=200)
    life.vote(cycle, mei, 1)
    life.vote(cycle, mei, 7, area=None)
    life.vote(cycle, bo, 7, area=None)
    with pytest.raises(Refused) as refused:
        life.vote(cycle, mei, 4, area=2)
    assert refused.value.refusal.code == "other_area"
    assert turnout(now(cycle)) == 2, "two people, three ballots"
    life.vote(cycle, bo, 4, area=2)
    assert turnout(now(cycle)) == 2 and now(cycle).in_both == 2


def test_two_accounts_of_one_person_are_one_voter(tia, mei, bo):
    cycle = life.voting(tia, amounts=(100, 100), citywide=200)
    for person in (mei, bo):
        life.vote(cycle, person, 1)
        life.vote(cycle, person, 7, area=None)
    third, fourth = people.person("third"), people.person("fourth")
    life.vote(cycle, third, 4, area=2)
    assert (turnout(now(cycle)), now(cycle).in_both) == (3, 2)
    joining.join(mei, bo, at=DURING, actor="operator", reason="同一人")
    assert (turnout(now(cycle)), now(cycle).in_both) == (2, 1), "the second of each box is out"
    life.vote(cycle, fourth, 7, area=None)
    joining.join(third, fourth, at=DURING, actor="operator", reason="同一人")
    assert (turnout(now(cycle)), now(cycle).in_both) == (2, 2), "one voted here, the other there"


@pytest.mark.parametrize(("at", "code"), [(OPEN - timedelta(seconds=1), "early"), (CLOSE, "late")])
def test_the_window_decides_by_the_arrival(tia, mei, at, code):
    cycle = life.voting(tia)
    with pytest.raises(Refused) as refused:
        life.vote(cycle, mei, 1, now=at)
    assert refused.value.refusal.code == code


def test_whoever_is_suspended_does_not_vote(tia, mei):
    cycle = life.voting(tia)
    accounts.suspend(mei, at=DURING, actor="operator", reason="冒名")
    with pytest.raises(Refused) as refused:
        life.vote(cycle, mei, 1)
    assert refused.value.refusal.code == "suspended"


def test_a_blank_ballot_counts(tia, mei):
    cycle = life.voting(tia, least=2)
    life.vote(cycle, mei)
    assert reading.own(boxes_of(cycle).get(), mei.pk, now=DURING).choices == ()


def test_points_and_rankings_come_back_as_they_were_given(tia, mei):
    by_points = life.voting(tia, form="points", points=10)
    life.vote(by_points, mei, (2, 7), (1, 3))
    assert reading.own(boxes_of(by_points).get(), mei.pk, now=DURING).choices == (1, 3, 2, 7)
    ranked = life.voting(tia, form="ranking")
    life.vote(ranked, mei, 3, 1)
    assert reading.own(boxes_of(ranked).get(), mei.pk, now=DURING).choices == (3, 1)


def test_what_falls_out_is_told_to_every_voter_and_cannot_be_chosen(tia, mei, bo):
    cycle = life.voting(tia)
    life.vote(cycle, mei, 1)
    life.vote(cycle, bo, 2)
    project = cycle.projects.get(number=1)
    actions.drop(cycle, tia, project, now=DURING, reason="地下有管線")
    mailing = Mailing.objects.get(kind="budgets.dropped")
    assert Dropped().audience(mailing, 0, 10) == sorted([mei.pk, bo.pk])
    with pytest.raises(Refused) as refused:
        life.vote(cycle, bo, 1)
    assert refused.value.refusal.code == "dropped"
    assert reading.own(boxes_of(cycle).get(), mei.pk, now=DURING).choices == (1,), "the ballot keeps what it says"


def test_a_vote_that_is_prolonged_ends_later_in_its_boxes_too(tia, mei):
    cycle = life.voting(tia)
    actions.prolong(cycle, tia, now=DURING, by=DAY, reason="停電")
    life.vote(cycle, mei, 1, now=CLOSE + timedelta(hours=1))
    assert now(cycle).closes_at == CLOSE + DAY and boxes_of(cycle).get().closes_at == CLOSE + DAY
    with pytest.raises(Refused):
        life.vote(cycle, mei, 2, now=CLOSE + DAY)


def test_projects_have_numbers_of_their_own_in_the_cycle(tia):
    cycle = life.planned(tia, amounts=(100, 100))
    assert list(Project.objects.filter(cycle=cycle).values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
