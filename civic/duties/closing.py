"""Closures entered and taken back: the verbs, and what they move.

A closure moves each duty that has not been done and that its day counts for; what is done stays as it was judged. Each
thing whose deadlines move has it on record, public if its kinds stand in a public history, and one letter
`<app label>.moved`, of the app that registered the kinds: its data are `days`, `reason`, `is_back`, and `moves` (a list
of `duty`, `was` and `last_day`).
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import may_administer
from civic.city import calendar
from civic.city.models import REASON_LIMIT, Closure
from civic.duties import actions, rules
from civic.duties.models import CLOSURES, RESUMED, Duty
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.record.models import Entry, Keyed
from civic.text import is_empty, passages
from civic.verbs import lock_people, wait_at_most
from civic.writing import kept

MOST_DAYS = 31  # of one closure


@dataclass(frozen=True, slots=True)
class Shift:
    """A duty that moves: the half-open end it will have, and its length then."""

    duty: Duty
    due_at: datetime
    length: int

    @property
    def last_day(self) -> date:
        """The last date on which it can then be done in time."""
        return calendar.last_day(self.due_at)


def may_enter(days: Collection[date], reason: str, closed: Collection[date]) -> Refusal | None:
    """Whether an administrator can enter `days` as closures; `closed` are those entered already."""
    if not 1 <= len(days) <= MOST_DAYS:
        return Refusal("days", _("Please give the first and the last day, at most 31 days."))
    if not set(days).isdisjoint(closed):
        return Refusal("entered", _("One of these days has been entered as closed already."))
    return _has(reason)


def _has(reason):
    """Why a `reason` that everybody reads, in the record and in letters, cannot stand; nobody is to be asked in it."""
    if is_empty(reason):
        return Refusal("no_reason", _("Please give the public reason."))
    if passages(reason):
        words = _("Everybody reads this reason. Please take identity numbers, phone numbers and email addresses out.")
        return Refusal("personal_data", words)
    return None


def shifts(now: datetime, *, entering: Iterable[date] = (), taking_back: Iterable[date] = ()) -> list[Shift]:
    """The duties that would move, the first to end first."""
    before = calendar.entered()
    after = (before | frozenset(entering)) - frozenset(taking_back)
    found = (_shift(duty, before, after, now) for duty in Duty.objects.undone().with_moves().select_related("agency"))
    return sorted(filter(None, found), key=lambda shift: (shift.due_at, shift.duty.pk))


def _shift(duty, before, after, now):
    """The shift of `duty`; None unless the days in which the two sets of closures differ count for it."""
    ran = [(move.counted_from, move.stopped_on) for move in duty.moves.all() if move.why == RESUMED]
    was, used_before = _counted(duty, duty.length, ran, before)
    _end, used_after = _counted(duty, duty.length, ran, after)
    length = duty.length + used_before - used_after
    end, _used = _counted(duty, length, ran, after)
    is_running = duty.is_owed and now < duty.due_at
    due_at = rules.not_before(now if is_running else duty.set_at, end)
    return None if end == was or due_at == duty.due_at else Shift(duty, due_at, length)


def _counted(duty, length, ran, closed):
    """The end of the duty, and how many working days it had used before its clock stood, if `closed` are closed."""
    with calendar.supposing(closed):
        end = rules.Span(length, duty.unit).after(duty.starts_on)
        return end, sum(rules.used(*days) for days in ran)


def seal(found: Iterable[Shift]) -> str:
    """What somebody saw, short: other duties, or other days, give another one."""
    said = [(shift.duty.pk, shift.duty.due_at.isoformat(), shift.due_at.isoformat()) for shift in found]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


@transaction.atomic
def enter(
    administrator: Person, *, now: datetime, days: Collection[date], reason: str, seen: str | None = None
) -> list[Shift]:
    """Enter `days` as closed and move what they touch; returns that. `seen`: the `seal` of what the administrator was
    shown, where they were shown it: if it has changed since, nothing is done."""
    _lock(administrator)
    require(may_enter(days, reason, calendar.entered()))
    reason = kept(reason, REASON_LIMIT, one_line=True)
    found = shifts(now, entering=days)
    _agree(found, seen)
    Closure.objects.bulk_create(Closure(day=day, reason=reason) for day in sorted(days))
    _carry_out(found, administrator, now, days=sorted(days), reason=reason, is_back=False)
    return found


@transaction.atomic
def take_back(
    administrator: Person, closure: Closure, *, now: datetime, reason: str, seen: str | None = None
) -> list[Shift]:
    """Take a closure back and move what it had moved; returns that. `seen` as in `enter`."""
    _lock(administrator)
    require(_has(reason))
    if closure.day not in calendar.entered():
        raise Refused(Refusal("gone", _("This closure has been taken back already.")))
    reason = kept(reason, REASON_LIMIT, one_line=True)
    found = shifts(now, taking_back=[closure.day])
    _agree(found, seen)
    Closure.objects.filter(day=closure.day).delete()
    _carry_out(found, administrator, now, days=[closure.day], reason=reason, is_back=True)
    return found


def _lock(administrator):
    """From here on nobody writes a duty, by whatever calendar, until the transaction ends (`actions`). People come
    first, as for every verb that writes one."""
    wait_at_most()
    lock_people(administrator)
    require(may_administer(administrator), Denied)
    with connection.cursor() as cursor:
        cursor.execute("lock table duties_duty in share row exclusive mode")


def _agree(found, seen):
    if seen is not None and seen != seal(found):
        words = _("The deadlines that this moves have changed meanwhile. Please check them once more.")
        raise Refused(Refusal("changed", words))


def _carry_out(found, administrator, now, **closure):
    transaction.on_commit(calendar.forget_closures)
    said = {**closure, "moved": len(found)}
    write("reopened" if closure["is_back"] else "closed", "city:closures", actor=administrator, at=now, **said)
    moves = defaultdict(list)
    for shift in found:
        duty, was = shift.duty, shift.duty.last_day
        set_at = {"set_at": now} if duty.is_owed and shift.due_at > now else {}
        actions.move(duty, CLOSURES, at=now, due_at=shift.due_at, length=shift.length, **set_at)
        moves[duty.subject, duty.plug.app].append((duty, was, shift.last_day))
    for (subject, _app), some in moves.items():
        _put_on_record(subject, some, administrator, now, **closure)
        if any(duty.is_owed for duty, _was, _last_day in some):
            _send(subject, some, now, **closure)


def reopen(subject: Keyed | str, kind: str, actor: Person, *, at: datetime) -> None:
    """`actions.reopen`; whom closures entered or taken back meanwhile give another day are told as they would have been
    then."""
    duty = Duty.objects.about(subject).with_moves().get(kind=kind)
    since, end = duty.done_at or duty.paused_at, duty.due_at
    was = next((move.was_due_at for move in duty.moves.all() if move.at > since), end)
    after = actions.reopen(subject, kind, at=at)
    if after.due_at == was:
        return
    closure = _since(since, is_back=after.due_at < was)
    if after.due_at != end:  # those that moved while its clock stood are on record
        _put_on_record(after.subject, [(after, calendar.last_day(end), after.last_day)], actor, at, **closure)
    _send(after.subject, [(after, calendar.last_day(was), after.last_day)], at, **closure)


def _since(instant, *, is_back):
    """What was entered, or taken back, after `instant` and still is so: as one closure."""
    verb, entered = ("reopened" if is_back else "closed"), calendar.entered()
    entries = Entry.objects.about("city:closures").filter(verb=verb, at__gt=instant)
    days = {day: entry.data["reason"] for entry in entries for day in map(date.fromisoformat, entry.data["days"])}
    found = {day: reason for day, reason in days.items() if (day in entered) is not is_back}
    return {"days": sorted(found), "reason": " · ".join(dict.fromkeys(found.values())), "is_back": is_back}


def _put_on_record(subject, some, actor, now, **closure):
    is_public = any(duty.plug.ahead for duty, _was, _last_day in some)
    write("moved", subject, actor=actor, at=now, public=is_public, moves=_told(some), **closure)


def _send(subject, some, now, **closure):
    kind = f"{some[0][0].plug.app}.moved"
    post(kind, subject, key=f"{subject}:moved:{now.isoformat()}", at=now, moves=_told(some), **closure)


def _told(some):
    return [{"duty": duty.plug.short, "was": was, "last_day": last_day} for duty, was, last_day in some]
