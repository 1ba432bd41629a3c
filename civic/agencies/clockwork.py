"""The chores of agencies."""

from datetime import datetime, timedelta

from civic.agencies import actions, deputies
from civic.agencies.models import Official
from civic.clockwork import chore


@chore(every=timedelta(minutes=5))
def end_offices(now: datetime) -> int:
    """Take away offices whose last day is over; whoever asks has been told before that they are."""
    over = list(Official.objects.filter(until__lte=now).select_related("person", "agency").order_by("pk"))
    for office in over:
        actions.dismiss(office, at=office.until, actor="clock")
    return len(over)


@chore(every=timedelta(days=1), forgets=True)
def forget_deputyships(now: datetime) -> int:
    return deputies.forget(now)
