"""The chores of budgets: a vote opens when its time has come, is counted once its boxes are opened, and is forgotten
by those who followed it."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from proposals.budgets import actions
from proposals.budgets.models import Cycle


@chore(every=timedelta(seconds=1))
def budget_turns(now: datetime) -> int:
    """Do what the clock has changed about cycles; returns how many."""
    due = Cycle.objects.filter(looks_again_at__lte=now).order_by("looks_again_at", "pk").only("pk")
    return sum(actions.take_turns(cycle, now=now) for cycle in due)


@chore(every=timedelta(seconds=1), apart=True)
def budget_counts(now: datetime) -> int:
    """Count the cycles whose boxes have been opened; returns how many. To say of everything what would have made it win
    may take minutes, for which nothing else waits."""
    waiting = Cycle.objects.filter(count_asked_at__isnull=False, counted_at=None, voided_at=None).order_by("pk")
    return sum(actions.count_cycle(cycle, now=now) for cycle in waiting.only("pk"))


@chore(every=timedelta(hours=1), forgets=True)
def budget_followers(now: datetime) -> int:
    """Forget who followed budgets that were counted long ago; returns how many."""
    return actions.forget_followers(now=now)
