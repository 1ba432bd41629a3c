"""Roles that end by the clock: by their date, and of whoever has not worked here for 90 days.

Whoever asks for a role is told by `roles` whether it has ended; here the clock tidies up afterwards, and tells the idle
before. A role ends for idleness only when the letter about it has been waiting for 14 days.
"""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from civic.accounts import office
from civic.accounts.models import Person
from civic.accounts.registry import role_names
from civic.accounts.working import IDLE, Attendance, Ending
from civic.city.calendar import end_of_day
from civic.outbox.actions import post
from civic.record.actions import write
from civic.security.actions import note
from civic.verbs import lock_people

IDLE_AFTER, TOLD_BEFORE = timedelta(days=90), timedelta(days=14)


@transaction.atomic
def attend(person: Person, now: datetime) -> None:
    """Note that somebody works here today: no role of theirs ends for idleness."""
    lock_people(person)
    Attendance.objects.update_or_create(person=person, defaults={"last_on": timezone.localdate(now)})
    person.endings.filter(why=IDLE, until__gt=now).delete()


def end_roles(now: datetime) -> int:
    """Take away the roles that have ended; returns how many."""
    people = Person.objects.filter(endings__until__lte=now).distinct().order_by("pk")
    return sum(_end_roles_of(person, now) for person in people)


@transaction.atomic
def _end_roles_of(person, now):
    lock_people(person, alone=person)
    over = list(person.endings.filter(until__lte=now).order_by("until", "pk"))
    for each in over:
        _end(person, each)
    person.forget_roles()
    if not person.groups.filter(name__in=role_names()).exists():
        Attendance.objects.filter(person=person).delete()
    return len(over)


def _end(person, ending):
    if person.groups.filter(name=ending.role).exists():
        person.groups.remove(Group.objects.get(name=ending.role))
        said = {"role": ending.role, "why": ending.why}
        note("accounts.role_ended", about=person, actor="clock", **said)
        write("accounts.role_ended", person, actor="clock", at=ending.until, public=False, **said)
    person.endings.filter(role=ending.role).delete()


def warn_the_idle(now: datetime) -> int:
    """Write to those who have not worked here for so long that their roles end in 14 days; returns to how many. Of whom
    no day is known yet the days are counted from now on."""
    today = timezone.localdate(now)
    working = Person.objects.filter(groups__name__in=role_names(), is_active=True).distinct()
    unknown = working.filter(attendance=None)
    Attendance.objects.bulk_create([Attendance(person=each, last_on=today) for each in unknown], ignore_conflicts=True)
    told = Ending.objects.filter(person=OuterRef("pk"), why=IDLE)
    idle = working.filter(~Exists(told), attendance__last_on__lte=today - IDLE_AFTER + TOLD_BEFORE)
    return sum(_warn(person, now) for person in idle.order_by("pk"))


@transaction.atomic
def _warn(person, now):
    """Have all roles of one person end, that of the last administrator apart; whether any does."""
    office.hold_if_theirs(person)
    lock_people(person)
    last_on = person.attendance.last_on
    if last_on > timezone.localdate(now) - IDLE_AFTER + TOLD_BEFORE:
        return False
    names = set(person.groups.filter(name__in=role_names()).values_list("name", flat=True))
    if office.NAME in names and office.may_go(person):
        names.remove(office.NAME)
    day = max(last_on + IDLE_AFTER, timezone.localdate(now) + TOLD_BEFORE)
    until = end_of_day(day)
    Ending.objects.bulk_create(Ending(person=person, role=name, why=IDLE, until=until) for name in sorted(names))
    if names:
        write("accounts.idle", person, actor="clock", at=now, public=False, roles=sorted(names), until=until)
        key = f"{person.record_key}:idle:{until.date()}"
        post("accounts.idle", person.record_key, key=key, at=now, roles=sorted(names), last_day=day.isoformat())
    return bool(names)
