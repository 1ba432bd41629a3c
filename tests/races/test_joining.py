"""Joining two accounts while one of them acts, is voided or erased: whoever is second knows of the first, and one
person counts once.
"""

import pytest
from django.db import IntegrityError

from civic import verbs
from civic.accounts import actions as accounts
from civic.accounts import joining
from civic.accounts.models import Person
from civic.lifecycle import Refused
from proposals import actions, recount
from proposals.actions import Counted, endorsing, voiding
from proposals.models import Endorsement, Proposal
from tests import people
from tests.races import arena
from tests.races.arena import DURING, TICK
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE


@pytest.fixture
def proposal(own_database):
    return arena.collecting(threshold=5, count=0)


@pytest.fixture
def two(proposal):
    """The account that stays, and the one that goes and has endorsed."""
    stays, goes = arena.newcomers(2)
    assert isinstance(arena.endorse(proposal, goes), Counted)
    return stays, goes


def join(stays, goes):
    people_of = Person.objects.in_bulk([stays, goes])
    return lambda: joining.join(people_of[stays], people_of[goes], at=DURING + TICK, actor="operator", reason="同一人")


def endorsed_while_joining(proposal, two, monkeypatch):
    """(whether joining waited, its outcome) while the account that stays was endorsing what the other has endorsed."""
    stays, goes = two
    gate = Gate(monkeypatch, endorsing, "_move_counters", before=False)
    endorsing_now = under_way(lambda: arena.endorse(proposal, stays))
    assert gate.reached.wait(PATIENCE)
    joining_now = under_way(join(stays, goes))
    done_or_waiting(joining_now)
    gate.open()
    assert isinstance(endorsing_now.outcome(), Counted)
    return joining_now.outcome()


def test_an_endorsement_under_way_is_waited_for_and_one_of_the_two_is_void(proposal, two, monkeypatch):
    assert endorsed_while_joining(proposal, two, monkeypatch) is None
    rows = {row.number: (row.person_id, row.voided_at is None) for row in Endorsement.objects.all()}
    assert rows == {1: (two[0], True), 2: (two[1], False)}
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 1 and recount.wrong() == []


def test_control_people_held_beside_deeds_under_way_only_the_fence_stops_it(proposal, two, monkeypatch):
    def beside(kinds, *people, alone):
        verbs.lock_things(kinds)
        verbs.lock_people(*people)

    monkeypatch.setattr(joining, "hold_all", beside)
    outcome = endorsed_while_joining(proposal, two, monkeypatch)
    assert isinstance(outcome, IntegrityError) and "endorsement_once" in str(outcome)


def test_what_both_endorsed_meanwhile_is_held_before_it_is_counted_anew(proposal, two, monkeypatch):
    """A third endorsement waits until joining has counted."""
    stays, goes = two
    (third,) = arena.newcomers(1)
    first = Gate(monkeypatch, endorsing, "_move_counters", before=False)
    endorsing_now = under_way(lambda: arena.endorse(proposal, stays))
    assert first.reached.wait(PATIENCE)
    second = Gate(monkeypatch, joining, "empty")
    joining_now = under_way(join(stays, goes))
    done_or_waiting(joining_now)
    first.open()
    endorsing_now.outcome()
    assert second.reached.wait(PATIENCE)
    another = under_way(lambda: arena.endorse(proposal, third))
    done_or_waiting(another)
    assert not another.is_done()
    second.open()
    assert joining_now.outcome() is None and isinstance(another.outcome(), Counted)
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 2 and recount.wrong() == []


def voided_while_joining(proposal, two, monkeypatch):
    """What joining came to that began while the later endorsement was being voided."""
    stays, goes = two
    arena.endorse(proposal, stays)
    ada = people.person("ada", roles=["administrator"])
    gate = Gate(monkeypatch, voiding, "tell")
    voiding_now = under_way(lambda: actions.void(proposal, 2, ada, now=DURING, reason="查明"))
    assert gate.reached.wait(PATIENCE)
    joining_now = under_way(join(stays, goes))
    done_or_waiting(joining_now)
    gate.open()
    assert isinstance(voiding_now.outcome(), Proposal)
    return joining_now.outcome()


def test_an_endorsement_that_is_being_voided_is_void_once(proposal, two, monkeypatch):
    assert voided_while_joining(proposal, two, monkeypatch) is None
    assert Proposal.objects.get(pk=proposal.pk).endorsement_count == 1 and recount.wrong() == []


def test_control_without_the_locks_of_things_only_the_fence_stops_the_second_void(proposal, two, monkeypatch):
    def of_people(kinds, *people, alone):
        verbs.lock_people(*people, alone=alone)

    monkeypatch.setattr(joining, "hold_all", of_people)
    outcome = voided_while_joining(proposal, two, monkeypatch)
    assert isinstance(outcome, IntegrityError) and "stays void" in str(outcome)


@pytest.mark.parametrize("first", ["join", "erase"])
def test_of_joining_and_erasing_one_is_first_and_the_other_hears_so(proposal, two, monkeypatch, first):
    stays, goes = two
    deeds = {"join": join(stays, goes), "erase": lambda: accounts.erase(Person.objects.get(pk=goes), at=DURING)}
    gate = Gate(monkeypatch, {"join": joining, "erase": accounts}[first], "empty")
    ahead = under_way(deeds.pop(first))
    assert gate.reached.wait(PATIENCE)
    (behind,) = (under_way(deed) for deed in deeds.values())
    done_or_waiting(behind)
    gate.open()
    assert ahead.outcome() is None
    outcome = behind.outcome()
    assert isinstance(outcome, Refused) and outcome.refusal.code == "closed"
    assert recount.wrong() == []


def test_two_that_join_each_other_become_one(proposal, two):
    stays, goes = two
    outcomes = arena.at_once(join(stays, goes), join(goes, stays))
    assert sorted(isinstance(outcome, Refused) for outcome in outcomes) == [False, True]
    assert Person.objects.filter(same_as=None, is_active=True, pk__in=two).count() == 1
    assert recount.wrong() == []
