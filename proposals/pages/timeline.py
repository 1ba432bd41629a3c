"""What happened to a proposal and what comes next, told from the record and the clock."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.record.models import Entry
from proposals.grounds import GROUNDS

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
    "answered": _("Answered"),
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


def timeline(proposal, now, *, everything=False):
    """Events in order; `everything` includes what is not public (for the proposer and reviewers)."""
    entries = Entry.objects.about(proposal)
    if not everything:
        entries = entries.public()
    events = [_told(proposal, entry) for entry in entries if entry.verb in TITLES]
    events += _by_the_clock(proposal, now)
    return sorted(events, key=lambda event: event.at)


def _told(proposal, entry):
    text = {
        "amend": proposal.amend_note,
        "refused": " ".join(str(GROUNDS[code].words) for code in proposal.grounds),
        "withdrawn": proposal.withdrawn_reason,
        "extended": proposal.extension_reason,
    }.get(entry.verb, "")
    return Event(entry.at, TITLES[entry.verb], text, "reached" if entry.verb == "established" else "")


def _by_the_clock(proposal, now):
    """What the calendar brings: the window's two ends, and the deadlines that are still ahead."""
    if proposal.withdrawn_at or proposal.refused_at:
        return []
    ahead = [
        (proposal.timetable_due_at, _("Timetable due"), proposal.timetable_at),
        (proposal.contact_due_at, _("Contact with the proposer due"), proposal.contacted_at),
        (proposal.answer_due_at, _("Answer due"), proposal.answered_at),
    ]
    ahead = [Event(at, title, state="next", is_end=True) for at, title, done in ahead if at and not done and at > now]
    if not proposal.opens_at:
        return ahead
    begins = Event(proposal.opens_at, _("Endorsing begins"), state=_ahead(proposal.opens_at, now))
    ends = Event(proposal.closes_at, _("Endorsing ends"), state=_ahead(proposal.closes_at, now), is_end=True)
    return [begins, ends, *ahead]


def _ahead(at, now):
    return "next" if at > now else ""
