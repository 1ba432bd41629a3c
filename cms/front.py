"""The life behind the words: what pages show of proposals at this moment. Asks, and writes nothing."""

from datetime import datetime
from itertools import chain, zip_longest

from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.duties.models import Duty
from proposals.budgets.models import Cycle
from proposals.budgets.pages.shown import Shown, ShownProject
from proposals.duties import ANSWER
from proposals.models import Demand, Proposal, Terms, open_at, phase_is
from proposals.pages.card import Shown as Card
from proposals.pages.card import shown
from proposals.pages.deadlines import owed
from proposals.pages.listing import for_cards
from proposals.pages.timeline import timeline
from proposals.programme.models import Case, Meeting, Programme
from proposals.programme.pages.cases import context_of
from proposals.programme.pages.committee import decided

HANDS, ANSWERED, OWED = 4, 2, 2  # how many of each the home page shows


def today(now: datetime) -> dict:
    """For the home page: what needs a hand, budgets being voted on, what was answered and what is owed, the figures."""
    answered = for_cards(Proposal.objects.public()).filter(answered_at__isnull=False)
    return {
        "hands": hands(now),
        "voting": voting(now),
        "owed": owed(now, OWED),
        "newly_answered": shown(answered.order_by("-answered_at")[:ANSWERED], now),
        "figures": figures(now),
    }


def hands(now: datetime) -> list[Card]:
    """The proposals to which an endorsement matters most today, each once: in turn one that lacks the fewest, and one
    that ends the soonest."""
    collecting = for_cards(Proposal.objects.public()).in_phase("collecting", now)
    lacking = collecting.order_by(F("threshold") - F("endorsement_count"), "closes_at")[:HANDS]
    ending = collecting.order_by("closes_at", "-endorsement_count")[:HANDS]
    in_turn = chain.from_iterable(zip_longest(lacking, ending))
    return shown(list({row.pk: row for row in in_turn if row}.values())[:HANDS], now)


def voting(now: datetime) -> list[Shown]:
    """The budgets on which one can vote now, the first to end first."""
    cycles = Cycle.objects.public().filter(opened_at__lte=now, closes_at__gt=now).order_by("closes_at")
    return [Shown(cycle, now) for cycle in cycles.prefetch_related("areas__box")]


def numbers(now: datetime) -> dict:
    """For the block "numbers in force": the terms that hold now, and the next that will, or None."""
    day = timezone.localdate(now)
    return {"terms": Terms.objects.in_force(day), "next": Terms.objects.coming(day).first()}


def figures(now: datetime) -> dict:
    """How many one can endorse, how many wait for an answer or have it, and how many answers were due and came in time.

    `due` counts the answers that were given or whose day is over; `in_time` those given before it ended.
    """
    counted = Proposal.objects.public().aggregate(
        open=Count("pk", filter=open_at(now)),
        waiting=Count("pk", filter=phase_is("established", now)),
        answered=Count("pk", filter=phase_is("answered", now)),
    )
    return counted | Duty.objects.filter(kind=ANSWER).kept(now)


def live_proposal(proposal: Proposal, now: datetime, with_answer: bool = True, number: int | None = None) -> dict:
    """For the block in an outcome page: the card, and demand by demand what was decided; of the demand with `number`
    that alone, without the card."""
    demands = Demand.objects.none()
    if proposal.answered_at and (with_answer or number):
        demands = Demand.objects.filter(proposal=proposal).select_related("finding__agency")
    if number:
        return {"card": shown([proposal], now)[0], "demands": demands.filter(number=number), "is_alone": True}
    return {"card": shown([proposal], now)[0], "demands": demands}


def live_case(case: Case, now: datetime, with_report: bool = True) -> dict:
    """For the block in an outcome page: the case, and its report once that is published."""
    tells = with_report and case.published_at is not None
    return {"each": case, "tells": tells, "photos": list(case.photos.all()) if tells else []}


def live_meeting(meeting: Meeting) -> dict:
    """For the block in an outcome page: when it was, and what it decided once the minutes are published."""
    return {"each": meeting, "decisions": decided(meeting) if meeting.minutes_at else []}


def happened(proposal: Proposal | None, case: Case | None, now: datetime) -> list[dict]:
    """What everybody may know of what has happened to both, as a timeline tells it; of what lies ahead nothing."""
    events = []
    if proposal is not None:
        told = timeline(proposal, [], now)
        events += [{"at": each.at, "title": each.title, "is_end": each.is_end, "state": each.state} for each in told]
    if case is not None:
        events += [{"at": each["at"], "title": each["title"]} for each in context_of(case, now)["events"]]
    return [each for each in events if each["at"] <= now]


def data_files(budget: Cycle | None, year: int | None) -> list[tuple[object, str]]:
    """(words, address) of each file with data of a counted budget and of a year of the programme."""
    files = []
    if budget is not None and budget.counted_at:
        files.append((_("Result (JSON)"), reverse("budgets:result", args=[budget.pk])))
        files.append((_("Ballots (Pabulib)"), reverse("budgets:pabulib", args=[budget.pk])))
    if year and Programme.objects.public().filter(year=year).exists():
        kinds = {"csv": _("Table (CSV)"), "ods": _("Table (ODS)"), "json": _("For programs (JSON)")}
        files += [(words, reverse(f"programme:{name}", args=[year])) for name, words in kinds.items()]
    return files


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
