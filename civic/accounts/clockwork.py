"""The chores of accounts."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session

from civic.accounts import actions, attempts, devices, limits, lockout, once, tenure, typed
from civic.clockwork import chore


@chore(every=timedelta(hours=1), forgets=True)
def clear_lockouts(now: datetime) -> int:
    return lockout.clear(now)


@chore(every=timedelta(hours=1), forgets=True)
def clear_tallies(now: datetime) -> int:
    return limits.clear(now) + attempts.clear(now)


@chore(every=timedelta(hours=1), forgets=True)
def clear_sent_forms(now: datetime) -> int:
    return once.clear(now)


@chore(every=timedelta(minutes=10), forgets=True)
def clear_kept_forms(now: datetime) -> int:
    return typed.clear(now)


@chore(every=timedelta(hours=6), forgets=True)
def remove_unconfirmed(now: datetime) -> int:
    return actions.remove_unconfirmed(now)


@chore(every=timedelta(days=1), forgets=True)
def clear_sessions(now: datetime) -> int:
    """Sessions that are over say who once was here."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]


@chore(every=timedelta(days=1), forgets=True)
def clear_devices(now: datetime) -> int:
    return devices.clear(now)


@chore(every=timedelta(minutes=5), forgets=True)
def end_roles(now: datetime) -> int:
    return tenure.end_roles(now)


@chore(every=timedelta(hours=6))
def warn_the_idle(now: datetime) -> int:
    return tenure.warn_the_idle(now)
