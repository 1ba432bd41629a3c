"""The law of the committee, pure: who sits in it when, what a meeting can decide, and when its minutes stand.

As in `rules`, every `may_…` returns None or the `Refusal` that says why not.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from civic.lifecycle import Officer, Refusal
from civic.text import is_empty
from proposals.programme.rules import WITHOUT_REASON, may_run

MINUTES_DAYS = 10  # working days after a meeting
MOST_ENCLOSURES = 20

GROUPS = {
    "chair": _("Chair"),
    "expert": _("Scholars and experts"),
    "civic": _("Civil society"),
    "agency": _("Agencies of the city"),
}


class MeetingFacts(Protocol):
    """What the rules read of a meeting."""

    held_at: datetime
    cancelled_at: datetime | None
    minutes_at: datetime | None
    minutes: str


class VoteFacts(Protocol):
    """What the rules read of a decision: its votes, all nought where nobody asked for a vote; `is_taken` is None where
    it is about no case, `amount` what it grants."""

    in_favour: int
    against: int
    abstained: int
    is_taken: bool | None
    amount: int


def state(meeting: MeetingFacts, now: datetime) -> str:
    """Where a meeting stands: "cancelled", "called", "held" or "minutes" (published)."""
    if meeting.cancelled_at:
        return "cancelled"
    if meeting.minutes_at:
        return "minutes"
    return "held" if meeting.held_at <= now else "called"


STATES = {
    "called": _("Called"),
    "held": _("Held, the minutes are due"),
    "minutes": _("Minutes published"),
    "cancelled": _("Does not take place"),
}


def sits(since: date, until: date | None, day: date) -> bool:
    """Whether a member with these days, both their own, is in office on `day`."""
    return since <= day and (until is None or day <= until)


def may_be_tenure(begins_on: date, ends_on: date, others: Iterable[tuple[date, date]]) -> Refusal | None:
    """Whether the committee can sit from the one day to the other, beside its `others`."""
    if begins_on > ends_on:
        return Refusal("days", _("A term of office has to end after it begins."))
    if any(begins_on <= last and first <= ends_on for first, last in others):
        return Refusal("overlap", _("The committee has another term of office on some of these days."))
    return None


def may_be_member(since: date, until: date | None, begins_on: date, ends_on: date) -> Refusal | None:
    """Whether somebody can sit from `since` to `until` in a tenure."""
    if not begins_on <= since <= ends_on or (until is not None and not since <= until <= ends_on):
        return Refusal("outside", _("These days do not lie within the term of office."))
    return None


def may_prepare(meeting: MeetingFacts, person: Officer | None) -> Refusal | None:
    """The team calls a meeting, and writes its agenda, attendance, decisions and minutes until these are published."""
    if refusal := may_run(person):
        return refusal
    if meeting.cancelled_at:
        return Refusal("cancelled", _("This meeting does not take place."))
    if meeting.minutes_at:
        return Refusal("minutes_stand", _("The minutes have been published and stand."))
    return None


def may_cancel(meeting: MeetingFacts, person: Officer | None, reason: str) -> Refusal | None:
    """The team calls a meeting off, with a public reason."""
    return may_prepare(meeting, person) or (WITHOUT_REASON if is_empty(reason) else None)


def may_decide(meeting: MeetingFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """What was decided is written down once the meeting has begun."""
    if refusal := may_prepare(meeting, person):
        return refusal
    if now < meeting.held_at:
        return Refusal("not_held", _("The meeting has not begun yet."))
    return None


def may_be_decision(vote: VoteFacts, present: Collection[int], recused: Collection[int], asked: int | None):
    """Whether a decision can stand as it is written; `present` and `recused` are members by id, `asked` what the case
    asks for, None where it is about none."""
    if not set(recused) <= set(present):
        return Refusal("not_present", _("Only a member who is present can be recused."))
    votes = vote.in_favour + vote.against + vote.abstained
    if votes > len(set(present)) - len(set(recused)):
        return Refusal("too_many_votes", _("There are more votes than members who may vote."))
    if vote.is_taken and votes and vote.in_favour <= vote.against:
        return Refusal("no_majority", _("More votes have to be in favour than against."))
    if not vote.is_taken and vote.amount:
        return Refusal("no_grant", _("Money is granted only to a case that is taken into the programme."))
    if asked is not None and vote.amount > asked:
        return Refusal("too_much", _("This is more than the case asks for."))
    return None


def may_publish_minutes(
    meeting: MeetingFacts, person: Officer | None, now: datetime, *, present: int, in_office: int
) -> Refusal | None:
    """Minutes are published once they are written and more than half of the members in office were present."""
    if refusal := may_decide(meeting, person, now):
        return refusal
    if is_empty(meeting.minutes):
        return Refusal("no_minutes", _("Please write the minutes first."))
    if present * 2 <= in_office:
        return Refusal("no_quorum", _("More than half of the members have to be present."))
    return None


def may_follow(meeting: MeetingFacts, person: Officer | None, is_about_case: bool, text: str) -> Refusal | None:
    """The team tells what became of a decision of a published meeting; of a case its own page tells it."""
    if refusal := may_run(person):
        return refusal
    if meeting.minutes_at is None or is_about_case:
        return Refusal("not_here", _("What became of this decision is told elsewhere, or cannot be told yet."))
    return Refusal("empty", _("Please say what became of it.")) if is_empty(text) else None
