"""How dates, times and numbers are written, per language: Django's FORMAT_MODULE_PATH; and ends and years, as said by
people."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = [
    pgettext_lazy("weekday", "Monday"),
    pgettext_lazy("weekday", "Tuesday"),
    pgettext_lazy("weekday", "Wednesday"),
    pgettext_lazy("weekday", "Thursday"),
    pgettext_lazy("weekday", "Friday"),
    pgettext_lazy("weekday", "Saturday"),
    pgettext_lazy("weekday", "Sunday"),
]
REPUBLIC = 1911  # the year before the Republic's first


def rfc3339(instant: datetime | None) -> str | None:
    """An instant for machines: RFC 3339 in UTC with a Z; None for None."""
    return instant and instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def ends_at(end: datetime) -> str:
    """The time of day of the half-open `end` in the city, on its last day: 24:00 for midnight."""
    local = _in_the_city(end)
    return "24:00" if local.time() == time.min else f"{local:%H:%M}"


def end_in_words(end: datetime) -> str:
    """Day and time of a half-open `end` in the city: midnight is 24:00 of the day before."""
    local = _in_the_city(end)
    if local.time() == time.min:
        return f"{date_format(local - timedelta(days=1), 'DATE_FORMAT')} 24:00"
    return date_format(local, "DATETIME_FORMAT")


def closing(end: datetime) -> str:
    """A half-open `end` that is near, as people tell it: 11月27日（五）24:00, Friday 27 November, 24:00."""
    local = _in_the_city(end)
    day = local - timedelta(days=1) if local.time() == time.min else local
    said = {"day": date_format(day, "MONTH_DAY_FORMAT"), "weekday": WEEKDAYS[day.weekday()], "time": ends_at(end)}
    return _("%(weekday)s %(day)s, %(time)s") % said


def both_years(year: int) -> str:
    """`民國110年（2021）` for the CE year 2021; in English `2021 (ROC 110)`."""
    return _("%(year)s (ROC %(republic)s)") % {"year": year, "republic": year - REPUBLIC}


def _in_the_city(instant):
    return timezone.localtime(instant, timezone.get_default_timezone())
