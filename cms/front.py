"""The life behind the words: what pages show of proposals at this moment. Asks, and writes nothing."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from civic.duties.models import Duty
from proposals.duties import ANSWER
from proposals.models import Demand, Proposal, Terms, phase_is
from proposals.pages.card import shown
from proposals.pages.deadlines import owed
from proposals.pages.listing import for_cards

EACH = 3
OWED = 6


def today(now: datetime) -> dict:
    """For the home page: proposals of the moment (only lists that have any) and the figures."""
    public = for_cards(Proposal.objects.public())
    collecting = public.in_phase("collecting", now)
    answered = public.filter(answered_at__isnull=False)
    return {
        "ending_soon": shown(collecting.order_by("closes_at")[:EACH], now),
        "most_endorsed": shown(collecting.order_by("-endorsement_count", "closes_at")[:EACH], now),
        "owed": owed(now, OWED),
        "newly_answered": shown(answered.order_by("-answered_at")[:EACH], now),
        "figures": figures(now),
        "terms": Terms.objects.in_force(timezone.localdate(now)),
    }


def numbers(now: datetime) -> dict:
    """For the block "numbers in force": the terms that hold now, and the next that will, or None."""
    day = timezone.localdate(now)
    return {"terms": Terms.objects.in_force(day), "next": Terms.objects.coming(day).first()}


def figures(now: datetime) -> dict:
    """How many were established and answered, and how many answers were due and came in time.

    `due` counts the answers that were given or whose day is over; `in_time` those given before it ended.
    """
    counted = Proposal.objects.public().aggregate(
        collecting=Count("pk", filter=phase_is("collecting", now)),
        established=Count("pk", filter=Q(established_at__isnull=False)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )
    return counted | Duty.objects.filter(kind=ANSWER).kept(now)


def live_proposal(proposal: Proposal, now: datetime, with_answer: bool = True) -> dict:
    """For the block in an outcome page: the card, and demand by demand what was decided."""
    demands = ()
    if with_answer and proposal.answered_at:
        demands = Demand.objects.filter(proposal=proposal).select_related("finding__agency")
    return {"card": shown([proposal], now)[0], "demands": demands}
