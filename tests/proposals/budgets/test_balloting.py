"""The fast door for ballots: what it takes, what it answers, and whose session it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from civic.accounts.permission import slip_in
from civic.accounts.sessions import session_of
from civic.accounts.slipdoor import Claim
from civic.lifecycle import Refusal, Refused
from proposals.ballots import reading
from proposals.budgets import rules
from proposals.budgets.actions import Arrival
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.fast.balloting import BallotDoor
from proposals.budgets.permission import DEED
from tests.proposals.budgets import life

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle(db):
    return life.voting(life.team()[0], amounts=(100, 100), citywide=200, **life.today())


@pytest.fixture
def slip(client, mei, cycle):
    """The slip of the ballot that is open in mei's browser (`client`)."""
    client.force_login(mei)
    return client.get(reverse("budgets:ballot", args=[cycle.pk]) + "?area=1").context["slip"]


def door():
    return BallotDoor.__new__(BallotDoor)  # without the thread and the pages around it


def send(cycle, session, slip, area, choices):
    """What the door says to a ballot."""
    now = timezone.now()
    read = slip_in(slip, DEED, cycle.pk, now)
    deed = door().read({"area": area, "choices": choices}, cycle.pk, read.person, now)
    (answer,) = door().work([Claim(deed, read.person, session, read.tie)])
    return answer.code if isinstance(answer, Refusal) else door().tell(answer)


def test_a_ballot_counts_at_once_and_the_next_one_replaces_it(client, mei, cycle, slip):
    key = client.session.session_key
    assert send(cycle, key, slip, 1, [2, 1]) == {"counted": True}
    assert send(cycle, key, slip, 1, [3]) == {"counted": True}
    assert send(cycle, key, slip, None, [7]) == {"counted": True}
    own = [reading.own(box, mei.pk, now=timezone.now()) for box in boxes_of(cycle)]
    assert {ballot.choices for ballot in own} == {(3,), (7,)}


def test_a_ballot_that_does_not_count_leaves_the_earlier_one(client, mei, cycle, slip):
    key = client.session.session_key
    send(cycle, key, slip, 1, [1])
    for area, choices, code in [
        (1, [1, 2, 3], "too_many"), (1, [4], "unknown"), (2, [4], "other_area"), (9, [1], "no_area"),
        (1, [0], "unknown"),
    ]:  # fmt: skip
        assert send(cycle, key, slip, area, choices) == code
    box = cycle.areas.get(number=1).box
    assert reading.own(box, mei.pk, now=timezone.now()).choices == (1,)


def test_signed_out_is_signed_out(client, mei, cycle, slip):
    key = client.session.session_key
    assert send(cycle, key, slip, 1, [1]) == {"counted": True}
    client.post("/accounts/logout/")
    assert send(cycle, key, slip, 1, [2]) == "signed_out"
    box = cycle.areas.get(number=1).box
    assert reading.own(box, mei.pk, now=timezone.now()).choices == (1,), "the earlier one stands"


def test_whoever_votes_is_judged_as_they_are_signed_in(client, mei, cycle, slip, monkeypatch):
    judged, may_vote = [], rules.may_vote
    monkeypatch.setattr(rules, "may_vote", lambda facts, voter, at: judged.append(voter) or may_vote(facts, voter, at))
    assert send(cycle, client.session.session_key, slip, 1, [1]) == {"counted": True}
    assert judged[-1].pk == mei.pk and judged[-1].session == session_of(client.session)


@pytest.mark.parametrize(
    "said",
    [
        {}, {"choices": "1"}, {"choices": [1.5]}, {"choices": [True]}, {"choices": [-1]}, {"choices": [40_000]},
        {"choices": {"x": 1}}, {"choices": {"1": "2"}}, {"choices": [1] * 301}, {"choices": [1], "area": "1"},
        {"choices": {"１": 1}}, {"choices": [[1]]}, {"choices": None},
    ],
)  # fmt: skip
def test_what_is_no_ballot_makes_no_sense(mei, said):
    with pytest.raises(Refused) as refused:
        door().read(said, 1, mei.pk, timezone.now())
    assert refused.value.refusal.code == "not_json"


def test_points_and_blank_ballots_are_read(mei):
    now = timezone.now()
    assert door().read({"area": 2, "choices": {"3": 4, "1": 6}}, 1, mei.pk, now) == Arrival(
        1, 2, mei.pk, now, [(3, 4), (1, 6)]
    )
    assert door().read({"area": None, "choices": []}, 1, mei.pk, now).marks == []
