"""The chores of the security log."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from civic.security import actions, sealing, violations


@chore(every=timedelta(hours=6), forgets=True)
def forget(now: datetime) -> int:
    return actions.forget(now)


@chore(every=timedelta(minutes=10))
def seal(now: datetime) -> int:
    return sealing.seal(now)


@chore(every=timedelta(days=1))
def forget_violations(now: datetime) -> int:
    return violations.forget(now)
