"""The chores of accounts."""

from datetime import timedelta

from django.contrib.sessions.models import Session

from civic.accounts import actions, limits, lockout, once, typed
from civic.clockwork import chore


@chore(every=timedelta(hours=1))
def clear_lockouts(now):
    return lockout.clear(now)


@chore(every=timedelta(hours=1))
def clear_tallies(now):
    return limits.clear(now)


@chore(every=timedelta(hours=1))
def clear_sent_forms(now):
    return once.clear(now)


@chore(every=timedelta(minutes=10))
def clear_kept_forms(now):
    return typed.clear(now)


@chore(every=timedelta(hours=6))
def remove_unconfirmed(now):
    return actions.remove_unconfirmed(now)


@chore(every=timedelta(days=1))
def clear_sessions(now):
    """Sessions that are over say who once was here."""
    return Session.objects.filter(expire_date__lt=now).delete()[0]
