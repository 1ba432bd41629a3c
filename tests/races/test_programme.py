"""Two hands at a year of the programme: a case is decided once, minutes are published once, an application of the last
moment is owed its decision, and a case is either reported or cancelled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from civic.duties.models import Duty
from civic.lifecycle import Refused
from civic.record.models import Entry
from proposals.programme import actions
from proposals.programme.actions import announcing, applying, deciding, meeting, running
from proposals.programme.committee import Decision, Meeting
from proposals.programme.duties import DECIDING
from proposals.programme.models import Case, Programme
from tests import people
from tests.proposals.programme import life
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE

LAST = life.CLOSES - timedelta(microseconds=1)


class Town:
    """A year with an application under way; two of the team, and an official of the applicant."""

    def __init__(self):
        self.pia, self.pat, self.ann = life.team(), life.team("Pat"), people.CAST["ann"]()
        self.programme = life.announced(self.pia)
        self.draft = life.draft(self.programme, self.ann, people.transport())

    def hand_in(self):
        return actions.hand_in(self.draft, self.ann, now=LAST)

    def meet(self):
        """A meeting at which all were present."""
        return life.met(self.pia)


@pytest.fixture
def town(own_database):
    return Town()


def meanwhile(monkeypatch, module, first, second):
    """What two deeds came to of which the first was about to be told, by its `module`, when the second came."""
    gate = Gate(monkeypatch, module, "tell")
    first = under_way(first)
    assert gate.reached.wait(PATIENCE)
    second = under_way(second)
    done_or_waiting(second)
    gate.open()
    outcomes = first.outcome(), second.outcome()
    monkeypatch.undo()
    return outcomes


def code(outcome):
    """What somebody was refused with."""
    return outcome.refusal.code if isinstance(outcome, Refused) else outcome


def without_lock(case, *people):
    """The negative control: what `lock_case` reads, unlocked."""
    return Case.objects.select_related("agency", "programme").get(pk=case.pk)


# --- decisions ------------------------------------------------------------------------------------


def decide_twice(town, monkeypatch):
    """The same case is written down by two of the team, each in another meeting."""
    case, one, other = town.hand_in(), town.meet(), town.meet()
    return meanwhile(
        monkeypatch,
        meeting,
        lambda: actions.decide(one, town.pia, now=one.held_at, case=case, is_taken=True, amount=1000),
        lambda: actions.decide(other, town.pat, now=other.held_at, case=case, is_taken=False),
    )


def test_a_case_is_decided_in_one_meeting(town, monkeypatch):
    first, second = decide_twice(town, monkeypatch)
    assert Decision.objects.get() == first and code(second) == "decided_elsewhere"


def test_control_without_the_lock_of_the_case_somebody_gets_an_error(town, monkeypatch):
    alone = lambda thing, case, person: (Meeting.objects.select_for_update().get(pk=thing.pk), case)  # noqa: E731
    monkeypatch.setattr(meeting, "_locked_with", alone)
    _first, second = decide_twice(town, monkeypatch)
    assert isinstance(second, IntegrityError), "the fence holds, and says nothing that anybody understands"


def publish_twice(town, monkeypatch):
    case, held = town.hand_in(), town.meet()
    actions.decide(held, town.pia, now=held.held_at, case=case, is_taken=True, amount=1000)
    later = held.held_at + timedelta(hours=3)
    actions.write_minutes(held, town.pia, now=later, minutes="決議如下。", recording="")
    publish = [lambda who=who: actions.publish_minutes(held, who, now=later) for who in (town.pia, town.pat)]
    return case, meanwhile(monkeypatch, meeting, *publish)


def test_minutes_are_published_once(town, monkeypatch):
    case, (first, second) = publish_twice(town, monkeypatch)
    assert isinstance(first, Meeting) and isinstance(second, Refused)
    verbs = [entry.verb for entry in [*Entry.objects.about(first), *Entry.objects.about(case)]]
    assert verbs.count("minutes_published") == verbs.count("case_decided") == 1


# --- applications ---------------------------------------------------------------------------------


def end(town):
    return lambda: actions.end_window(Programme.objects.get(pk=town.programme.pk), now=life.CLOSES)


def owed(town):
    return Duty.objects.about(town.programme).filter(kind=DECIDING).count()


@pytest.mark.parametrize("window_first", [True, False])
def test_an_application_of_the_last_moment_is_owed_its_decision(town, monkeypatch, window_first):
    deeds = (announcing, end(town), town.hand_in) if window_first else (applying, town.hand_in, end(town))
    outcomes = meanwhile(monkeypatch, *deeds)
    assert not any(isinstance(outcome, BaseException) for outcome in outcomes)
    assert Case.objects.get().number == 1 and owed(town) == 1
    actions.withdraw(Case.objects.get(), town.ann, now=life.CLOSES)
    assert Duty.objects.about(town.programme).get(kind=DECIDING).done_at, "nothing waits any more"


def test_control_if_only_the_clock_looked_nobody_would_owe_it(town, monkeypatch):
    real = deciding.begins
    monkeypatch.setattr(deciding, "begins", lambda programme, at: real(programme, at=at) if at != LAST else None)
    meanwhile(monkeypatch, announcing, end(town), town.hand_in)
    assert Case.objects.get().number == 1 and owed(town) == 0


def test_after_the_window_nothing_is_handed_in_and_one_draft_is_handed_in_once(town, monkeypatch):
    first, second = meanwhile(monkeypatch, applying, town.hand_in, town.hand_in)
    assert isinstance(first, Case) and code(second) == "handed_in"
    late = life.draft(town.programme, town.ann, people.transport())
    with pytest.raises(Refused) as told:
        actions.hand_in(late, town.ann, now=life.CLOSES)
    assert told.value.refusal.code == "not_open"


# --- reports --------------------------------------------------------------------------------------


def running_case(town):
    return life.decided(town.hand_in(), town.pia)


def report(town, case):
    return lambda: actions.report(case, town.ann, now=life.RUNS, **life.REPORT)


def cancel(town, case):
    return lambda: actions.cancel(case, town.pat, now=life.RUNS, reason="颱風取消。")


@pytest.mark.parametrize("deeds", [(report, cancel), (cancel, report)])
def test_a_case_is_reported_or_cancelled(town, monkeypatch, deeds):
    case = running_case(town)
    _first, second = meanwhile(monkeypatch, running, *(deed(town, case) for deed in deeds))
    assert code(second) == ("not_under_way" if deeds[0] is report else "no_report_now")
    case = Case.objects.get()
    assert bool(case.reported_at) != bool(case.cancelled_at)


def test_control_judged_by_what_was_read_unlocked_the_fence_is_what_is_left(town, monkeypatch):
    case = running_case(town)
    monkeypatch.setattr(running, "lock_case", without_lock)
    _first, second = meanwhile(monkeypatch, running, report(town, case), cancel(town, case))
    assert isinstance(second, IntegrityError), "a case of which both are told is refused by the database"
