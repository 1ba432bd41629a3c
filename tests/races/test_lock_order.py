"""No two verbs wait for each other, whoever does what to whom: things are locked by id, then people by id.

Random pairs of verbs begin at the same moment on few things by few people, each is rolled back, and none may be told of
a deadlock. And whoever acts is judged by what they are when the lock is theirs.
"""

import random
import threading
import time
from copy import deepcopy

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction

from civic import verbs
from civic.accounts import actions as accounts
from civic.accounts import joining
from civic.accounts.models import Person
from civic.agencies import actions as agencies
from civic.agencies.models import Official
from civic.duties import closing
from civic.lifecycle import Refused
from proposals import actions
from proposals.budgets import actions as budget_actions
from proposals.budgets.actions.calling import lock_ideas
from proposals.models import Proposal
from tests import databases, people
from tests.proposals import life
from tests.proposals.budgets import life as budgets
from tests.proposals.budgets.life import CALL, FEASIBILITY, SCREENING
from tests.races import arena
from tests.races.arena import DURING
from tests.searching import first_seed, searched
from tests.waiting import PATIENCE, somebody_waits, until

PAIRS = searched(150)
SEED = first_seed(1)
GAP = 0.002  # seconds between the locks of things and of people, so that deeds meet there


class Ideas:
    """Ideas of two people for one budget, where they can meet: handed in, asked about a joining, passed, with an
    agency, judged; and one whose carrier was refused."""

    def __init__(self, cast):
        tia, _tom = budgets.team()
        self.cycle = cycle = budgets.calling(tia)
        words = {"area": cycle.areas.first(), "title": "樹", "body": "樹"}
        self.draft = budget_actions.save_idea(cast.bo, now=CALL, cycle=cycle, **words)
        names = ("waiting", "other", "carrier", "joined", "refused", "parted", "passed")
        for number, name in enumerate(names):
            setattr(self, name, budgets.handed_in(cycle, (cast.bo, cast.mei)[number % 2], title=name))
        self.asked = budgets.asked(cycle, cast.mei, tia, people.transport())
        self.fit = budgets.asked(cycle, cast.bo, tia, people.transport())
        self.joining = budget_actions.ask_to_join(self.carrier, self.joined, tia, now=SCREENING, note="像")
        both = budget_actions.ask_to_join(self.refused, self.parted, tia, now=SCREENING, note="像")
        for author in (cast.bo, cast.mei):
            budget_actions.answer_joining(both, author, now=SCREENING, agrees=True)
        budget_actions.refuse_idea(self.refused, tia, now=SCREENING, grounds=["I01"], note="不是")
        budget_actions.pass_idea(self.passed, tia, now=SCREENING)
        budget_actions.judge(self.fit, cast.ann, now=FEASIBILITY, lights=budgets.lights(), estimate=80)

    def deeds(self, actor, agency, proposal):
        """{name: one verb about ideas by `actor`}"""
        area, do = self.cycle.areas.first(), budget_actions
        return {
            "write idea": lambda: do.save_idea(actor, now=CALL, cycle=self.cycle, title="新的"),
            "hand idea in": lambda: do.hand_in(self.draft, actor, now=CALL),
            "withdraw idea": lambda: do.withdraw_idea(self.waiting, actor, now=CALL),
            "pass idea": lambda: do.pass_idea(self.waiting, actor, now=SCREENING),
            "refuse idea": lambda: do.refuse_idea(self.carrier, actor, now=SCREENING, grounds=["I01"], note="不是"),
            "ask to join": lambda: do.ask_to_join(self.other, self.waiting, actor, now=SCREENING, note="像"),
            "answer joining": lambda: do.answer_joining(self.joining, actor, now=SCREENING, agrees=True),
            "separate": lambda: do.separate(self.parted, actor, now=FEASIBILITY),
            "ask agency": lambda: do.ask_agency(self.passed, actor, now=FEASIBILITY, agency=agency),
            "judge": lambda: do.judge(self.asked, actor, now=FEASIBILITY, lights=budgets.lights(), estimate=9),
            "list idea": lambda: do.list_idea(self.fit, actor, now=FEASIBILITY),
            "adopt": lambda: do.adopt(self.cycle, actor, proposal, area=area, now=SCREENING),
        }


class Town:
    """Three proposals (submitted, collecting, established), and six people who may do nearly everything."""

    def __init__(self):
        cast = life.Cast()
        self.submitted = life.submitted(cast)
        self.collecting = life.passed(cast, threshold=100)
        self.established = life.established(cast, threshold=2)
        self.agency = people.transport()
        everybody = [cast.bo, cast.mei, cast.rui, cast.ann, cast.kai, cast.ada]
        self.ideas = Ideas(cast)
        for person in everybody:
            person.groups.set(Group.objects.filter(name__in=["reviewer", "official", "administrator", "budget"]))
            Official.objects.get_or_create(person=person, agency=self.agency)
            life.endorse_as(person, self.collecting, DURING, reason="好")
        self.ids = [person.pk for person in everybody]

    def deed(self, chance):
        """One verb by somebody, as a name and a function."""
        actor, other = (Person.objects.get(pk=pk) for pk in chance.sample(self.ids, 2))
        now, agency = DURING, self.agency
        office = Official.objects.filter(person=other).first()
        deeds = {
            "endorse": lambda: life.endorse_as(actor, self.established, now),
            "withdraw": lambda: actions.withdraw(self.collecting, actor, now=now, reason="算了"),
            "refuse": lambda: actions.refuse(self.submitted, actor, now=now, grounds=["R05"], note="不清楚"),
            "pass": lambda: actions.pass_review(self.submitted, actor, now=now, agency=agency),
            "draft": lambda: actions.save_draft(actor, now=now, title="新的"),
            "timetable": lambda: actions.publish_timetable(self.established, actor, now=now, text="三月"),
            "supporting": lambda: actions.set_supporting(self.established, actor, now=now, agencies=[people.parks()]),
            "void": lambda: actions.void(self.collecting, chance.randint(1, 6), actor, now=now, reason="重複"),
            "close": lambda: closing.enter(actor, now=now, days=[now.date()], reason="颱風"),
            "clock": lambda: actions.take_turns(self.collecting, now=now),
            "suspend": lambda: accounts.suspend(other, at=now, actor=actor, reason="冒名"),
            "take role": lambda: accounts.take_role(other, "official", at=now, actor=actor),
            "grant role": lambda: accounts.grant_role(other, "editor", at=now, actor=actor),
            "appoint": lambda: agencies.appoint(other, people.parks(), at=now, actor=actor),
            "dismiss": lambda: agencies.dismiss(office, at=now, actor=actor),
            "rename": lambda: accounts.change_profile(actor, at=now, nickname="新名字"),
            "erase": lambda: accounts.erase(other, at=now),
            "leave": lambda: accounts.erase(actor, at=now),
            "join": lambda: joining.join(actor, other, at=now, actor="operator", reason="同一人"),
        } | self.ideas.deeds(actor, agency, self.established)
        name = chance.choice(sorted(deeds))
        return name, deeds[name]


def rolled_back(deed):
    """What `deed` returned, with nothing of it kept."""
    with transaction.atomic():
        try:
            return deed()
        finally:
            transaction.set_rollback(True)


@pytest.fixture(scope="module")
def first_town(django_db_setup, django_db_blocker):
    """Built once, in a database of which each test gets a copy."""
    with django_db_blocker.unblock(), databases.cloned():
        yield Town()


@pytest.fixture
def town(first_town, own_database):
    return deepcopy(first_town)


@pytest.fixture
def slow_steps(monkeypatch):
    real = verbs.lock_people

    def later(*args, **kwargs):
        time.sleep(GAP)
        return real(*args, **kwargs)

    monkeypatch.setattr(verbs, "lock_people", later)


@pytest.mark.search
def test_random_pairs_of_verbs_never_deadlock(town, slow_steps):
    chance, met, errors = random.Random(SEED), set(), []
    for _ in range(PAIRS):
        (one, first), (two, second) = town.deed(chance), town.deed(chance)
        outcomes = arena.at_once(lambda first=first: rolled_back(first), lambda second=second: rolled_back(second))
        met |= {one, two}
        errors += [
            (one, two, repr(outcome))
            for outcome in outcomes
            if isinstance(outcome, BaseException) and not isinstance(outcome, Refused)
        ]
    assert errors == []
    assert len(met) >= 26, "void unless nearly every verb was met"


LOCKS = {  # of a thing of Bo's
    "a proposal": lambda town: verbs.locked(town.submitted),
    "an idea": lambda town: lock_ideas(town.ideas.waiting, people=[])[0],
}


@pytest.mark.parametrize("what", LOCKS)
def test_control_people_before_things_is_a_deadlock(town, what):
    """The order turned round in one of two verbs: the database has to end one of them."""
    bo = Proposal.objects.get(pk=town.submitted.pk).proposer
    both = threading.Barrier(2)

    def person_first():
        with transaction.atomic():
            verbs.lock_people(bo, alone=bo)
            both.wait(PATIENCE)
            LOCKS[what](town)

    def thing_first():
        with transaction.atomic():
            LOCKS[what](town)
            both.wait(PATIENCE)
            verbs.lock_people(Person.objects.get(pk=bo.pk))

    outcomes = arena.at_once(person_first, thing_first)
    assert any(isinstance(outcome, OperationalError) and "deadlock" in str(outcome) for outcome in outcomes)


# --- who acts is judged under the lock ----------------------------------------------------------


def acting_while_losing_the_right(town, take):
    """What somebody heard who published a timetable while `take(them)` was about to commit."""
    ann = Person.objects.get(email="ann@example.test")
    held, go_on = threading.Event(), threading.Event()

    def taking():
        with transaction.atomic():
            take(Person.objects.get(pk=ann.pk))
            held.set()
            assert go_on.wait(PATIENCE)

    def acting():
        assert held.wait(PATIENCE)
        assert ann.has_role("official"), "void unless the actor believed to have it"
        threading.Thread(target=let_go, daemon=True).start()
        return actions.publish_timetable(town.established, ann, now=DURING, text="三月")

    def let_go():
        until(somebody_waits_here)
        go_on.set()

    return arena.at_once(taking, acting)[1]


def somebody_waits_here():
    """`somebody_waits`, asked in a thread of its own."""
    try:
        return somebody_waits()
    finally:
        connection.close()


TAKEN = {
    "the role": lambda person: accounts.take_role(person, "official", at=DURING, actor="operator"),
    "the office": lambda person: agencies.dismiss(person.offices.get(), at=DURING, actor="operator"),
    "everything": lambda person: accounts.suspend(person, at=DURING, actor="operator", reason="冒名"),
    "the account": lambda person: accounts.erase(person, at=DURING),
}


@pytest.mark.parametrize("what", TAKEN)
def test_whoever_loses_a_right_meanwhile_is_refused(town, what):
    outcome = acting_while_losing_the_right(town, TAKEN[what])
    assert isinstance(outcome, Refused)
    assert not Proposal.objects.get(pk=town.established.pk).timetable_text


def test_control_an_actor_not_read_anew_still_acts(town, monkeypatch):
    """The people of a verb neither held nor read: the deed goes through although the role was taken."""
    monkeypatch.setattr(
        "proposals.actions.answering.locked", lambda proposal, *people: Proposal.objects.get(pk=proposal.pk)
    )
    ann = Person.objects.get(email="ann@example.test")
    assert ann.has_role("official")
    accounts.take_role(Person.objects.get(pk=ann.pk), "official", at=DURING, actor="operator")
    assert isinstance(actions.publish_timetable(town.established, ann, now=DURING, text="三月"), Proposal)
