"""Working days of the city's offices, and where a day begins and ends in the city's time zone.

Days are dates, instants are aware datetimes. The national office calendar comes from the library `holidays`
(substitute holidays and make-up Saturdays included); further days on which the offices stay closed are `Closure` rows.
"""

import calendar
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from functools import cache

import holidays
from django.utils import timezone

from civic.city.models import Closure

CLOSURES_LIVE = 5  # seconds for which a process shows days left by the closures it has read

_closures = (0.0, frozenset())
_supposed = ContextVar("supposed closures", default=None)


def is_working_day(day: date) -> bool:
    """Whether the offices are open on that date."""
    return _calendar(day.year).is_working_day(day) and day not in closures()


@cache
def _calendar(year):
    """One year, complete before anybody sees it: threads share it, and a growing one is not safe to share."""
    return holidays.country_holidays("TW", years=year, expand=False)


def closures() -> frozenset[date]:
    """The dates of all closures: those supposed, else as they were seconds ago. What sets a deadline supposes those
    of its own transaction."""
    global _closures
    if (supposed := _supposed.get()) is not None:
        return supposed
    read_at, days = _closures
    if not read_at or time.monotonic() - read_at > CLOSURES_LIVE:
        days = entered()
        _closures = (time.monotonic(), days)
    return days


def entered() -> frozenset[date]:
    """The dates of all closures, as this transaction finds them."""
    return frozenset(Closure.objects.values_list("day", flat=True))


@contextmanager
def supposing(days: frozenset[date]) -> Iterator[None]:
    """Inside, working days are counted as if exactly `days` were closed."""
    token = _supposed.set(days)
    try:
        yield
    finally:
        _supposed.reset(token)


def forget_closures() -> None:
    """Let this process read the closures anew when next asked."""
    global _closures
    _closures = (0.0, frozenset())


def next_working_day(day: date) -> date:
    """The day itself if the offices are open, else the first day after it on which they are."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def add_working_days(start: date, number: int) -> date:
    """The date of the `number`th working day after `start`, which itself is not counted; `number` is not negative."""
    if number < 0:
        raise ValueError("working days are counted forwards")
    day = start
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day


def working_days_between(today: date, due: date) -> int:
    """Working days left until `due`, that day included and today not; negative once it is over."""
    if due < today:
        return -working_days_between(due, today)
    return sum(is_working_day(today + timedelta(days=n)) for n in range(1, (due - today).days + 1))


def add_months(day: date, number: int) -> date:
    """The same day `number` months on, or the last day of a shorter month. Not moved off a holiday."""
    months = day.year * 12 + day.month - 1 + number
    year, month = divmod(months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def end_of_day(day: date) -> datetime:
    """The first instant that is no longer `day` in the city's time zone: the end of a half-open window."""
    return start_of_day(day + timedelta(days=1))


def start_of_day(day: date) -> datetime:
    """Midnight with which `day` begins in the city's time zone, as an aware instant."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def last_day(end: datetime) -> date:
    """The last date before the half-open end `end`, in the city's time zone; undoes `end_of_day`."""
    return timezone.localdate(end - timedelta(microseconds=1), timezone.get_default_timezone())


def days_until(end: datetime, now: datetime) -> int:
    """Days of the city's calendar after today until the last one before the half-open `end`: 0 on that day."""
    return (last_day(end) - timezone.localdate(now, timezone.get_default_timezone())).days
