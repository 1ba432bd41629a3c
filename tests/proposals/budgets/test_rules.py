"""The law of participatory budgeting: phases, who may vote, and which ballots count."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from proposals.budgets import rules

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class Cycle:
    published_at: datetime | None = NOON - 30 * DAY
    call_at: datetime | None = None
    screening_at: datetime | None = None
    workshop_at: datetime | None = None
    feasibility_at: datetime | None = None
    display_at: datetime | None = NOON - 10 * DAY
    vote_at: datetime | None = NOON - DAY
    closes_at: datetime | None = NOON + DAY
    opened_at: datetime | None = NOON - DAY
    counted_at: datetime | None = None
    voided_at: datetime | None = None
    void_asked_by_id: int | None = None
    void_reason: str = ""
    count_asked_by_id: int | None = None
    form: str = "approval"
    policy: str = "turnout"
    least: int = 1
    most: int = 3
    points: int = 0
    age: int = 0
    counts_on: date | None = None
    level: int = 2
    home: str = "chosen"


@dataclass
class Somebody:
    pk: int = 1
    level: int = 2
    is_active: bool = True
    suspended_at: datetime | None = None
    born_on: date | None = None
    district_id: int | None = None
    roles: frozenset = field(default_factory=frozenset)
    is_superuser: bool = False
    recused_from: frozenset = frozenset()

    def has_role(self, role):
        return role in self.roles


@dataclass
class Area:
    number: int = 1
    amount: int = 100
    is_citywide: bool = False


@dataclass
class Project:
    number: int
    cost: int = 40
    dropped_at: datetime | None = None


TEAM = Somebody(pk=7, roles=frozenset({"budget"}))
PROJECTS = {number: Project(number) for number in (1, 2, 3, 4)}
FEW = {1: Project(1), 2: Project(2), 3: Project(3, dropped_at=NOON)}


def code(refusal):
    return refusal and refusal.code


@pytest.mark.parametrize(
    ("at", "phase"),
    [(-11, "planned"), (-10, "display"), (-1.5, "display"), (-1, "vote"), (0.99, "vote"), (1, "count"), (50, "count")],
)
def test_the_clock_moves_a_cycle_through_its_phases(at, phase):
    assert rules.phase(Cycle(), NOON + at * DAY) == phase


def test_a_counted_cycle_is_a_result_and_a_hidden_one_is_in_preparation():
    assert rules.phase(Cycle(counted_at=NOON + 2 * DAY), NOON + 3 * DAY) == "result"
    assert rules.phase(Cycle(voided_at=NOON), NOON) == "void" and not rules.is_open(Cycle(voided_at=NOON), NOON)
    assert rules.phase(Cycle(published_at=None), NOON) == "planned"


def test_the_next_turn_is_the_next_station():
    cycle = Cycle()
    assert rules.next_turn(cycle, NOON - 20 * DAY) == cycle.display_at
    assert rules.next_turn(cycle, cycle.display_at) == cycle.vote_at
    assert rules.next_turn(cycle, NOON) == cycle.closes_at
    assert rules.next_turn(cycle, cycle.closes_at) is None


@pytest.mark.parametrize(
    ("voter", "expected"),
    [
        (None, "sign_in"),
        (Somebody(level=1), "level_2"),
        (Somebody(suspended_at=NOON), "suspended"),
        (Somebody(is_active=False), "closed"),
        (Somebody(), None),
    ],
)
def test_who_may_vote(voter, expected):
    assert code(rules.may_vote(Cycle(), voter, NOON)) == expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (None, "no_age"),
        (date(2010, 3, 2), None),
        (date(2010, 3, 3), "too_young"),
        (date(2008, 2, 29), None),
    ],
)
def test_the_age_is_that_on_the_day_that_counts(born, expected):
    cycle = Cycle(age=16, counts_on=date(2026, 3, 2), level=3)
    assert code(rules.may_vote(cycle, Somebody(level=3, born_on=born), NOON)) == expected


def test_whoever_was_born_on_29_february_has_a_birthday_every_year():
    cycle = Cycle(age=18, counts_on=date(2026, 2, 28), level=3)
    assert code(rules.may_vote(cycle, Somebody(level=3, born_on=date(2008, 2, 29)), NOON)) == "too_young"
    cycle.counts_on = date(2026, 3, 1)
    assert rules.may_vote(cycle, Somebody(level=3, born_on=date(2008, 2, 29)), NOON) is None


@pytest.mark.parametrize(("at", "expected"), [(-1.01, "early"), (-1, None), (0.999, None), (1, "late")])
def test_the_window_is_half_open(at, expected):
    assert code(rules.may_vote(Cycle(), Somebody(), NOON + at * DAY)) == expected


def test_a_vote_that_was_not_opened_takes_no_ballot():
    assert code(rules.may_vote(Cycle(opened_at=None), Somebody(), NOON)) == "early"


@pytest.mark.parametrize(
    ("home", "lives_in", "chosen", "expected"),
    [
        ("home", 5, None, None),
        ("home", 6, None, "not_home"),
        ("home", None, None, "not_home"),
        ("chosen", None, None, None),
        ("chosen", None, 1, None),
        ("chosen", None, 2, "other_area"),
    ],
)
def test_one_votes_in_one_area(home, lives_in, chosen, expected):
    refusal = rules.may_vote_in(Cycle(home=home), Area(), Somebody(district_id=lives_in), {5}, chosen)
    assert code(refusal) == expected


def test_everybody_votes_on_the_city_wide_pot():
    assert rules.may_vote_in(Cycle(home="home"), Area(is_citywide=True), Somebody(), set(), 2) is None
    assert code(rules.may_vote_in(Cycle(), None, Somebody(), set(), None)) == "no_area"


@pytest.mark.parametrize(
    ("change", "marks", "expected"),
    [
        ({}, [], None),
        ({"least": 2}, [], None),
        ({}, [(1, 1), (2, 1)], None),
        ({}, [(1, 1), (1, 1)], "twice"),
        ({}, [(9, 1)], "unknown"),
        ({"most": 1}, [(1, 1), (2, 1)], "too_many"),
        ({"least": 3, "most": 3}, [(1, 1), (2, 1)], "too_few"),
        ({"form": "knapsack"}, [(1, 1), (2, 1)], None),
        ({"form": "knapsack"}, [(1, 1), (2, 1), (3, 1)], "over_budget"),
        ({"form": "points", "points": 5}, [(1, 3), (2, 2)], None),
        ({"form": "points", "points": 5}, [(1, 3), (2, 3)], "too_many_points"),
        ({"form": "points", "points": 5}, [(1, 0)], "no_points"),
        ({"form": "points", "points": 5}, [(1, -1), (2, 5)], "no_points"),
        ({"form": "ranking"}, [(3, 1), (1, 1)], None),
    ],
)
def test_which_ballots_count(change, marks, expected):
    assert code(rules.may_cast(Cycle(**change), Area(), PROJECTS, marks)) == expected


def test_what_fell_out_cannot_be_chosen_any_more():
    projects = PROJECTS | {2: Project(2, dropped_at=NOON)}
    assert code(rules.may_cast(Cycle(), Area(), projects, [(2, 1)])) == "dropped"


@pytest.mark.parametrize(("picks", "said"), [(1, "2 more to make it count."), (2, "1 more to make it count.")])
def test_an_incomplete_ballot_says_what_it_lacks(picks, said):
    marks = [(n, 1) for n in range(1, picks + 1)]
    with translation.override("en"):
        assert str(rules.may_cast(Cycle(least=3, most=3), Area(), PROJECTS, marks)) == said


def test_a_refusal_is_said_in_the_language_of_whoever_reads_it():
    refusals = [
        rules.may_cast(Cycle(most=1), Area(), PROJECTS, [(1, 1), (2, 1)]),
        rules.may_cast(Cycle(least=3, most=3), Area(), PROJECTS, [(1, 1)]),
        rules.may_vote(Cycle(age=16, counts_on=date(2026, 3, 2)), Somebody(born_on=date(2015, 1, 1)), NOON),
    ]
    with translation.override("en"):
        assert [str(refusal) for refusal in refusals] == [
            "At most 1 project can be chosen.",
            "2 more to make it count.",
            "To vote you have to be 16 years old on 2026-03-02.",
        ]


@pytest.mark.parametrize("deed", ["may_run", "may_plan", "may_publish"])
def test_only_the_team_runs_a_budget(deed):
    args = () if deed == "may_run" else (NOON - 20 * DAY,)
    cycle = () if deed == "may_run" else (Cycle(opened_at=None, published_at=None),)
    rule = getattr(rules, deed)
    assert code(rule(*cycle, Somebody(), *args)) == "no_role"
    assert rule(*cycle, TEAM, *args) is None


def test_nothing_is_planned_any_more_once_the_vote_has_opened():
    assert code(rules.may_plan(Cycle(), TEAM, NOON)) == "fixed"
    assert code(rules.may_enter(Cycle(), TEAM, NOON, 0)) == "fixed"
    waiting = Cycle(opened_at=None, vote_at=NOON + DAY, closes_at=NOON + 2 * DAY)
    assert rules.may_enter(waiting, TEAM, NOON, 299) is None
    assert code(rules.may_enter(waiting, TEAM, NOON, 300)) == "projects_full"


def test_a_vote_is_prolonged_while_it_runs_with_a_reason():
    assert rules.may_prolong(Cycle(), TEAM, NOON, DAY, "停電") is None
    assert code(rules.may_prolong(Cycle(), TEAM, NOON, DAY, " ")) == "no_reason"
    assert code(rules.may_prolong(Cycle(), TEAM, NOON, -DAY, "停電")) == "not_later"
    assert code(rules.may_prolong(Cycle(), TEAM, NOON + DAY, DAY, "停電")) == "no_vote_now"


@pytest.mark.parametrize(
    ("stations", "expected"),
    [
        ([None] * 5 + [NOON, NOON + DAY], None),
        ([NOON, NOON + DAY, None, NOON + 2 * DAY, None, NOON + 3 * DAY, NOON + 4 * DAY], None),
        ([NOON, None, None, None, NOON + DAY, NOON + 2 * DAY, NOON + 3 * DAY], "call_alone"),
        ([NOON + 2 * DAY, None, None, None, None, NOON + DAY, NOON + 3 * DAY], "out_of_order"),
        ([None] * 5 + [NOON, None], "no_vote"),
        ([None] * 5 + [NOON, NOON], "out_of_order"),
    ],
)
def test_phases_come_one_after_the_other(stations, expected):
    assert code(rules.may_be_planned(stations)) == expected


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [(("approval", 1, 3, 0), None), (("approval", 4, 3, 0), "picks"), (("points", 1, 3, 2), "points"),
     (("points", 1, 3, 3), None), (("approval", 0, 0, 0), "picks")],
)  # fmt: skip
def test_a_ballot_can_be_filled_in(ballot, expected):
    assert code(rules.may_be_ballot(*ballot)) == expected


@pytest.mark.parametrize(
    ("policy", "counted_at", "shown"),
    [("turnout", None, {"turnout"}), ("open", None, {"turnout", "standing"}), ("after", None, set()),
     *((policy, NOON, {"turnout", "result"}) for policy in rules.POLICIES)],
)  # fmt: skip
def test_what_is_shown_before_the_count(policy, counted_at, shown):
    assert rules.shown(Cycle(policy=policy, counted_at=counted_at)) == shown


def test_what_a_policy_shows_is_told_of_each():
    assert rules.SHOWN.keys() == rules.POLICIES.keys()


def test_where_fewer_projects_stand_than_a_ballot_has_to_name_all_of_them_are_enough():
    cycle = Cycle(least=3, most=3)
    assert rules.may_cast(cycle, Area(), FEW, [(1, 1), (2, 1)]) is None
    assert code(rules.may_cast(cycle, Area(), FEW, [(1, 1)])) == "too_few"
    assert code(rules.may_cast(cycle, Area(), PROJECTS, [(1, 1), (2, 1)])) == "too_few"
    assert rules.may_cast(cycle, Area(), PROJECTS, [(1, 1), (2, 1)], least=2) is None
    assert rules.may_be_reached(cycle, {"A": 3, "B": 9}) is None
    assert str(rules.may_be_reached(cycle, {"A": 2, "B": 3, "C": 0})).endswith("A · C。")


def test_an_age_is_that_of_a_day_and_a_cycle_has_areas_and_one_pot():
    assert code(rules.may_ask_age(16, None)) == "no_day"
    assert rules.may_ask_age(16, NOON.date()) is None and rules.may_ask_age(0, None) is None
    assert code(rules.may_be_areas([])) == "no_areas" and code(rules.may_be_areas([False] * 101)) == "no_areas"
    assert code(rules.may_be_areas([True, False, True])) == "two_pots" and rules.may_be_areas([True, False]) is None
    assert code(rules.may_leave_out(1)) == "has_projects" and rules.may_leave_out(0) is None
