"""Which phase it is: to the microsecond, and the same in Python and in SQL."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.db.models import BooleanField, ExpressionWrapper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civic.windows import too_late_at_the_lock
from proposals import rules
from proposals.models import Proposal, Terms, phase_is
from tests.proposals import life
from tests.proposals.life import CLOSES, DAY, OPENS, TICK
from tests.searching import searched

pytestmark = pytest.mark.django_db
LAPSES = CLOSES + timedelta(seconds=30)
AMENDED_BY = life.at(2026, 4, 3)  # asked on 3 March: the thirtieth day after it is 2 April


# --- the clock, to the microsecond --------------------------------------------------------------

CLOCK = [
    (OPENS - TICK, "scheduled", False),
    (OPENS, "collecting", True),
    (OPENS + TICK, "collecting", True),
    (CLOSES - TICK, "collecting", True),
    (CLOSES, "counting", False),
    (CLOSES + TICK, "counting", False),
    (LAPSES - TICK, "counting", False),
    (LAPSES, "lapsed", False),
    (LAPSES + TICK, "lapsed", False),
]


@pytest.mark.parametrize(("now", "phase", "is_open"), CLOCK)
def test_the_clock_turns_the_phase_to_the_microsecond(cast, now, phase, is_open):
    proposal = life.passed(cast)
    assert rules.phase(proposal, now) == phase
    assert rules.is_open(proposal, now) is is_open
    assert Proposal.objects.in_phase(phase, now).get() == proposal


@pytest.mark.parametrize(
    ("now", "phase"), [(AMENDED_BY - TICK, "amend"), (AMENDED_BY, "not_amended"), (AMENDED_BY + DAY, "not_amended")]
)
def test_an_amendment_has_thirty_days_to_the_microsecond(cast, now, phase):
    proposal = life.amend(cast)
    assert (proposal.amend_due_at, rules.phase(proposal, now)) == (AMENDED_BY, phase)
    assert Proposal.objects.in_phase(phase, now).get() == proposal
    assert [rules.next_turn(proposal, life.PASSED), rules.next_turn(proposal, AMENDED_BY)] == [AMENDED_BY, None]


def test_an_established_proposal_stays_open_until_the_window_ends(cast):
    proposal = life.established(cast)
    assert rules.phase(proposal, CLOSES - TICK) == rules.phase(proposal, LAPSES) == "established"
    assert rules.is_open(proposal, CLOSES - TICK)
    assert not rules.is_open(proposal, CLOSES)


def test_the_next_turn_is_always_ahead_and_comes_to_an_end(cast):
    proposal = life.passed(cast)
    turns = [life.PASSED]
    while turn := rules.next_turn(proposal, turns[-1]):
        turns.append(turn)
    assert turns[1:] == [OPENS, CLOSES, LAPSES]
    assert all(earlier < later for earlier, later in pairwise(turns))


@pytest.mark.parametrize(("age", "code"), [(30, None), (30.000001, "stale"), (0, None), (3600, "stale")])
def test_an_arrival_may_wait_thirty_seconds_for_the_lock(age, code):
    refusal = too_late_at_the_lock(OPENS, OPENS + timedelta(seconds=age))
    assert (refusal and refusal.code) == code


# --- established at N, lapsed below -------------------------------------------------------------


def test_one_short_of_the_threshold_lapses_and_the_threshold_establishes_at_its_instant(cast):
    proposal = life.passed(cast, threshold=3)
    life.endorse(proposal, 2, CLOSES - 2 * TICK)
    assert rules.phase(proposal, LAPSES) == "lapsed"
    life.endorse(proposal, 1, CLOSES - TICK)
    assert proposal.established_at == CLOSES - TICK
    assert rules.phase(proposal, LAPSES) == "established"


def test_endorsing_goes_on_after_the_threshold_without_a_second_establishment(cast):
    proposal = life.established(cast, when=OPENS)
    life.endorse(proposal, 5, OPENS + DAY)
    assert (proposal.endorsement_count, proposal.established_at) == (life.THRESHOLD + 5, OPENS)


def test_an_earlier_arrival_counted_later_does_not_set_the_instant_back(cast):
    proposal = life.passed(cast, threshold=2)
    life.endorse(proposal, 1, OPENS + DAY)
    life.endorse(proposal, 1, OPENS)
    assert proposal.established_at == OPENS + DAY, "never earlier than its predecessor's arrival"


# --- the same in Python and in SQL --------------------------------------------------------------

INSTANTS = [OPENS - DAY, OPENS - TICK, OPENS, OPENS + DAY, CLOSES - TICK, CLOSES, LAPSES - TICK, LAPSES, LAPSES + DAY]
instants = st.sampled_from(INSTANTS)
maybe = st.none() | instants


@st.composite
def possible_facts(draw):
    """Columns of a proposal that the fences would let be."""
    facts = {"submitted_at": draw(maybe)}
    if facts["submitted_at"]:
        facts["amend_asked_at"] = draw(maybe)
        if facts["amend_asked_at"]:
            facts["amended_at"] = draw(maybe)
            facts["amend_due_at"] = facts["amend_asked_at"] + draw(st.sampled_from([TICK, DAY, 30 * DAY]))
        if draw(st.booleans()):
            facts |= {"opens_at": OPENS, "closes_at": CLOSES, "threshold": 3}
            facts["established_at"] = draw(st.none() | st.just(OPENS + DAY))
            if facts["established_at"]:
                facts["answered_at"] = draw(maybe)
        elif draw(st.booleans()):
            facts |= {"refused_at": draw(instants), "grounds": ["R05"]}
        if not facts.get("established_at"):
            facts["withdrawn_at"] = draw(maybe)
    return facts


def phases_by_sql(proposal, now):
    """The phases whose condition holds for it in the database: one question for all of them."""
    conditions = {f"is_{name}": ExpressionWrapper(phase_is(name, now), BooleanField()) for name in rules.PHASES}
    said = Proposal.objects.filter(pk=proposal.pk).annotate(**conditions).values(*conditions).get()
    return {name.removeprefix("is_") for name, holds in said.items() if holds}


def test_every_proposal_is_in_exactly_one_phase_and_sql_agrees(cast):
    bo, terms, met = cast.bo, Terms.objects.get(), set()

    @settings(max_examples=searched(250), suppress_health_check=list(HealthCheck))
    @given(facts=possible_facts(), now=instants)
    def agree(facts, now):
        terms_of = {"terms": terms, "rules_version": rules.VERSION} if "opens_at" in facts else {}
        proposal = life.owe(Proposal.objects.create(proposer=bo, title="相同", body="", **terms_of, **facts))
        found = phases_by_sql(proposal, now)
        assert found == {rules.phase(proposal, now)}
        met.update(found)

    agree()
    assert met == set(rules.PHASES), "void unless every phase was met"


def test_phases_asked_for_together_are_the_sum_of_each(cast):
    proposals = {name: life.in_phase(name, cast)[0] for name in ("draft", "refused", "answered")}
    found = set(Proposal.objects.in_phases(["draft", "answered"], LAPSES))
    assert found == {proposals["draft"], proposals["answered"]}
    assert not Proposal.objects.in_phases([], LAPSES)


@pytest.mark.parametrize("name", life.PHASES)
def test_the_life_of_the_tests_really_reaches_each_phase(cast, name):
    proposal, now = life.in_phase(name, cast)
    assert rules.phase(proposal, now) == name
    assert set(life.PHASES) == set(rules.PHASES)
