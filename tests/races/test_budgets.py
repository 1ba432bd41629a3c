"""Voting for a project against its falling out: one of the two is first, and both know it. And the count, which takes
long, against everybody else."""

import pytest
from django.db import transaction

from civic.lifecycle import Refused
from proposals.ballots import actions as ballots
from proposals.ballots.actions import Cast, casting
from proposals.budgets import actions
from proposals.budgets.actions import counting, voting
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle, Result
from tests import people
from tests.proposals.budgets import life
from tests.proposals.budgets.life import AFTER, DURING
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE


@pytest.fixture
def town(own_database):
    """(the cycle, somebody of the budget team, a voter)"""
    tia, mei = people.person("Tia", roles=["budget"]), people.person("mei")
    return life.voting(tia), tia, mei


def vote_meanwhile(town, monkeypatch, step):
    """What a ballot came to that had come to `step` of the verb while its project fell out; and whether that waited."""
    cycle, tia, mei = town
    gate = Gate(monkeypatch, casting, step)
    vote = under_way(lambda: life.vote(cycle, mei, 1))
    assert gate.reached.wait(PATIENCE)
    project = cycle.projects.get(number=1)
    drop = under_way(lambda: actions.drop(cycle, tia, project, now=DURING, reason="地下有管線"))
    done_or_waiting(drop)
    waited = not drop.is_done()
    gate.open()
    assert drop.outcome().dropped_at == DURING
    return vote.outcome(), waited


def test_a_ballot_that_waits_for_its_box_is_judged_by_what_stands_then(town, monkeypatch):
    told, waited = vote_meanwhile(town, monkeypatch, "_lock")
    assert not waited and isinstance(told, Refused) and told.refusal.code == "dropped"


def test_a_project_falls_out_after_a_ballot_that_was_judged_before_it(town, monkeypatch):
    told, waited = vote_meanwhile(town, monkeypatch, "_enter_on_the_roll")
    assert waited and isinstance(told, Cast)


def test_control_judged_by_what_was_read_before_the_lock_it_counts(town, monkeypatch):
    known = voting._cycles(voting._outlines([town[0].pk]))
    monkeypatch.setattr(voting, "_cycles", lambda ids: known)
    told, waited = vote_meanwhile(town, monkeypatch, "_lock")
    assert not waited and isinstance(told, Cast), "this is the fault that reading under the lock prevents"


def opened(town):
    """The cycle of the town when its boxes have been opened, and nothing is counted yet."""
    cycle, tia, mei = town
    life.vote(cycle, mei, 1)
    for box in boxes_of(cycle):
        ballots.close(box, now=AFTER)
    for person in (tia, people.person("Tom", roles=["budget"])):
        actions.confirm_count(cycle, person, now=AFTER, seed="7")
    for box in boxes_of(cycle):
        ballots.finish(box, now=AFTER)
    return cycle


def test_nothing_waits_for_a_count_and_of_two_the_first_publishes(town, monkeypatch):
    cycle = opened(town)
    gate = Gate(monkeypatch, counting, "would_all_win")
    slow = under_way(lambda: actions.count_cycle(cycle, now=AFTER))
    assert gate.reached.wait(PATIENCE)
    with transaction.atomic():
        assert Cycle.objects.select_for_update(nowait=True).get().counted_at is None
    monkeypatch.undo()
    assert actions.count_cycle(cycle, now=AFTER)
    gate.open()
    assert slow.outcome() is False and Result.objects.get().turnout == 1
