"""Whoever is counted hears the same number again, however and whenever they ask."""

from datetime import timedelta

import pytest

from civic.lifecycle import Refusal
from proposals import rules
from proposals.actions import Arrival, Counted, endorse_many
from proposals.models import Proposal, Terms
from tests import people
from tests.proposals import life


@pytest.fixture
def proposal(bo, now):
    proposal = Proposal.objects.create(
        proposer=bo,
        title="自行車道",
        submitted_at=now,
        terms=Terms.objects.get(),
        rules_version=rules.VERSION,
        threshold=1500,
        opens_at=now,
        closes_at=now + people.DAY,
    )
    return life.owe(proposal)


def at(proposal, person, instant, reason=""):
    return Arrival(proposal.pk, person.pk, instant, reason)


def test_a_retry_after_the_end_gets_the_number_it_had(proposal, mei, sam, now):
    in_time = at(proposal, mei, proposal.closes_at - timedelta(microseconds=1))
    late = at(proposal, mei, proposal.closes_at)
    assert endorse_many([in_time], clock=None) == [Counted(1, 1, True)]
    assert endorse_many([late], clock=None) == [Counted(1, 1, False)]


def test_a_stale_retry_gets_the_number_it_had(proposal, mei, now):
    endorse_many([at(proposal, mei, now)], clock=None)
    assert endorse_many([at(proposal, mei, now)], clock=lambda: now + people.DAY) == [Counted(1, 1, False)]


def test_who_is_first_at_the_end_or_too_slow_is_refused(proposal, mei, now):
    (late,) = endorse_many([at(proposal, mei, proposal.closes_at)], clock=None)
    (stale,) = endorse_many([at(proposal, mei, now)], clock=lambda: now + timedelta(seconds=31))
    assert (late.code, stale.code) == ("late", "stale")
    assert not proposal.endorsements.exists()


def test_an_unreadable_reason_spoils_nobody_else(proposal, mei, bo, now):
    slips = [at(proposal, mei, now, "a\0b"), at(proposal, bo, now, "好"), at(proposal, mei, now, "長" * 501)]
    unreadable, counted, too_long = endorse_many(slips, clock=None)
    assert isinstance(unreadable, Refusal) and isinstance(too_long, Refusal)
    assert counted == Counted(1, 1, True)


def test_a_reason_with_quotes_and_backslashes_is_kept_as_it_is(proposal, mei, now):
    reason = 'a "quote", a \\ back\\slash, {braces}, 逗號,\nand a line'
    endorse_many([at(proposal, mei, now, reason)], clock=None)
    assert proposal.endorsements.get().reason == reason
