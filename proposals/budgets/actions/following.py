"""Letters about a budget for whoever asks for them, until it is counted. Not on record."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from civic.accounts.models import Person
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.verbs import locked
from proposals.budgets import rules
from proposals.budgets.models import Cycle, Follower


@transaction.atomic
def follow(cycle: Cycle, person: Person) -> None:
    """Have `person` get the letters about a cycle; harmless when repeated."""
    cycle = locked(cycle, person)
    require(rules.may_follow(cycle, person))
    Follower.objects.get_or_create(cycle=cycle, person=person)


@transaction.atomic
def unfollow(cycle: Cycle, person: Person) -> None:
    """Send no more of them; harmless when repeated."""
    Follower.objects.filter(cycle=cycle, person=person).delete()


@transaction.atomic
def forget_followers(*, now: datetime) -> int:
    """Forget who asked for letters about a cycle that came to its end some time ago; returns how many were forgotten.
    """
    since = now - rules.FOLLOWERS_KEPT
    return Follower.objects.filter(Q(cycle__counted_at__lte=since) | Q(cycle__voided_at__lte=since)).delete()[0]


def post_of_phase(cycle: Cycle, now: datetime) -> None:
    """Post the letter of a phase before the vote that has begun by the clock; part of the verb that turns the cycle."""
    name = rules.phase(cycle, now)
    if name in rules.TOLD:
        at = getattr(cycle, rules.STATIONS[name])
        key = f"{cycle.record_key}:{name}:{at.isoformat()}"
        post("budgets.phase_begun", cycle.record_key, key=key, at=now, phase=name)


def post_of_end(cycle: Cycle, now: datetime) -> None:
    """Post the letter that leaves a day before the vote ends, where it has not begun so late. One that was posted for
    another end reaches nobody."""
    at = cycle.closes_at - timedelta(days=1)
    if now < at:
        closes_at = cycle.closes_at.isoformat()
        key = f"{cycle.record_key}:ending:{closes_at}"
        post("budgets.ending", cycle.record_key, key=key, at=at, closes_at=closes_at)
