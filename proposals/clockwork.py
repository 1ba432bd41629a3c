"""The chores of proposals. Nothing is decided here: a closed window is closed whether they run or not."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from proposals import actions
from proposals.models import Proposal

AT_ONCE = 200  # proposals looked at in one round; the rest is looked at a second later


@chore(every=timedelta(seconds=1))
def turns(now: datetime) -> int:
    """Raise the version of what the clock has changed, and put openings and lapses on record; returns how many."""
    due = Proposal.objects.filter(looks_again_at__lte=now).order_by("looks_again_at", "pk").only("pk")
    return sum(actions.take_turns(proposal, now=now) for proposal in due[:AT_ONCE])


@chore(every=timedelta(days=1))
def forget(now: datetime) -> int:
    """Delete what agencies and proposers wrote to each other once it is no longer kept; returns how much."""
    return actions.forget_correspondence(now)
