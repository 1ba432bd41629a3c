"""Random sequences of verbs, by anybody at any time, through the whole life of proposals.

After every step the promises hold: the count is the rows is the highest number, established exactly from the
threshold on, versions and the record only grow, and a verb that is refused has changed nothing.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from civic.accounts import crowd
from civic.lifecycle import Refusal, Refused
from civic.record.models import Entry
from proposals import actions, rules
from proposals.actions import Arrival
from proposals.models import Endorsement, Proposal
from tests import people
from tests.proposals import life
from tests.proposals.life import DAY
from tests.searching import searched

pytestmark = [pytest.mark.django_db, pytest.mark.search]

PEOPLE = ("mei", "bo", "rui", "ann", "kai", "sam", "ada")
STEPS = [timedelta(0), timedelta(microseconds=1), timedelta(seconds=30), timedelta(hours=9), DAY, 9 * DAY, 45 * DAY]


def drafted(cast):
    """Established, its answer drafted: only publishing is left."""
    proposal, now = life.established(cast), life.OPENS + DAY
    actions.set_demands(proposal, cast.ann, now=now, texts=["種樹"])
    findings = {1: ("partly", "明年種", proposal.agency)}
    actions.draft_answer(proposal, cast.ann, now=now, text="感謝提議。", findings=findings)
    return proposal


BEGINNINGS = {
    "draft": (life.draft, life.SUBMITTED),
    "without an agency": (lambda cast: life.draft(cast, agency=None), life.SUBMITTED),
    "submitted": (life.submitted, life.PASSED),
    "passed": (life.passed, life.PASSED),
    "established": (life.established, life.OPENS + DAY),
    "drafted": (drafted, life.OPENS + DAY),
}
words = st.sampled_from(["種樹", "🌳 אבג", "每週澆水", " ", "陳柏宇先生"])
who = st.sampled_from(PEOPLE)
EXAMPLES = 6  # from each beginning
AGES = st.sampled_from([0, 0, 1, 31])  # seconds an arrival has waited for the lock


class Lifecycle(RuleBasedStateMachine):
    """One proposal, a few people, a clock that only goes on.

    A test says where it begins (`beginning`, of `BEGINNINGS`), who is `known`, and where phases and refusals that
    were `met` are noted.
    """

    def __init__(self):
        super().__init__()
        self.run = transaction.atomic()
        self.run.__enter__()
        self.cast, self.versions, self.recorded = life.Cast(**self.known), [0], 0

    def teardown(self):
        """Each run leaves an empty table to the next."""
        transaction.set_rollback(True)
        self.run.__exit__(None, None, None)

    @initialize()
    def begin(self):
        bring, self.now = BEGINNINGS[self.beginning]
        self.proposal = bring(self.cast)

    def attempt(self, verb, *arguments, **typed):
        """Try a verb; if it is refused, nothing at all may have changed."""
        before = life.everything()
        try:
            verb(*arguments, now=self.now, **typed)
        except Refused as refused:
            self.met.add(refused.refusal.code)
            assert life.everything() == before

    def by(self, nickname):
        return getattr(self.cast, nickname)

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step):
        self.now += step

    @rule(past=st.booleans())
    def the_next_turn_comes(self, past):
        self.proposal.refresh_from_db()
        self.now = max(self.now, rules.next_turn(self.proposal, self.now) or self.now)
        if past:
            actions.take_turns(self.proposal, now=self.now)

    @rule(nickname=who, text=words)
    def write(self, nickname, text):
        self.attempt(actions.save_draft, self.by(nickname), proposal=self.proposal, body=text)

    @rule(nickname=st.sampled_from(["bo", "bo", "mei"]))
    def submit(self, nickname):
        self.attempt(actions.submit, self.proposal, self.by(nickname))

    @rule(nickname=st.sampled_from(["bo", "bo", "mei"]))
    def amend(self, nickname):
        self.attempt(actions.amend, self.proposal, self.by(nickname))

    @rule(nickname=st.sampled_from(["rui", "rui", "ann"]), text=words)
    def ask_to_amend(self, nickname, text):
        self.attempt(actions.ask_to_amend, self.proposal, self.by(nickname), note=text)

    @rule(nickname=st.sampled_from(["rui", "rui", "ann"]), threshold=st.integers(1, 4))
    def pass_review(self, nickname, threshold):
        self.attempt(actions.pass_review, self.proposal, self.by(nickname), threshold=threshold)

    @rule(nickname=st.sampled_from(["rui", "bo"]), grounds=st.sampled_from([[], ["R05"], ["R01", "R12"]]), text=words)
    def refuse(self, nickname, grounds, text):
        self.attempt(actions.refuse, self.proposal, self.by(nickname), grounds=grounds, note=text)

    @rule(nickname=st.sampled_from(["rui", "rui", "ann"]))
    def take_back(self, nickname):
        self.attempt(actions.take_back, self.proposal, self.by(nickname))

    @rule(nickname=st.sampled_from(["bo", "bo", "mei"]), text=words)
    def withdraw(self, nickname, text):
        self.attempt(actions.withdraw, self.proposal, self.by(nickname), reason=text)

    @rule(nicknames=st.lists(who, min_size=1, max_size=4), strangers=st.integers(0, 2), age=AGES)
    def endorse(self, nicknames, strangers, age):
        arrived_at = self.now - timedelta(seconds=age)
        numbers = [self.by(nickname).pk for nickname in nicknames]
        numbers += crowd.admit(strangers, tag="crowd", at=self.now) if strangers else []
        arrivals = [Arrival(self.proposal.pk, number, arrived_at) for number in numbers]
        before = life.everything()
        answers = actions.endorse_many(arrivals, clock=lambda: self.now)
        self.met.update(answer.code for answer in answers if isinstance(answer, Refusal))
        if not any(getattr(answer, "fresh", False) for answer in answers):
            assert life.everything() == before

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]), texts=st.lists(words, max_size=3))
    def set_demands(self, nickname, texts):
        self.attempt(actions.set_demands, self.proposal, self.by(nickname), texts=texts)

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]), text=words)
    def publish_timetable(self, nickname, text):
        self.attempt(actions.publish_timetable, self.proposal, self.by(nickname), text=text)

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]), text=words, months=st.integers(0, 3))
    def extend(self, nickname, text, months):
        self.attempt(actions.extend, self.proposal, self.by(nickname), reason=text, months=months)

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]), agency=st.sampled_from([people.parks, people.transport]))
    def hand_on(self, nickname, agency):
        self.attempt(actions.hand_on, self.proposal, self.by(nickname), agency=agency(), reason="這是綠地")

    @rule(nickname=st.sampled_from(["ann", "kai", "bo"]), text=words)
    def correspond(self, nickname, text):
        verb = actions.reply if nickname == "bo" else actions.write_to_proposer
        self.attempt(verb, self.proposal, self.by(nickname), text=text)

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]), text=words, reasons=words)
    def draft_answer(self, nickname, text, reasons):
        findings = {number: ("partly", reasons, people.transport()) for number in (1, 2, 3)}
        self.attempt(actions.draft_answer, self.proposal, self.by(nickname), text=text, findings=findings)

    @rule(nickname=st.sampled_from(["ann", "ann", "kai"]))
    def publish_answer(self, nickname):
        self.attempt(actions.publish_answer, self.proposal, self.by(nickname))

    @invariant()
    def the_promises_hold(self):
        with connection.cursor() as cursor:  # what the database asks when a transaction ends
            cursor.execute("set constraints all immediate; set constraints all deferred")
        proposal = Proposal.objects.get(pk=self.proposal.pk)
        rows = list(Endorsement.objects.filter(proposal=proposal).order_by("number"))
        assert [row.number for row in rows] == list(range(1, proposal.endorsement_count + 1))
        assert len({row.person_id for row in rows}) == len(rows)
        assert all(proposal.opens_at <= row.arrived_at < proposal.closes_at for row in rows)
        reached = proposal.threshold is not None and len(rows) >= proposal.threshold
        assert bool(proposal.established_at) is reached
        if reached:
            assert proposal.established_at == max(row.arrived_at for row in rows[: proposal.threshold])
        self.it_only_grows(proposal)
        name = rules.phase(proposal, self.now)
        assert Proposal.objects.in_phase(name, self.now).filter(pk=proposal.pk).exists()
        self.met.add(name)

    def it_only_grows(self, proposal):
        """Versions, and the record, in which the great events stand at most once."""
        assert proposal.version >= self.versions[-1]
        self.versions.append(proposal.version)
        entries = list(Entry.objects.about(proposal))
        verbs = [entry.verb for entry in entries]
        assert len(verbs) >= self.recorded
        self.recorded = len(verbs)
        for entry in entries:
            if entry.verb == "taken_back":  # then it may be decided once more
                verbs.remove(entry.data["decision"])
        for verb in ("received", "passed", "refused", "opened", "established", "lapsed", "withdrawn", "answered"):
            assert verbs.count(verb) <= 1, verb
        assert ("established" in verbs) is bool(proposal.established_at)


@pytest.mark.parametrize("beginning", BEGINNINGS)
def test_whatever_people_do_the_promises_hold(cast, beginning):
    """Void if a run never went on from where it began."""
    known = {nickname: getattr(cast, nickname) for nickname in PEOPLE}
    machine = type("Lifecycle", (Lifecycle,), {"beginning": beginning, "known": known, "met": set()})
    limits = {"max_examples": searched(EXAMPLES), "stateful_step_count": 25}
    run_state_machine_as_test(machine, settings=settings(**limits, suppress_health_check=list(HealthCheck)))
    bring, now = BEGINNINGS[beginning]
    assert rules.phase(bring(cast), now) in machine.met
    assert machine.met - set(rules.PHASES), "void unless somebody was refused"
