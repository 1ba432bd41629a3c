"""What happened to a proposal and what comes next, told from the record, the duties and the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic.agencies.models import Agency
from civic.city import calendar
from civic.duties.models import EXTENDED, Duty
from civic.duties.registry import kind_of
from civic.formats import end_in_words
from civic.record.models import Entry
from proposals import rules
from proposals.grounds import GROUNDS
from proposals.models import Proposal

TITLES = {
    "received": _("Submitted for review"),
    "amend": _("Asked to amend"),
    "amended": _("Amended"),
    "not_amended": _("Not amended in time"),
    "passed": _("Review passed"),
    "refused": _("Not accepted"),
    "taken_back": _("Decision of the review taken back"),
    "withdrawn": _("Withdrawn by the proposer"),
    "prolonged": _("More time for endorsing"),
    "established": _("Established: the threshold was reached"),
    "timetable": _("Timetable published"),
    "contacted": _("Proposer contacted"),
    "supporting": _("Supporting agencies named"),
    "demands": _("Demands agreed"),
    "extended": _("Answer postponed"),
    "handed_on": _("Handed on to another agency"),
    "moved": _("Deadlines moved: the offices are closed"),
    "answered": _("Answered"),
    "corrected": _("Answer corrected"),
}
MOVED_BACK = _("Deadlines moved back: a closure was taken back")


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
    """Events in order; `duties` are those of the proposal, with their moves. `everything` includes what is not public
    (for the proposer and reviewers)."""
    entries = Entry.objects.about(proposal)
    if not everything:
        entries = entries.public()
    events = [_told(proposal, duties, entry) for entry in _named(entries) if entry.verb in TITLES]
    events += _by_the_clock(proposal, now) + _until_amended(proposal, now) + _ahead(duties, now)
    return sorted(events, key=lambda event: event.at)


def last_of(events, now):
    """What somebody did last, of the events of a `timeline`; None if nobody has done anything."""
    return next((event for event in reversed(events) if event.at <= now and not event.is_end), None)


def _named(entries):
    """`entries` as a list, each knowing whether it was taken back; where the case was handed on, the two agencies are
    called by their names."""
    entries, undone = list(entries), []
    for entry in reversed(entries):
        if entry.verb == "taken_back":
            undone.append(entry.data["decision"])
        elif entry.verb in undone:
            undone.remove(entry.verb)
            entry.is_undone = True
    moves = [entry for entry in entries if entry.verb == "handed_on"]
    codes = {entry.data[end] for entry in moves for end in ("before", "after")}
    agencies = Agency.objects.in_bulk(codes, field_name="code") if moves else {}
    for entry in moves:
        names = {end: agencies[entry.data[end]].name for end in ("before", "after")}
        entry.text = _("%(before)s to %(after)s. ") % names + entry.data["reason"]
    return entries


def _told(proposal, duties, entry):
    text = {
        "amend": lambda: "" if getattr(entry, "is_undone", False) else proposal.amend_note,
        "refused": lambda: " ".join(str(GROUNDS[code].words) for code in entry.data.get("grounds", ())),
        "withdrawn": lambda: proposal.withdrawn_reason,
        "extended": lambda: f"{_extension(duties, entry)} {proposal.extension_reason}",
        "prolonged": lambda: f"{_prolongation(entry.data)} {entry.data['reason']}",
        "moved": lambda: "\n".join([entry.data["reason"], *map(_move, entry.data["moves"])]),
        "handed_on": lambda: entry.text,
        "corrected": lambda: entry.data.get("reason", ""),
    }.get(entry.verb, str)()
    title = MOVED_BACK if entry.verb == "moved" and entry.data["is_back"] else TITLES[entry.verb]
    return Event(entry.at, title, text, "reached" if entry.verb == "established" else "")


def _extension(duties, entry):
    moves = [move for duty in duties for move in duty.moves.all() if move.why == EXTENDED and move.at == entry.at]
    return " ".join(_from_to(calendar.last_day(move.was_due_at), calendar.last_day(move.due_at)) for move in moves)


def _prolongation(data):
    was, closes = (end_in_words(datetime.fromisoformat(data[name])) for name in ("was", "closes_at"))
    return gettext("Ends on %(closes)s instead of %(was)s.") % {"was": was, "closes": closes}


def _move(moved):
    words = kind_of(f"proposals.{moved['duty']}").words
    return words + gettext(": ") + _from_to(date.fromisoformat(moved["was"]), date.fromisoformat(moved["last_day"]))


def _from_to(was, day):
    days = {"was": date_format(was, "DATE_FORMAT"), "day": date_format(day, "DATE_FORMAT")}
    return gettext("Due by %(day)s, before by %(was)s.") % days


def _by_the_clock(proposal, now):
    """The window's two ends."""
    if not proposal.opens_at or proposal.withdrawn_at or proposal.refused_at:
        return []
    begins = Event(proposal.opens_at, _("Endorsing begins"), state=_state(proposal.opens_at, now))
    ends = Event(proposal.closes_at, _("Endorsing ends"), state=_state(proposal.closes_at, now), is_end=True)
    return [begins, ends]


def _until_amended(proposal, now):
    """Until when the text can still be amended."""
    if rules.phase(proposal, now) != "amend":
        return []
    return [Event(proposal.amend_due_at, _("Last day for amending"), state="next", is_end=True)]


def _state(at, now):
    return "next" if at > now else ""


def _ahead(duties, now):
    """The deadlines that are still ahead."""
    ahead = [duty for duty in duties if duty.plug.ahead and duty.is_owed and duty.due_at > now]
    return [Event(duty.due_at, duty.plug.ahead, state="next", is_end=True) for duty in ahead]
