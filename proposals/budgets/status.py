"""A cycle's public numbers as JSON: status.json while it runs, result.json and the Pabulib file once it is counted.

Instants are RFC 3339 in UTC with a Z, or null. What a stranger may not see is 404. Any site may read them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic.city import calendar
from civic.formats import rfc3339
from civic.serving.public import for_any_site
from proposals.ballots import standings
from proposals.budgets import rules
from proposals.budgets.models import Cycle, Result

MOST = 100  # cycles in one request


def present(ids: Collection[int], now: datetime) -> dict[int, dict[str, Any]]:
    """The `numbers` of those of `ids` that a stranger may see, by id."""
    cycles = Cycle.objects.public().filter(pk__in=ids).prefetch_related("areas__box")
    return {cycle.pk: numbers(cycle, now) for cycle in cycles}


def numbers(cycle: Cycle, now: datetime) -> dict[str, Any]:
    """What status.json promises of one public cycle. `turnout`: people who have voted, null where the policy shows
    nothing yet; `standing` as `standing` tells; `days_left` as in a proposal's; `void` {"at", "reason"} where the vote
    was declared void."""
    is_open = rules.is_open(cycle, now)
    return {
        "id": cycle.pk,
        "phase": rules.phase(cycle, now),
        "open": is_open,
        "turnout": turnout(cycle) if "turnout" in rules.shown(cycle) else None,
        "standing": standing(cycle),
        "policy": cycle.policy,
        "opens_at": rfc3339(cycle.vote_at),
        "closes_at": rfc3339(cycle.closes_at),
        "days_left": calendar.days_until(cycle.closes_at, now) if is_open else None,
        "counted_at": rfc3339(cycle.counted_at),
        "void": {"at": rfc3339(cycle.voided_at), "reason": cycle.void_reason} if cycle.voided_at else None,
        "version": version_of(cycle),
    }


def boxes(cycle: Cycle) -> list:
    """The boxes of a cycle, each once."""
    return list({area.box_id: area.box for area in cycle.areas.all() if area.box_id}.values())


def version_of(cycle: Cycle) -> int:
    """A number that grows with every change of the cycle and of its boxes."""
    return cycle.version + sum(box.version for box in boxes(cycle))


def turnout(cycle: Cycle) -> int:
    """How many people have voted, in one box or in both; of a count that was imported, what its file says."""
    if cycle.is_imported:
        return sum(Result.objects.filter(area__cycle=cycle).values_list("turnout", flat=True))
    return sum(box.turnout for box in boxes(cycle)) - cycle.in_both


def standing(cycle: Cycle) -> dict[str, dict[str, Any]] | None:
    """How the vote stands, {number of an area: {"voters", "counted_at", "votes": {project: votes, or points where they
    are given}, "winners": [project], "spent"}}, as it was last shown; None where the policy shows none."""
    if not (cycle.opened_at and "standing" in rules.shown(cycle)):
        return None
    return {str(area): said for box in boxes(cycle) for area, said in standings.kept(box).items()}


@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of one cycle."""
    found = present([pk], timezone.now())
    return for_any_site(request, JsonResponse(found[pk]) if pk in found else _nothing())


@require_safe
def statuses(request: HttpRequest) -> HttpResponse:
    """The numbers of up to `MOST` cycles asked for with `?id=…&id=…`, in that order."""
    asked = dict.fromkeys(request.GET.getlist("id"))
    if len(asked) > MOST or not all(text.isascii() and text.isdigit() and len(text) < 10 for text in asked):
        sentence = _("Please ask for at most %(most)d budgets by their numbers.") % {"most": MOST}
        return for_any_site(request, JsonResponse({"sentence": sentence}, status=400))
    ids = [int(text) for text in asked]
    found = present(ids, timezone.now())
    return for_any_site(request, JsonResponse([found[pk] for pk in ids if pk in found], safe=False))


@require_safe
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What the count decided, of all areas together; each project tells its area."""
    cycle = Cycle.objects.public().filter(pk=pk, counted_at__isnull=False).first()
    if cycle is None:
        return for_any_site(request, _nothing())
    results = list(Result.objects.filter(area__cycle=cycle).select_related("area").order_by("area__number"))
    said = {
        "rule": cycle.rule,
        "seed": cycle.seed,
        "winners": [int(winner) for each in results for winner in each.report["winners"]],
        "spent": sum(each.spent for each in results),
        "budget": sum(each.area.amount for each in results),
        "turnout": turnout(cycle),
        "counted_at": rfc3339(cycle.counted_at),
        "policy": cycle.policy,
        "areas": [
            {
                "number": each.area.number,
                "turnout": each.turnout,
                "spent": each.spent,
                "budget": each.area.amount,
                "voters": each.report.get("voters", {}),
                "beside": _beside(each),
            }
            for each in results
        ],
        "projects": [
            {**project, "id": int(project["id"]), "area": each.area.number}
            for each in results
            for project in each.report["projects"]
        ],
    }
    return for_any_site(request, JsonResponse(said))


@require_safe
def pabulib(request: HttpRequest, pk: int, area: int | None = None) -> HttpResponse:
    """The count of an area as a Pabulib file; without a number, of the first one whose papers are published."""
    found = Result.objects.filter(area__cycle__in=Cycle.objects.public(), area__cycle=pk).defer("file")
    some = found.filter(area__number=area) if area else found.order_by("area__number")
    one = next((each for each in some.select_related("area__cycle") if each.shows_papers), None)
    if one is None:
        return for_any_site(request, _nothing())
    name = f"budget-{pk}-{one.area.number}.pb"
    response = HttpResponse(one.file, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return for_any_site(request, response)


def _beside(result):
    """What another rule would have chosen, its projects by number; None where that was not counted."""
    beside = result.report.get("beside")
    return beside and {**beside, "winners": [int(winner) for winner in beside["winners"]]}


def _nothing():
    sentence = _("There is no such budget, it has not been counted yet, or too few have voted to publish the ballots.")
    return JsonResponse({"sentence": sentence}, status=404)
