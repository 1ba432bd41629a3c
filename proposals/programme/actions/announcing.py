"""The programme of a year: planned, announced with its window for applications, prolonged, and its window ended."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.outbox.actions import post
from civic.seen import may_replace
from civic.verbs import change, lock_people, locked, tell
from civic.writing import kept
from proposals.programme import marks, rules
from proposals.programme.actions import deciding
from proposals.programme.models import Programme

FIELDS = ("year", "body", "amount", "opens_at", "closes_at")


@transaction.atomic
def plan(person: Person, *, now: datetime, **fields: Any) -> Programme:
    """A year that only the team sees. `fields`: year, body, amount (whole NT$ or None), opens_at and closes_at."""
    lock_people(person)
    require(rules.may_run(person), Denied)
    fields = _as_kept(fields)
    _be_alone(fields["year"])
    programme = Programme.objects.create(created_at=now, **fields)
    tell(programme, "programme.planned", person, now, public=False, letter=False)
    return programme


@transaction.atomic
def change_programme(
    programme: Programme, person: Person, *, now: datetime, seen: str | None = None, **fields: Any
) -> Programme:
    """Change a year before it is announced. `seen`: `marks.programme`."""
    programme = locked(programme, person)
    require(rules.may_plan(programme, person))
    require(may_replace(seen, marks.programme(programme)))
    fields = _as_kept(fields)
    if fields["year"] != programme.year:
        _be_alone(fields["year"])
    change(programme, **fields)
    tell(programme, "programme.changed", person, now, public=False, letter=False)
    return programme


@transaction.atomic
def announce(programme: Programme, person: Person, *, now: datetime, seen: str | None = None) -> Programme:
    """Show a year to everybody; agencies and district offices are told. `seen`: `marks.programme`."""
    programme = locked(programme, person)
    require(rules.may_plan(programme, person))
    require(may_replace(seen, marks.programme(programme)))
    change(programme, announced_at=now, looks_again_at=programme.closes_at)
    tell(programme, "year_announced", person, now)
    return programme


@transaction.atomic
def prolong(
    programme: Programme, person: Person, *, now: datetime, closes_at: datetime, reason: str, seen: str | None = None
) -> Programme:
    """Take applications for longer; agencies and district offices are told. `seen`: `marks.window`."""
    programme = locked(programme, person)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(rules.may_prolong(programme, person, closes_at, reason))
    require(may_replace(seen, marks.window(programme)))
    if programme.looks_again_at is None:
        raise Refused(Refusal("over", _("Applications have ended already; the deadline of the decision runs.")))
    change(programme, closes_at=closes_at, prolonged_reason=reason, looks_again_at=closes_at)
    tell(programme, "year_prolonged", person, now, letter=False, closes_at=closes_at, reason=reason)
    key = f"{programme.record_key}:year_prolonged:{closes_at.isoformat()}"
    post("programme.year_prolonged", programme.record_key, key=key, at=now, reason=reason)
    return programme


@transaction.atomic
def end_window(programme: Programme, *, now: datetime) -> bool:
    """Once applications have ended, the team owes decisions about them; False if that was known, or nothing waits."""
    programme = locked(programme)
    if programme.looks_again_at is None or programme.looks_again_at > now:
        return False
    change(programme, looks_again_at=None)
    deciding.begins(programme, at=now)
    tell(programme, "programme.closed", "clock", now, letter=False)
    return True


def _as_kept(fields):
    require(rules.may_be_window(fields["opens_at"], fields["closes_at"]))
    return {name: fields[name] for name in FIELDS} | {"body": kept(fields["body"], rules.TEXT_LIMIT)}


def _be_alone(year):
    if Programme.objects.filter(year=year).exists():
        raise Refused(Refusal("year_taken", _("There is a programme of this year already.")))
