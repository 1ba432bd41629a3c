"""The life behind the words: what pages show of proposals at this moment. Asks, and writes nothing."""

from django.db.models import Count, F, Q
from django.utils import timezone

from cms.cards import cards
from proposals.models import Demand, Proposal, Terms

EACH = 3


def today(now):
    """For the home page: proposals of the moment (only lists that have any) and the figures."""
    collecting = Proposal.objects.public().in_phase("collecting", now).with_names()
    answered = Proposal.objects.public().filter(answered_at__isnull=False).with_names()
    return {
        "ending_soon": cards(collecting.order_by("closes_at")[:EACH], now),
        "most_endorsed": cards(collecting.order_by("-endorsement_count", "closes_at")[:EACH], now),
        "newly_answered": cards(answered.order_by("-answered_at")[:EACH], now),
        "figures": figures(now),
        "terms": Terms.objects.in_force(timezone.localdate(now)),
    }


def figures(now):
    """How many were established and answered, and how many answers were due and came in time.

    `due` counts the answers that were given or whose day is over; `in_time` those given before it ended.
    """
    return Proposal.objects.public().aggregate(
        collecting=Count("pk", filter=Q(opens_at__lte=now, closes_at__gt=now, withdrawn_at=None)),
        established=Count("pk", filter=Q(established_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        due=Count("pk", filter=Q(answered_at__isnull=False) | Q(answer_due_at__lte=now)),
        in_time=Count("pk", filter=Q(answered_at__lt=F("answer_due_at"))),
    )


def live_proposal(proposal, now, with_answer=True):
    """For the block in an outcome page: the card, and demand by demand what was decided."""
    demands = ()
    if with_answer and proposal.answered_at:
        demands = Demand.objects.filter(proposal=proposal).select_related("finding__agency")
    return {"card": cards([proposal], now)[0], "demands": demands}
