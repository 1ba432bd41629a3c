"""A proposal's public numbers as JSON (status.json), for pages that poll and for anybody else.

Instants are RFC 3339 in UTC with a Z, or null. What a stranger may not see is 404 or left out. Any site may read them.
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
from proposals import rules
from proposals.models import Proposal

MOST = 100  # proposals in one request
# The columns that `rules.phase` and `numbers` read.
COLUMNS = [
    "pk", "opens_at", "closes_at", "threshold", "endorsement_count", "last_number", "version", "withdrawn_at",
    "refused_at", "answered_at", "established_at",
]  # fmt: skip


def present(ids: Collection[int], now: datetime) -> dict[int, dict[str, Any]]:
    """The `numbers` of those of `ids` that a stranger may see, by id."""
    rows = Proposal.objects.public().filter(pk__in=ids).values_list(*COLUMNS, named=True)
    return {row.pk: numbers(row, now) for row in rows}


def numbers(proposal: Any, now: datetime) -> dict[str, Any]:
    """What status.json promises of one public proposal; `proposal` is a `Proposal` or a row of `COLUMNS`.

    `days_left`: days of the city's calendar after today on which one can endorse, 0 on the last; null if one cannot.
    `void`: endorsements that count no longer; `fell_below`: as in the rules.
    """
    is_open = rules.is_open(proposal, now)
    return {
        "id": proposal.pk,
        "phase": rules.phase(proposal, now),
        "open": is_open,
        "count": proposal.endorsement_count,
        "threshold": proposal.threshold,
        "opens_at": rfc3339(proposal.opens_at),
        "closes_at": rfc3339(proposal.closes_at),
        "days_left": calendar.days_until(proposal.closes_at, now) if is_open else None,
        "established_at": rfc3339(proposal.established_at),
        "void": proposal.last_number - proposal.endorsement_count,
        "fell_below": rules.fell_below(proposal, now),
        "version": proposal.version,
    }


@require_safe
def status(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbers of one proposal."""
    found = present([pk], timezone.now())
    if pk not in found:
        return for_any_site(request, JsonResponse({"sentence": _("There is no such proposal.")}, status=404))
    return for_any_site(request, JsonResponse(found[pk]))


@require_safe
def statuses(request: HttpRequest) -> HttpResponse:
    """The numbers of up to `MOST` proposals asked for with `?id=…&id=…`, in that order."""
    asked = dict.fromkeys(request.GET.getlist("id"))
    if len(asked) > MOST or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in asked):
        sentence = _("Please ask for at most %(most)d proposals by their numbers.") % {"most": MOST}
        return for_any_site(request, JsonResponse({"sentence": sentence}, status=400))
    ids = [int(text) for text in asked]
    found = present(ids, timezone.now())
    return for_any_site(request, JsonResponse([found[pk] for pk in ids if pk in found], safe=False))
