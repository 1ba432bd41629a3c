"""Endorsements by day: the same as counting them all, at the price of today."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from proposals.actions import void
from proposals.models import Endorsement
from proposals.pages.days import endorsed_by_day
from proposals.pages.detail import latest
from tests.proposals import life
from tests.proposals.life import DAY, OPENS, TICK

MIDNIGHT = OPENS + 3 * DAY


def counted_all(proposal):
    rows = Endorsement.objects.counted().filter(proposal=proposal)
    return Counter(timezone.localdate(at) for at in rows.values_list("arrived_at", flat=True))


def days(proposal, now):
    proposal.refresh_from_db()
    return +Counter(endorsed_by_day(proposal, now))


@pytest.fixture
def busy(cast):
    """Endorsed on three days by two, three and one."""
    proposal = life.passed(cast, threshold=100)
    for number, when in ((2, OPENS), (3, OPENS + DAY + timedelta(hours=13)), (1, OPENS + 2 * DAY)):
        life.endorse(proposal, number, when)
    return proposal


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=5), DAY, timedelta(days=400)])
def test_it_is_what_counting_them_all_says(busy, later):
    assert days(busy, OPENS + 2 * DAY + later) == counted_all(busy)


def test_days_that_are_over_are_counted_once(busy):
    noon = MIDNIGHT + timedelta(hours=12)
    days(busy, noon)
    life.endorse(busy, 4, noon)
    with CaptureQueriesContext(connection) as asked:
        assert endorsed_by_day(busy, noon + TICK)[timezone.localdate(noon)] == 4
    assert not asked.captured_queries
    assert days(busy, noon + DAY) == counted_all(busy)


def test_who_arrived_before_midnight_and_is_counted_after_it_belongs_to_yesterday(busy):
    days(busy, MIDNIGHT + TICK)
    life.endorse(busy, 5, MIDNIGHT - TICK)
    life.endorse(busy, 7, MIDNIGHT)
    for now in (MIDNIGHT + timedelta(seconds=1), MIDNIGHT + timedelta(seconds=31)):
        assert days(busy, now) == counted_all(busy)


def test_a_void_changes_the_day_it_was_of(busy, cast):
    noon = MIDNIGHT + timedelta(hours=12)
    days(busy, noon)
    void(busy, 3, cast.ada, now=noon, reason="兩個帳號是同一人")
    assert days(busy, noon) == counted_all(busy)
    assert sum(days(busy, noon).values()) == 5


def test_a_few_old_reasons_are_found_by_an_index(busy):
    life.endorse_as(life.Cast().mei, busy, OPENS + 2 * DAY + TICK, reason="樹")
    life.endorse(busy, 20, OPENS + 2 * DAY + 2 * TICK)
    found = busy.endorsements.counted().order_by("-number").exclude(reason="")
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # of so few rows it would read them all
    assert "endorsement_reasons" in found[:10].explain()
    assert [one.reason for one in latest(busy.endorsements.counted())] == ["樹"]
