"""The law of the yearly programme, pure: where a case stands, and who may do what with it now.

Every `may_…` returns None or the `Refusal` that says why not; page and verb ask the same one. `now` is always an
argument, aware; `speaks` says whether the person speaks for the applicant. Sources: the city's reports of 110 and 111;
the lengths of time are defaults of ours. May import the rules of desks and accounts, windows, and the pure modules; no
model and no database.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.desks.rules import may_use_desk, may_work_on
from civic.lifecycle import Officer, Refusal
from civic.text import is_empty
from civic.windows import Window

ROLE = "programme"  # whoever looks after the programme and the committee for the city
FIRST_YEAR, LAST_YEAR = 2000, 2200
DECIDING_DAYS = 30  # working days after the window within which applications are decided
REPORTING_MONTHS = 2  # after a case has ended
PUBLISHING_DAYS = 10  # working days after a report has come in
TITLE_LIMIT = 80
TEXT_LIMIT = 10_000
NOTE_LIMIT = 500
MOST_PHOTOS = 12
MOST_MONEY = 10**12  # whole NT$

# How people take part in a case.
METHODS = {
    "workshop": _("Workshop"),
    "cafe": _("World café"),
    "assembly": _("Citizens' assembly"),
    "budget": _("Participatory budget"),
    "hearing": _("Public hearing"),
    "space": _("Open space"),
    "walk": _("Walk in the neighbourhood"),
    "poll": _("Online poll"),
    "survey": _("Survey"),
    "other": _("Another method"),
}

# Where a case stands, from the first to the last.
STATES = {
    "draft": _("Draft"),
    "applied": _("Applied, not decided yet"),
    "withdrawn": _("Withdrawn"),
    "declined": _("Not taken into the programme"),
    "planned": _("In the programme, not begun yet"),
    "running": _("Under way"),
    "ended": _("Over, the report is due"),
    "cancelled": pgettext_lazy("programme", "Cancelled"),
    "reported": _("Report handed in"),
    "published": _("Report published"),
}
TAKEN = frozenset({"planned", "running", "ended", "cancelled", "reported", "published"})  # into the programme
UNDER_WAY = frozenset({"planned", "running", "ended"})

# What an application says; what of it can be changed once the case was taken into the programme.
WORDS = ("title", "body", "how", "reach", "theme", "district", "asked", "starts_on", "ends_on")
CHANGEABLE = ("title", "body", "how", "reach", "starts_on", "ends_on")
NEEDED = ("title", "body", "how", "reach", "asked", "starts_on", "ends_on")

OTHER = Refusal("other_agency", _("This is the matter of another agency."))
WITHOUT_WORDS = _("Please say what the picture shows.")
WITHOUT_REASON = Refusal("no_reason", _("Please give the public reason."))
NOT_UNDER_WAY = Refusal("not_under_way", _("This case is not under way, or no longer."))


class ProgrammeFacts(Protocol):
    """What the rules read of the programme of a year."""

    announced_at: datetime | None
    opens_at: datetime
    closes_at: datetime


class CaseFacts(Protocol):
    """What the rules read of a case; `is_taken`: what the committee decided about it, None before."""

    record_key: str
    submitted_at: datetime | None
    withdrawn_at: datetime | None
    decided_at: datetime | None
    is_taken: bool | None
    cancelled_at: datetime | None
    reported_at: datetime | None
    published_at: datetime | None
    starts_on: date | None
    ends_on: date | None


def state(case: CaseFacts, now: datetime) -> str:
    """Where a case stands at `now`: one of `STATES`."""
    if case.submitted_at is None:
        return "draft"
    if case.withdrawn_at:
        return "withdrawn"
    if case.decided_at is None:
        return "applied"
    if not case.is_taken:
        return "declined"
    for name in ("cancelled", "published", "reported"):
        if getattr(case, f"{name}_at"):
            return name
    today = timezone.localdate(now)
    return "planned" if today < case.starts_on else "running" if today <= case.ends_on else "ended"


def is_open(programme: ProgrammeFacts, now: datetime) -> bool:
    """Whether one can apply now."""
    return programme.announced_at is not None and now in Window(programme.opens_at, programme.closes_at)


# --- the team ------------------------------------------------------------------------------------


def may_run(person: Officer | None) -> Refusal | None:
    """Whether somebody looks after the programme for the city."""
    return may_use_desk(person, ROLE)


def may_be_window(opens_at: datetime, closes_at: datetime) -> Refusal | None:
    """Whether one can apply from the one instant to before the other."""
    if opens_at >= closes_at:
        return Refusal("no_window", _("Applications have to end after they begin."))
    return None


def may_plan(programme: ProgrammeFacts, person: Officer | None) -> Refusal | None:
    """The team may change the programme of a year until it is announced."""
    if refusal := may_run(person):
        return refusal
    if programme.announced_at:
        return Refusal("announced", _("This year has been announced; what was announced stands."))
    return None


def may_prolong(programme: ProgrammeFacts, person: Officer | None, closes_at: datetime, reason: str) -> Refusal | None:
    """The team may take applications for longer, with a public reason."""
    if refusal := may_run(person):
        return refusal
    if programme.announced_at is None:
        return Refusal("not_announced", _("This year has not been announced yet."))
    if closes_at <= programme.closes_at:
        return Refusal("not_later", _("Applications can only end later than announced."))
    return WITHOUT_REASON if is_empty(reason) else None


def may_enter(programme: ProgrammeFacts, person: Officer | None) -> Refusal | None:
    """The team may enter what an agency applied for on paper, and the cases of years past."""
    if refusal := may_run(person):
        return refusal
    if programme.announced_at is None:
        return Refusal("not_announced", _("This year has not been announced yet."))
    return None


def may_publish(case: CaseFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """The team publishes a report that was handed in."""
    if refusal := may_run(person) or may_work_on(case, person):
        return refusal
    if state(case, now) != "reported":
        return Refusal("no_report", _("There is no report here that waits to be published."))
    return None


# --- the applicant -------------------------------------------------------------------------------


def may_act(person: Officer | None, speaks: bool) -> Refusal | None:
    """Whether somebody acts for the applicant of a case: its officials, and the team in their place."""
    if may_run(person) is None:
        return None
    if refusal := may_use_desk(person, "official"):
        return refusal
    return None if speaks else OTHER


def may_apply(programme: ProgrammeFacts, person: Officer | None, speaks: bool, now: datetime) -> Refusal | None:
    """Agencies and district offices apply while applications are taken; the team enters what it got otherwise."""
    if may_enter(programme, person) is None:
        return None
    if refusal := may_use_desk(person, "official"):
        return refusal
    if not speaks:
        return OTHER
    if not is_open(programme, now):
        return Refusal("not_open", _("No applications are taken for this year now."))
    return None


def may_edit(case: CaseFacts, programme: ProgrammeFacts, person: Officer | None, speaks: bool, now: datetime):
    """An application can be written on until it is handed in."""
    if refusal := may_apply(programme, person, speaks, now) or may_work_on(case, person):
        return refusal
    if case.submitted_at:
        return Refusal("handed_in", _("This application has been handed in and stands."))
    return None


def may_be_handed_in(words: Mapping[str, Any]) -> Refusal | None:
    """Whether an application, {name: what it says}, is whole."""
    if any(words[name] in (None, "") for name in NEEDED):
        return Refusal("incomplete", _("Something is missing in this application: please fill in all that is needed."))
    if words["how"] not in METHODS or not 0 <= words["asked"] <= MOST_MONEY:
        return Refusal("incomplete", _("Something is missing in this application: please fill in all that is needed."))
    if words["starts_on"] > words["ends_on"]:
        return Refusal("days", _("A case has to end on the day it begins, or later."))
    return None


def may_withdraw(case: CaseFacts, person: Officer | None, speaks: bool, now: datetime) -> Refusal | None:
    """An application can be withdrawn until it is decided."""
    if refusal := may_act(person, speaks) or may_work_on(case, person):
        return refusal
    if state(case, now) != "applied":
        return Refusal("too_late", _("Only an application that has not been decided can be withdrawn."))
    return None


def may_change(case: CaseFacts, person: Officer | None, speaks: bool, now: datetime, reason: str) -> Refusal | None:
    """A case of the programme can be changed until it reports, with a public reason; and cancelled likewise."""
    if refusal := may_act(person, speaks) or may_work_on(case, person):
        return refusal
    if state(case, now) not in UNDER_WAY:
        return NOT_UNDER_WAY
    return WITHOUT_REASON if is_empty(reason) else None


def may_be_changed(was: Mapping[str, Any], becomes: Mapping[str, Any], is_over: bool) -> Refusal | None:
    """Whether a case can say what it `becomes`, both {name: what it says} of all `WORDS`; once it `is_over`, and its
    report owed, its days stand."""
    if was == becomes:
        return Refusal("nothing", _("Nothing here is other than before."))
    if is_over and (was["starts_on"], was["ends_on"]) != (becomes["starts_on"], becomes["ends_on"]):
        return Refusal("days_stand", _("The case is over, and its report is due: its days stand."))
    return may_be_handed_in(becomes)


def may_report(case: CaseFacts, person: Officer | None, speaks: bool, now: datetime) -> Refusal | None:
    """The applicant reports once the case has begun, and may write the report anew until it is published."""
    if refusal := may_act(person, speaks) or may_work_on(case, person):
        return refusal
    if state(case, now) not in ("running", "ended", "reported"):
        return Refusal("no_report_now", _("A report can be handed in once the case has begun, until it is published."))
    return None


def may_be_report(text: str, figures: Mapping[str, int | None]) -> Refusal | None:
    """Whether a report is whole: {"participants", "sessions", "spent"} in numbers."""
    if is_empty(text) or any(number is None for number in figures.values()):
        return Refusal("incomplete_report", _("A report needs its text and all its figures."))
    if any(number < 0 for number in figures.values()):
        return Refusal("negative", _("A figure cannot be below nought."))
    return None


def may_show(case: CaseFacts, person: Officer | None, speaks: bool, now: datetime, there: int) -> Refusal | None:
    """Pictures of a case are added until its report is published; `there` are so many."""
    if refusal := may_report(case, person, speaks, now):
        return refusal
    if there >= MOST_PHOTOS:
        return Refusal("photos_full", _("There is room for twelve pictures."))
    return None
