"""The life behind the words: what pages show of proposals at this moment. Asks, and writes nothing."""

from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from civic.duties.models import Duty
from proposals.budgets.models import Cycle
from proposals.budgets.pages.shown import Shown, ShownProject
from proposals.duties import ANSWER
from proposals.models import Demand, Proposal, Terms, phase_is
from proposals.pages.card import shown
from proposals.pages.deadlines import owed
from proposals.pages.listing import for_cards

EACH = 3
OWED = 6


def today(now: datetime) -> dict:
    """For the home page: budgets being voted on, proposals of the moment (only lists that have any), the figures."""
    public = for_cards(Proposal.objects.public())
    collecting = public.in_phase("collecting", now)
    answered = public.filter(answered_at__isnull=False)
    return {
        "voting": voting(now),
        "ending_soon": shown(collecting.order_by("closes_at")[:EACH], now),
        "most_endorsed": shown(collecting.order_by("-endorsement_count", "closes_at")[:EACH], now),
        "owed": owed(now, OWED),
        "newly_answered": shown(answered.order_by("-answered_at")[:EACH], now),
        "figures": figures(now),
        "terms": Terms.objects.in_force(timezone.localdate(now)),
    }


def voting(now: datetime) -> list[Shown]:
    """The budgets on which one can vote now, the first to end first."""
    cycles = Cycle.objects.public().filter(opened_at__lte=now, closes_at__gt=now).order_by("closes_at")
    return [Shown(cycle, now) for cycle in cycles.prefetch_related("areas__box")]


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


def live_budget(cycle: Cycle, now: datetime, number: int | None = None) -> dict:
    """For the block in an outcome page: the card of a cycle and, once it is counted, the projects that were chosen; of
    the project with `number` how it fared, or nothing where there is none."""
    shown = Shown(cycle, now)
    if number is not None:
        projects = cycle.projects.filter(number=number)
    else:
        projects = cycle.projects.filter(number__in=[each for each, fate in shown.fates.items() if fate["won"]])
    rows = projects.select_related("theme")
    return {"each": shown, "cycle": cycle, "projects": [ShownProject(row, shown.fates.get(row.number)) for row in rows]}
