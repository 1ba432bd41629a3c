"""The chores of the outbox."""

from datetime import timedelta

from civic.clockwork import chore
from civic.outbox import expanding, sending


@chore(every=timedelta(seconds=2))
def expand(now):
    return expanding.expand(now)


@chore(every=timedelta(seconds=2))
def deliver(now):
    return sending.deliver(now)
