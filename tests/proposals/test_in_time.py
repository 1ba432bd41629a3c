"""Whoever sends in time is in time, however long the request then waits for a thread: every deed with a deadline is
judged by its arrival."""

import pytest

from civic.duties.models import Duty
from proposals import marks
from tests.proposals import life
from tests.proposals.life import TICK

pytestmark = pytest.mark.django_db


def send(client, path, arrived, **typed):
    """A POST that was whole at `arrived`, as the bridge tells it."""
    return client.post(path, typed, **{"civic.arrived_at": arrived.timestamp()})


@pytest.mark.parametrize(("early", "phase"), [(TICK, "submitted"), (0 * TICK, "not_amended")])
def test_an_amendment(client, cast, at, early, phase):
    proposal = life.amend(cast)
    over = proposal.amend_due_at
    at(over + life.DAY / 24)
    client.force_login(cast.bo)
    answer = send(client, f"/proposals/{proposal.pk}/submission/", over - early, seen=marks.reviewed(proposal))
    proposal.refresh_from_db()
    assert (answer.status_code, proposal.phase(over)) == (302 if early else 409, phase)


@pytest.mark.parametrize(("early", "in_time"), [(TICK, 1), (0 * TICK, 0)])
def test_a_review(client, cast, at, early, in_time):
    proposal = life.submitted(cast)
    due = life.due(proposal, "review")
    at(due + life.DAY / 24)
    client.force_login(cast.rui)
    typed = {"refusal-grounds": ["R05"], "refusal-note": "看不出地點", "refusal-seen": marks.reviewed(proposal)}
    send(client, f"/desk/review/{proposal.pk}/refusal/", due - early, **typed)
    assert Duty.objects.kept(due) == {"due": 1, "in_time": in_time}


@pytest.mark.parametrize(("early", "in_time"), [(TICK, True), (0 * TICK, False)])
def test_what_an_agency_owes(client, cast, at, early, in_time):
    proposal = life.established(cast)
    due = life.due(proposal, "timetable")
    at(due + life.DAY / 24)
    client.force_login(cast.ann)
    send(client, f"/desk/agency/{proposal.pk}/timetable/", due - early, **{"timetable-text": "四月會勘"})
    assert (life.duty(proposal, "timetable").done_at < due) is in_time


@pytest.mark.parametrize(("early", "status"), [(TICK, 302), (0 * TICK, 409)])
def test_a_postponement(client, cast, at, early, status):
    proposal = life.established(cast)
    due = life.due(proposal, "answer")
    at(due + life.DAY / 24)
    client.force_login(cast.ann)
    typed = {"extension-reason": "等鑑定", "extension-months": 1}
    answer = send(client, f"/desk/agency/{proposal.pk}/extension/", due - early, **typed)
    assert answer.status_code == status
