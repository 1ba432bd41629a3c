"""The chores of staff."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from civic.staffing import actions, recusing, resetting


@chore(every=timedelta(days=1), forgets=True)
def forget_invitations(now: datetime) -> int:
    return actions.forget(now)


@chore(every=timedelta(days=1), forgets=True)
def forget_recusals(now: datetime) -> int:
    return recusing.forget(now)


@chore(every=timedelta(days=1), forgets=True)
def forget_resets(now: datetime) -> int:
    return resetting.forget(now)
