"""Where a proposal is on its way: five stations, from the idea to the answer. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import pgettext_lazy

from civic.duties.models import Duty
from proposals.duties import ANSWER
from proposals.models import Proposal

WORDS = {
    "proposed": pgettext_lazy("station", "Proposal"),
    "reviewed": pgettext_lazy("station", "Review"),
    "endorsed": pgettext_lazy("station", "Endorsing"),
    "established": pgettext_lazy("station", "Established"),
    "answered": pgettext_lazy("station", "Answer"),
}
STATIONS = list(WORDS)
# The station at which a proposal is in each phase, and the one at which it ended.
HERE = {
    "draft": "proposed",
    "submitted": "reviewed",
    "amend": "reviewed",
    "scheduled": "endorsed",
    "collecting": "endorsed",
    "counting": "endorsed",
    "established": "answered",
}
ENDED = {"not_amended": "reviewed", "refused": "reviewed", "lapsed": "established", "withdrawn": "endorsed"}
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Station:
    """`state`: "done", "here", "ended" (it went no further) or "ahead"; `at`: when, or until when (`is_until`)."""

    name: str
    words: object
    state: str
    at: datetime | None = None
    is_until: bool = False


def milestones(proposal: Proposal, phase: str, duties: Iterable[Duty]) -> list[Station]:
    """The five stations of `proposal`, which is in `phase`; `duties` are its own."""
    ended = "reviewed" if phase == "withdrawn" and not proposal.opens_at else ENDED.get(phase)
    reached = STATIONS.index(ended or HERE[phase]) if phase != "answered" else len(STATIONS)
    state = "ended" if ended else "here"
    states = ["done" if place < reached else state if place == reached else "ahead" for place in range(len(STATIONS))]
    return [
        Station(name, WORDS[name], state, *_when(name, state, proposal, duties))
        for name, state in zip(STATIONS, states, strict=True)
    ]


def _when(name, state, proposal, duties):
    """(when, whether that is a half-open end) of a station."""
    if state == "ahead":
        return None, False
    if name == "endorsed" and state != "ended":
        return proposal.closes_at, True
    if name == "answered" and state == "here":
        return next((duty.due_at for duty in duties if duty.kind == ANSWER), None), True
    at = {
        "proposed": proposal.submitted_at,
        "reviewed": proposal.refused_at or proposal.withdrawn_at if state == "ended" else proposal.reviewed_at,
        "endorsed": proposal.withdrawn_at,
        "established": proposal.established_at or (proposal.closes_at and proposal.closes_at - TICK),
        "answered": proposal.answered_at,
    }[name]
    return at, False
