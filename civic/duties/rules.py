"""How long a duty runs, when it ends and where it moves, by the city's calendar (`civic.city`); imports nothing else
of ours."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from civic.city import calendar

WORKING_DAYS, MONTHS = "working_days", "months"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as the law gives it: `length` in `unit`, one of `WORKING_DAYS` and `MONTHS`."""

    length: int
    unit: str

    def after(self, starts_on: date) -> datetime:
        """The half-open end: the midnight after the last day, counted from the day after `starts_on`.

        Months end on the same date, or the last one of a shorter month, and on a holiday the next working day.
        """
        if self.unit == MONTHS:
            day = calendar.next_working_day(calendar.add_months(starts_on, self.length))
        else:
            day = calendar.add_working_days(starts_on, self.length)
        return calendar.end_of_day(day)


def working_days(length: int) -> Span:
    """A span of so many working days."""
    return Span(length, WORKING_DAYS)


def months(length: int) -> Span:
    """A span of so many calendar months."""
    return Span(length, MONTHS)


def left(starts_on: date, stopped_on: date, due_at: datetime) -> Span:
    """What was left of a span that stopped on a day: that day counts as not yet used, unless the span was only counted
    from it. One day at least."""
    last_used = _last_used(starts_on, stopped_on)
    return working_days(max(calendar.working_days_between(last_used, calendar.last_day(due_at)), 1))


def used(starts_on: date, stopped_on: date) -> int:
    """How many working days of a span were used up when it stopped on a day."""
    return calendar.working_days_between(starts_on, _last_used(starts_on, stopped_on))


def _last_used(starts_on, stopped_on):
    return max(stopped_on - timedelta(days=1), starts_on)


def not_before(earliest: datetime, end: datetime) -> datetime:
    """`end`, or the end of the day of `earliest` if that is later: nobody is late because a closure was taken back."""
    return max(end, calendar.end_of_day(timezone.localdate(earliest)))
