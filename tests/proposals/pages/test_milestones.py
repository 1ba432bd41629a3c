"""Five stations on the page of a proposal: where it is, in each phase."""

import pytest

from proposals.pages.milestones import milestones
from tests.proposals import life

pytestmark = pytest.mark.django_db

WHERE = {  # phase: (the stations done, the one it is at, whether it ended there)
    "draft": (0, "proposed", False),
    "submitted": (1, "reviewed", False),
    "amend": (1, "reviewed", False),
    "not_amended": (1, "reviewed", True),
    "refused": (1, "reviewed", True),
    "scheduled": (2, "endorsed", False),
    "collecting": (2, "endorsed", False),
    "counting": (2, "endorsed", False),
    "lapsed": (3, "established", True),
    "established": (4, "answered", False),
    "answered": (5, None, False),
}


@pytest.mark.parametrize("phase", WHERE)
def test_each_phase_has_its_station(cast, phase):
    proposal, now = life.in_phase(phase, cast)
    stations = milestones(proposal, phase, [])
    done, here, is_ended = WHERE[phase]
    assert [station.state for station in stations[:done]] == ["done"] * done
    assert [station.name for station in stations if station.state in ("here", "ended")] == [here] * (here is not None)
    assert any(station.state == "ended" for station in stations) is is_ended
    assert [station.state for station in stations[done + 1 :]] == ["ahead"] * (4 - done)


def test_what_is_withdrawn_ended_where_it_was(cast):
    proposal, _now = life.in_phase("withdrawn", cast)
    assert [each.name for each in milestones(proposal, "withdrawn", []) if each.state == "ended"] == [
        "endorsed" if proposal.opens_at else "reviewed"
    ]


@pytest.mark.parametrize("phase", sorted({*life.PHASES} - {"draft", "submitted", "amend", "not_amended"}))
def test_every_public_page_says_where_it_is_in_both_languages(client, cast, at, phase):
    proposal, now = life.in_phase(phase, cast)
    at(now)
    for address in (proposal.get_absolute_url(), f"/en{proposal.get_absolute_url()}"):
        page = client.get(address).content.decode()
        assert page.count('aria-current="step"') == (phase != "answered"), address
