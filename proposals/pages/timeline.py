"""What happened to a proposal and what comes next, told from the record, the duties and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.agencies.models import Agency
from civic.duties.models import Duty
from civic.record.models import Entry
from proposals.grounds import GROUNDS
from proposals.models import Proposal

TITLES = {
    "received": _("Submitted for review"),
    "amend": _("Asked to amend"),
    "amended": _("Amended"),
    "passed": _("Review passed"),
    "refused": _("Not accepted"),
    "withdrawn": _("Withdrawn by the proposer"),
    "established": _("Established: the threshold was reached"),
    "timetable": _("Timetable published"),
    "contacted": _("Proposer contacted"),
    "supporting": _("Supporting agencies named"),
    "demands": _("Demands agreed"),
    "extended": _("Answer postponed"),
    "handed_on": _("Handed on to another agency"),
    "answered": _("Answered"),
    "corrected": _("Answer corrected"),
}


@dataclass(frozen=True)
class Event:
    """One line for `pieces/timeline.html`; `state` is "", "reached" or "next".

    `is_end`: `at` is a half-open end, shown as the day before.
    """

    at: datetime
    title: object
    text: object = ""
    state: str = ""
    is_end: bool = False


def timeline(proposal: Proposal, duties: Iterable[Duty], now: datetime, *, everything: bool = False) -> list[Event]:
    """Events in order; `duties` are the proposal's. `everything` includes what is not public (for the proposer and
    reviewers)."""
    entries = Entry.objects.about(proposal)
    if not everything:
        entries = entries.public()
    events = [_told(proposal, entry) for entry in _named(entries) if entry.verb in TITLES]
    events += _by_the_clock(proposal, now) + _ahead(duties, now)
    return sorted(events, key=lambda event: event.at)


def last_of(events, now):
    """What somebody did last, of the events of a `timeline`; None if nobody has done anything."""
    return next((event for event in reversed(events) if event.at <= now and not event.is_end), None)


def _named(entries):
    """`entries` as a list; where the case was handed on, the two agencies are called by their names."""
    entries = list(entries)
    moves = [entry for entry in entries if entry.verb == "handed_on"]
    codes = {entry.data[end] for entry in moves for end in ("before", "after")}
    agencies = Agency.objects.in_bulk(codes, field_name="code") if moves else {}
    for entry in moves:
        names = {end: agencies[entry.data[end]].name for end in ("before", "after")}
        entry.text = _("%(before)s to %(after)s. ") % names + entry.data["reason"]
    return entries


def _told(proposal, entry):
    text = {
        "amend": proposal.amend_note,
        "refused": " ".join(str(GROUNDS[code].words) for code in proposal.grounds),
        "withdrawn": proposal.withdrawn_reason,
        "extended": proposal.extension_reason,
        "handed_on": getattr(entry, "text", ""),
        "corrected": entry.data.get("reason", ""),
    }.get(entry.verb, "")
    return Event(entry.at, TITLES[entry.verb], text, "reached" if entry.verb == "established" else "")


def _by_the_clock(proposal, now):
    """The window's two ends."""
    if not proposal.opens_at or proposal.withdrawn_at or proposal.refused_at:
        return []
    begins = Event(proposal.opens_at, _("Endorsing begins"), state=_state(proposal.opens_at, now))
    ends = Event(proposal.closes_at, _("Endorsing ends"), state=_state(proposal.closes_at, now), is_end=True)
    return [begins, ends]


def _state(at, now):
    return "next" if at > now else ""


def _ahead(duties, now):
    """The deadlines that are still ahead."""
    ahead = [duty for duty in duties if duty.plug.ahead and duty.is_owed and duty.due_at > now]
    return [Event(duty.due_at, duty.plug.ahead, state="next", is_end=True) for duty in ahead]
