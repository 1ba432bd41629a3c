"""The chores of proposals. Nothing is decided here: a closed window is closed whether they run or not."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from civic.city import calendar
from civic.clockwork import chore
from civic.outbox.actions import post
from civic.outbox.models import Mailing
from proposals import actions, search
from proposals.models import Proposal

AT_ONCE = 200  # proposals looked at in one round; the rest is looked at a second later
REMIND_TO_AMEND = (3, 10)  # calendar days before the last day on which a text can be amended


@chore(every=timedelta(seconds=1))
def turns(now: datetime) -> int:
    """Raise the version of what the clock has changed, and put openings, lapses and amendments that did not come on
    record; returns how many."""
    due = Proposal.objects.filter(looks_again_at__lte=now).order_by("looks_again_at", "pk").only("pk")
    return sum(actions.take_turns(proposal, now=now) for proposal in due[:AT_ONCE])


@chore(every=timedelta(minutes=1))
def follow_in_search(now: datetime) -> int:
    """Tell the search how many stand behind each proposal by now and when answers are due; returns how many changed."""
    return search.follow_clock(now)


@chore(every=timedelta(days=1), forgets=True)
def forget(now: datetime) -> int:
    """Delete what proposers wrote to agencies, and these to them, and to reviewers, once it is no longer kept; returns
    how much."""
    return actions.forget_correspondence(now) + actions.forget_differences(now)


@chore(every=timedelta(minutes=5))
@transaction.atomic
def reminders_to_amend(now: datetime) -> int:
    """Post the letters about amendments that are due in 10 and in 3 days, each once; returns how many.

    Late, it posts the one that fits now; an amendment that was never that far away gets no such letter.
    """
    today, posted = timezone.localdate(now), 0
    horizon = calendar.end_of_day(today + timedelta(days=max(REMIND_TO_AMEND)))
    for proposal in Proposal.objects.in_phase("amend", now).filter(amend_due_at__lte=horizon).order_by("pk"):
        last_day = calendar.last_day(proposal.amend_due_at)
        left = (last_day - today).days
        step = min(days for days in REMIND_TO_AMEND if days >= left)
        key = f"{proposal.record_key}:amend_soon:{step}"
        was_ever_that_far = timezone.localdate(proposal.amend_asked_at) <= last_day - timedelta(days=step)
        if left and was_ever_that_far and not Mailing.objects.filter(key=key).exists():
            post("proposals.amend_soon", proposal.record_key, key=key, at=now, days=left)
            posted += 1
    return posted
