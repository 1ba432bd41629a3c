"""Many endorse at once: the count is exact and the threshold is crossed once.

Each race has its negative control: the lock or the fence is taken away, and the fault must appear.
"""

import threading

import pytest
from django.db import connection

from proposals.actions import endorsing
from proposals.models import Endorsement, Proposal
from tests.proposals import life
from tests.races import arena
from tests.races.arena import CLOSES, DURING, TICK
from tests.waiting import PATIENCE

MANY = 200


@pytest.fixture
def without_the_lock(monkeypatch):
    """The verb as it must not be: reading the proposal without holding it."""

    def read(ids):
        return {proposal.pk: proposal for proposal in Proposal.objects.filter(pk__in=ids)}

    monkeypatch.setattr(endorsing, "_lock", read)


def meeting(monkeypatch, step, parties=2):
    """Everybody waits for one another just before `step` of the verb, as in the worst of cases."""
    barrier, real = threading.Barrier(parties), getattr(endorsing, step)

    def wait(*args):
        barrier.wait(PATIENCE)
        return real(*args)

    monkeypatch.setattr(endorsing, step, wait)


def all_endorse(proposal, arrivals):
    people = arena.newcomers(len(arrivals))
    deeds = [
        lambda person=person, at=at: arena.endorse(proposal, person, at)
        for person, at in zip(people, arrivals, strict=True)
    ]
    return arena.at_once(*deeds)


# --- around the threshold -----------------------------------------------------------------------


def test_200_at_once_at_1499_establish_it_exactly_once(own_database):
    proposal = arena.collecting(1500, count=1499)
    outcomes = all_endorse(proposal, [DURING] * MANY)
    assert arena.faults(proposal, outcomes) == []
    assert sorted(answer.number for answer in arena.counted(outcomes)) == list(range(1500, 1500 + MANY))


def test_control_without_the_lock_the_threshold_is_crossed_wrongly(own_database, monkeypatch, without_the_lock):
    proposal = arena.collecting(1500, count=1499)
    meeting(monkeypatch, "_insert")
    outcomes = all_endorse(proposal, [DURING] * 2)
    assert arena.faults(proposal, outcomes)


# --- at the last microsecond and after it -------------------------------------------------------


def test_at_the_last_microsecond_who_is_in_time_counts_and_who_is_late_does_not(own_database):
    proposal = arena.collecting(1500, count=1499)
    outcomes = all_endorse(proposal, [CLOSES - TICK, CLOSES] * (MANY // 2))
    assert arena.faults(proposal, outcomes) == []
    assert len(arena.counted(outcomes)) == MANY // 2
    assert arena.refused(outcomes) == {"late": MANY // 2}


def test_after_the_end_all_are_refused_and_nothing_moves(own_database):
    proposal = arena.collecting(1500, count=1499)
    before = life.row(proposal)
    outcomes = all_endorse(proposal, [CLOSES] * MANY)
    assert arena.refused(outcomes) == {"late": MANY}
    assert life.row(proposal) == before
    assert Endorsement.objects.count() == 1499
    assert arena.faults(proposal, outcomes) == []


def test_control_without_the_rule_and_its_fence_the_late_are_counted(own_database, monkeypatch):
    proposal = arena.collecting(1500, count=1499)
    monkeypatch.setattr(endorsing.rules, "may_endorse", lambda proposal, citizen, now: None)
    outcomes = all_endorse(proposal, [CLOSES] * 2)
    assert Endorsement.objects.count() == 1499, "the database refuses what the rule let through"
    with connection.cursor() as cursor:
        cursor.execute("drop trigger endorsement_in_window on proposals_endorsement")
        cursor.execute("alter table proposals_proposal drop constraint proposal_established_in_window")
    outcomes = all_endorse(proposal, [CLOSES] * 2)
    assert "an endorsement from outside the window" in arena.faults(proposal, outcomes)


# --- the same person ----------------------------------------------------------------------------


def from_five_tabs(proposal):
    (person,) = arena.newcomers(1)
    return arena.at_once(*[lambda: arena.endorse(proposal, person)] * 5)


def test_the_same_person_from_five_tabs_counts_once_and_hears_the_same_number(own_database):
    proposal = arena.collecting(5, count=3)
    outcomes = from_five_tabs(proposal)
    assert arena.faults(proposal, outcomes) == []
    assert [answer.number for answer in arena.counted(outcomes)] == [4] * 5
    assert [answer.fresh for answer in arena.counted(outcomes)].count(True) == 1


def test_without_the_lock_the_unique_fence_still_counts_one_person_once(own_database, monkeypatch, without_the_lock):
    proposal = arena.collecting(50, count=3)
    from_five_tabs(proposal)
    assert Endorsement.objects.count() == 4


def test_control_without_lock_and_fences_one_person_counts_twice(own_database, monkeypatch, without_the_lock):
    proposal = arena.collecting(50, count=3)
    with connection.cursor() as cursor:
        cursor.execute("alter table proposals_endorsement drop constraint endorsement_once")
        cursor.execute("alter table proposals_endorsement drop constraint proposals_endorsement_pkey cascade")
    (person,) = arena.newcomers(1)
    meeting(monkeypatch, "_move_counters")
    outcomes = arena.at_once(*[lambda: arena.endorse(proposal, person)] * 2)
    assert "somebody is counted twice" in arena.faults(proposal, outcomes)
