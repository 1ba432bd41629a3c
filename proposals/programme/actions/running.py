"""A case of the programme on its way: changed or cancelled with a reason, ended by the clock, reported, published."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.protection import citizens_passages
from civic.agencies.rules import speaks_for
from civic.city import calendar
from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import months, working_days
from civic.lifecycle import require
from civic.seen import may_replace
from civic.verbs import change, letting, tell
from civic.writing import kept
from proposals.programme import marks, rules
from proposals.programme.actions.applying import as_kept, keep_quiet, lock_case
from proposals.programme.duties import PUBLISHING, REPORTING
from proposals.programme.models import Case, Change, Photo


@transaction.atomic
def change_case(
    case: Case,
    person: Person,
    *,
    now: datetime,
    reason: str,
    seen: str | None = None,
    confirmed: Collection[str] = (),
    **words: Any,
) -> Case:
    """Have a case of the programme say something else, with a public reason; what it said before stays on its page.
    `words`: all of `rules.CHANGEABLE`; `seen`: `marks.case`; `confirmed`: passages that may be public."""
    case = lock_case(case, person)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(rules.may_change(case, person, speaks_for(person, case.agency), now, reason))
    require(may_replace(seen, marks.case(case)))
    was = case.words
    becomes = as_kept(was | {name: words[name] for name in rules.CHANGEABLE})
    require(rules.may_be_changed(was, becomes, is_over=case.looks_again_at is None))
    others = [name for name in rules.CHANGEABLE if was[name] != becomes[name]]
    found = citizens_passages(reason, *(becomes[name] for name in ("title", "body", "reach") if name in others))
    keep_quiet(case, person, found, now=now, confirmed=confirmed, deed="case_changed")
    Change.objects.create(
        case=case, at=now, reason=reason, what=[[name, _said(was[name]), _said(becomes[name])] for name in others]
    )
    with letting("programme.change", case.pk):
        change(case, **{name: becomes[name] for name in others})
    if "ends_on" in others:
        change(case, looks_again_at=calendar.end_of_day(case.ends_on))
    note_deed(case, person, [case.agency], "case_changed", now)
    tell(case, "case_changed", person, now, letter=False, reason=reason)
    return case


def _said(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


@transaction.atomic
def cancel(
    case: Case, person: Person, *, now: datetime, reason: str, confirmed: Collection[str] = ()
) -> Case:
    """A case does not take place, for a public reason; nobody owes anything about it any more."""
    case = lock_case(case, person)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(rules.may_change(case, person, speaks_for(person, case.agency), now, reason))
    keep_quiet(case, person, citizens_passages(reason), now=now, confirmed=confirmed, deed="case_cancelled")
    duties.release(case, at=now)
    change(case, cancelled_at=now, cancelled_reason=reason, looks_again_at=None)
    note_deed(case, person, [case.agency], "case_cancelled", now)
    tell(case, "case_cancelled", person, now, reason=reason)
    return case


@transaction.atomic
def end_running(case: Case, *, now: datetime) -> bool:
    """Once a case has ended its agency owes a report; False if that was known before."""
    case = lock_case(case)
    if case.looks_again_at is None or case.looks_again_at > now:
        return False
    change(case, looks_again_at=None)
    duties.impose(case, {REPORTING: months(rules.REPORTING_MONTHS)}, at=now, agency_id=case.agency_id)
    tell(case, "case_ended", "clock", now)
    return True


@transaction.atomic
def report(
    case: Case,
    person: Person,
    *,
    now: datetime,
    text: str,
    participants: int | None,
    sessions: int | None,
    spent: int | None,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Case:
    """Hand the report in, or write it anew before it is published. `spent` in whole NT$; `seen`: `marks.report`."""
    case = lock_case(case, person)
    text = kept(text, rules.TEXT_LIMIT)
    figures = {"participants": participants, "sessions": sessions, "spent": spent}
    require(rules.may_report(case, person, speaks_for(person, case.agency), now))
    require(rules.may_be_report(text, figures))
    require(may_replace(seen, marks.report(case)))
    keep_quiet(case, person, citizens_passages(text), now=now, confirmed=confirmed, deed="case_reported")
    if case.reported_at is None:
        if Duty.objects.about(case).filter(kind=REPORTING).exists():
            duties.fulfil(case, REPORTING, at=now)
        duties.impose(case, {PUBLISHING: working_days(rules.PUBLISHING_DAYS)}, at=now)
    is_new = case.reported_at is None
    change(case, reported_at=case.reported_at or now, report=text, looks_again_at=None, **figures)
    note_deed(case, person, [case.agency], "case_reported", now)
    tell(case, "case_reported", person, now, letter=is_new)
    return case


@transaction.atomic
def show(case: Case, person: Person, *, now: datetime, file: Any, says: str) -> Photo:
    """Add a picture to the report: a `file` that the intake took, and what it shows."""
    case = lock_case(case, person)
    require(rules.may_show(case, person, speaks_for(person, case.agency), now, case.photos.count()))
    says = kept(says, 200, rules.WITHOUT_WORDS, one_line=True)
    photo = Photo.objects.create(case=case, file=file, says=says, at=now)
    change(case)
    note_deed(case, person, [case.agency], "photo_added", now)
    tell(case, "photo_added", person, now, public=False, letter=False, photo=photo.pk)
    return photo


@transaction.atomic
def take_photo_out(photo: Photo, person: Person, *, now: datetime) -> None:
    """Take a picture out before the report is published; if somebody was quicker, nothing is to be done."""
    case = lock_case(photo.case, person)
    require(rules.may_report(case, person, speaks_for(person, case.agency), now))
    case.photos.filter(pk=photo.pk).delete()
    change(case)
    note_deed(case, person, [case.agency], "photo_removed", now)
    tell(case, "photo_removed", person, now, public=False, letter=False, photo=photo.pk)


@transaction.atomic
def publish_report(case: Case, person: Person, *, now: datetime, seen: str | None = None) -> Case:
    """Show the report to everybody; from then on it stands. `seen`: `marks.report`."""
    case = lock_case(case, person)
    require(rules.may_publish(case, person, now))
    require(may_replace(seen, marks.report(case)))
    duties.fulfil(case, PUBLISHING, at=now)
    change(case, published_at=now)
    tell(case, "report_published", person, now)
    return case
