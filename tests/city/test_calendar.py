import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from civic.city import calendar
from civic.city.models import Closure

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[3] / "shared" / "data" / "calendar"


@pytest.mark.shared
@pytest.mark.parametrize("year", [2023, 2024])
def test_every_day_agrees_with_the_office_calendar(year):
    days = json.loads((SOURCE / f"{year}.json").read_text(encoding="utf-8"))
    assert len(days) >= 365
    for day in days:
        assert calendar.is_working_day(date.fromisoformat(day["date"])) is not day["isHoliday"], day


def test_a_make_up_saturday_is_a_working_day():
    assert calendar.is_working_day(date(2024, 2, 17))


def test_a_substitute_holiday_across_new_year_is_none():
    assert not calendar.is_working_day(date(2021, 12, 31))


def test_a_closure_is_no_working_day():
    typhoon = date(2024, 10, 31)
    assert calendar.is_working_day(typhoon)
    Closure.objects.create(day=typhoon, reason="颱風")
    calendar.forget_closures()
    assert not calendar.is_working_day(typhoon)
    assert calendar.add_working_days(date(2024, 10, 30), 1) == date(2024, 11, 1)


def test_closures_are_read_once_for_many_questions(django_assert_num_queries):
    with django_assert_num_queries(1):
        calendar.add_working_days(date(2026, 3, 2), 30)
        calendar.working_days_between(date(2026, 3, 2), date(2026, 6, 1))


def test_working_days_are_counted_from_the_next_day():
    friday = date(2026, 3, 6)
    assert calendar.add_working_days(friday, 1) == date(2026, 3, 9)
    assert calendar.add_working_days(friday, 5) == date(2026, 3, 13)
    assert calendar.add_working_days(date(2026, 3, 7), 1) == date(2026, 3, 9)
    assert calendar.add_working_days(friday, 0) == friday


def test_days_left_and_days_over_mirror_each_other():
    monday = date(2026, 3, 2)
    assert calendar.working_days_between(monday, monday) == 0
    assert calendar.working_days_between(monday, date(2026, 3, 9)) == 5
    assert calendar.working_days_between(date(2026, 3, 9), monday) == -5
    for number in range(0, 25):
        due = calendar.add_working_days(monday, number)
        assert calendar.working_days_between(monday, due) == number


def test_a_duty_ending_on_a_holiday_moves_on_and_one_on_a_working_day_stays():
    assert calendar.next_working_day(date(2026, 10, 9)) == date(2026, 10, 12)
    assert calendar.next_working_day(date(2026, 10, 8)) == date(2026, 10, 8)


@pytest.mark.parametrize(
    "day, months, result",
    [
        (date(2026, 1, 15), 2, date(2026, 3, 15)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 10, 5), 2, date(2026, 12, 5)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, result):
    assert calendar.add_months(day, months) == result


def test_a_day_ends_at_the_next_midnight_of_the_city():
    end = calendar.end_of_day(date(2026, 3, 2))
    assert end == datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    assert end - calendar.start_of_day(date(2026, 3, 2)) == timedelta(days=1)


def test_a_day_of_a_zone_with_summer_time_ends_at_its_own_midnight(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    short = date(2026, 3, 29)
    assert (calendar.end_of_day(short) - calendar.start_of_day(short).astimezone(UTC)) == timedelta(hours=23)


@pytest.mark.parametrize("deed", ["update city_closure set day = day + 1", "update city_closure set reason = 'x'",
                                  "truncate city_closure"])  # fmt: skip
def test_a_closure_is_never_rewritten(deed):
    Closure.objects.create(day=date(2026, 3, 4), reason="颱風")
    with pytest.raises(IntegrityError, match="not rewritten"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)
