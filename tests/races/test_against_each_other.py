"""Endorsing against suspending, withdrawing and the clock: one of the two is first, and both know it.

The order is forced: one deed waits at a gate inside its transaction while the other is under way.
"""

import threading
from contextlib import nullcontext
from datetime import date

import pytest

from civic.accounts import acting
from civic.accounts import actions as accounts
from civic.accounts.models import Person
from civic.city import calendar
from civic.duties import actions as duties
from civic.duties import closing
from civic.duties.models import Duty
from civic.duties.rules import Span
from civic.lifecycle import Refused
from civic.record.models import Entry
from proposals import actions
from proposals.actions import Counted, by_the_clock, endorsing, writing
from proposals.models import Endorsement, Proposal
from tests import people
from tests.races import arena
from tests.races.arena import DURING, OPENS, TICK
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE, somebody_waits, until


def suspend(person):
    return lambda: accounts.suspend(Person.objects.get(pk=person), at=DURING, actor="operator", reason="冒名")


def withdraw(proposal):
    proposer = Person.objects.get(pk=proposal.proposer_id)
    return lambda: actions.withdraw(proposal, proposer, now=DURING, reason="已經做了")


@pytest.fixture
def proposal(own_database):
    return arena.collecting(threshold=2, count=0)


def read_without_lock(ids):
    return {proposal.pk: proposal for proposal in Proposal.objects.filter(pk__in=ids)}


# --- suspension ---------------------------------------------------------------------------------


def test_who_is_suspended_while_waiting_for_the_lock_is_refused(proposal, monkeypatch):
    first, second = arena.newcomers(2)
    gate = Gate(monkeypatch, endorsing, "_insert")
    holding = under_way(lambda: arena.endorse(proposal, first))
    assert gate.reached.wait(PATIENCE)
    waiting = under_way(lambda: arena.endorse(proposal, second))
    until(somebody_waits)
    suspend(second)()
    gate.open()
    assert isinstance(holding.outcome(), Counted)
    assert waiting.outcome().code == "suspended"
    assert Endorsement.objects.count() == 1


def test_control_judged_before_the_lock_the_suspended_counts(proposal, monkeypatch):
    first, second = arena.newcomers(2)
    known = acting.hold([first, second])
    monkeypatch.setattr(endorsing, "hold", lambda ids: known)
    gate = Gate(monkeypatch, endorsing, "_insert")
    holding = under_way(lambda: arena.endorse(proposal, first))
    assert gate.reached.wait(PATIENCE)
    waiting = under_way(lambda: arena.endorse(proposal, second))
    until(somebody_waits)
    suspend(second)()
    gate.open()
    assert isinstance(holding.outcome(), Counted)
    assert isinstance(waiting.outcome(), Counted), "this is the fault that the lock prevents"


def suspended_between_judging_and_counting(proposal, monkeypatch):
    """(whether the suspension waited, what the endorser heard)"""
    (person,) = arena.newcomers(1)
    gate = Gate(monkeypatch, endorsing, "_insert")
    endorsing_now = under_way(lambda: arena.endorse(proposal, person))
    assert gate.reached.wait(PATIENCE)
    suspending = under_way(suspend(person))
    done_or_waiting(suspending)
    waited = not suspending.is_done()
    gate.open()
    answer = endorsing_now.outcome()
    assert suspending.outcome() is None
    return waited, answer


def test_a_suspension_waits_for_an_endorsement_judged_before_it(proposal, monkeypatch):
    waited, answer = suspended_between_judging_and_counting(proposal, monkeypatch)
    assert waited and isinstance(answer, Counted)


def test_control_without_the_hold_on_the_person_it_counts_after_the_suspension(proposal, monkeypatch):
    monkeypatch.setattr(acting, "HOLD", acting.HOLD.replace("for key share", ""))
    waited, answer = suspended_between_judging_and_counting(proposal, monkeypatch)
    assert not waited and isinstance(answer, Counted), "counted although the suspension was complete"


# --- withdrawal ---------------------------------------------------------------------------------


def endorsed_while_withdrawing(proposal, monkeypatch):
    """What the endorser heard whose slip arrived while the withdrawal was about to commit."""
    (person,) = arena.newcomers(1)
    gate = Gate(monkeypatch, writing, "tell", before=False)
    withdrawing = under_way(withdraw(proposal))
    assert gate.reached.wait(PATIENCE)
    answer = under_way(lambda: arena.endorse(proposal, person, DURING + TICK))
    done_or_waiting(answer)
    gate.open()
    assert isinstance(withdrawing.outcome(), Proposal)
    return answer.outcome()


def test_who_endorses_while_it_is_being_withdrawn_is_refused(proposal, monkeypatch):
    assert endorsed_while_withdrawing(proposal, monkeypatch).code == "withdrawn"
    assert Endorsement.objects.count() == 0


def test_control_without_the_lock_a_withdrawn_proposal_is_endorsed(proposal, monkeypatch):
    monkeypatch.setattr(endorsing, "_lock", read_without_lock)
    assert isinstance(endorsed_while_withdrawing(proposal, monkeypatch), Counted)


def withdrawn_while_established(proposal, monkeypatch):
    """What the proposer heard whose withdrawal came while the threshold was being crossed."""
    people = arena.newcomers(2)
    arena.endorse(proposal, people[0])
    gate = Gate(monkeypatch, endorsing, "_move_counters", before=False)
    crossing = under_way(lambda: arena.endorse(proposal, people[1]))
    assert gate.reached.wait(PATIENCE)
    withdrawing = under_way(withdraw(proposal))
    done_or_waiting(withdrawing)
    gate.open()
    assert isinstance(crossing.outcome(), Counted)
    return withdrawing.outcome()


def test_who_withdraws_while_it_is_being_established_is_refused(proposal, monkeypatch):
    outcome = withdrawn_while_established(proposal, monkeypatch)
    assert isinstance(outcome, Refused) and outcome.refusal.code == "established"


def test_control_without_the_lock_only_the_fence_stops_the_withdrawal(proposal, monkeypatch):
    monkeypatch.setattr(writing, "locked", lambda proposal, *people: Proposal.objects.get(pk=proposal.pk))
    outcome = withdrawn_while_established(proposal, monkeypatch)
    assert "proposal_withdrawn_before_threshold" in str(outcome)


# --- the clock ----------------------------------------------------------------------------------


def two_clocks(proposal):
    """How often `opened` stands on record after two clockworks noticed it at once."""
    arena.at_once(*[lambda: actions.take_turns(proposal, now=OPENS)] * 2)
    return Entry.objects.about(proposal).filter(verb="opened").count()


def test_two_clocks_open_it_once(proposal):
    assert two_clocks(proposal) == 1


def test_control_two_clocks_without_the_lock_open_it_twice(proposal, monkeypatch):
    both_have_read = threading.Barrier(2)

    def read(proposal):
        found = Proposal.objects.get(pk=proposal.pk)
        both_have_read.wait(PATIENCE)
        return found

    monkeypatch.setattr(by_the_clock, "locked", read)
    assert two_clocks(proposal) == 2


# --- closures -----------------------------------------------------------------------------------

TYPHOON = date(2026, 3, 10)  # one of the working days that count from the day of `DURING` on


def close(administrator):
    return lambda: closing.enter(administrator, now=DURING, days=[TYPHOON], reason="颱風")


@pytest.mark.parametrize("first", ["establishing", "closing"])
def test_whoever_is_first_a_deadline_knows_the_closure(own_database, monkeypatch, first):
    """Set while a closure is being entered, or the other way round: never by a calendar that is gone by then."""
    proposal, administrator = arena.collecting(threshold=1, count=0), people.person("ada", roles=["administrator"])
    (endorser,) = arena.newcomers(1)
    deeds = {"establishing": lambda: arena.endorse(proposal, endorser), "closing": close(administrator)}
    step = {"establishing": (endorsing, "tell"), "closing": (closing, "write")}[first]
    gate = Gate(monkeypatch, *step)
    ahead = under_way(deeds.pop(first))
    assert gate.reached.wait(PATIENCE)
    (behind,) = (under_way(deed) for deed in deeds.values())
    done_or_waiting(behind)
    gate.open()
    assert not isinstance(ahead.outcome(), BaseException) and not isinstance(behind.outcome(), BaseException)
    calendar.forget_closures()
    for duty in Duty.objects.about(proposal):
        assert duty.due_at == Span(duty.length, duty.unit).after(duty.starts_on), duty


def test_control_a_calendar_that_nobody_holds_sets_a_deadline_on_what_is_no_working_day(own_database, monkeypatch):
    """The lock taken away: the closure goes by unseen."""
    monkeypatch.setattr(duties, "by_the_calendar", nullcontext)
    proposal, administrator = arena.collecting(threshold=1, count=0), people.person("ada", roles=["administrator"])
    (endorser,) = arena.newcomers(1)
    calendar.closures()
    gate = Gate(monkeypatch, duties, "_set", before=False)
    ahead = under_way(lambda: arena.endorse(proposal, endorser))
    assert gate.reached.wait(PATIENCE)
    assert close(administrator)() == []
    gate.open()
    assert not isinstance(ahead.outcome(), BaseException)
    calendar.forget_closures()
    set_wrongly = [
        row for row in Duty.objects.about(proposal) if row.due_at != Span(row.length, row.unit).after(row.starts_on)
    ]
    assert set_wrongly, "void: the closure was seen without a lock"
