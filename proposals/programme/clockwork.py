"""The chore of the programme: what the clock ends is owed about from then on."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from proposals.programme import actions
from proposals.programme.committee import Meeting
from proposals.programme.models import Case, Programme


@chore(every=timedelta(minutes=1))
def programme_turns(now: datetime) -> int:
    """End the windows, cases and meetings whose time has come; returns how many."""
    kinds = ((Programme, actions.end_window), (Meeting, actions.end_meeting), (Case, actions.end_running))
    return sum(
        verb(thing, now=now)
        for model, verb in kinds
        for thing in model.objects.filter(looks_again_at__lte=now).order_by("looks_again_at", "pk")
    )
