"""How many endorsed on which day. A day that is over stays as it is: it is counted once, the rest is a subtraction."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from civic.city import calendar
from proposals import rules
from proposals.models import Endorsement, Proposal

KEPT = 500  # proposals whose finished days a process remembers: a few kilobytes each


def endorsed_by_day(proposal: Proposal, now: datetime) -> dict[date, int]:
    """{date in the city's time zone: endorsements that count}; days without any may be missing.

    It costs the same with any number of endorsements, but for the seconds after midnight in which some of yesterday
    may still be on their way. `proposal` as just read.
    """
    today, open_day = timezone.localdate(now), timezone.localdate(now - rules.COUNTING_TIME)
    days = dict(_finished(proposal.pk, open_day, proposal.last_number - proposal.endorsement_count))
    rest = proposal.endorsement_count - sum(days.values())
    if open_day < today:
        days[today] = _since(proposal, calendar.start_of_day(today))
        rest -= days[today]
    days[open_day] = max(rest, 0)  # somebody's may have been voided since `proposal` was read
    return days


@lru_cache(maxsize=KEPT)
def _finished(proposal_id: int, end: date, _voids: int) -> Mapping[date, int]:
    """The days before `end`, which change only when an endorsement is voided: then `_voids` is another number."""
    return dict(
        Endorsement.objects.counted()
        .filter(proposal=proposal_id, arrived_at__lt=calendar.start_of_day(end))
        .annotate(day=TruncDate("arrived_at"))
        .values_list("day")
        .annotate(new=Count("number"))
        .order_by("day")
    )


def _since(proposal, instant):
    return Endorsement.objects.counted().filter(proposal=proposal, arrived_at__gte=instant).count()


def forget_days() -> None:
    """Have the next question count every day anew."""
    _finished.cache_clear()
