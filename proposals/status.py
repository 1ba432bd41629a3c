"""A proposal's public numbers as JSON, for pages that poll and for anybody else."""

from datetime import UTC

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from civic.serving.public import for_everybody
from proposals import rules
from proposals.models import Proposal

MOST = 100
# What the law asks of a proposal to name its phase, and what is told of it.
COLUMNS = [
    "pk", "opens_at", "closes_at", "threshold", "endorsement_count", "version", "withdrawn_at", "refused_at",
    "answered_at", "established_at",
]  # fmt: skip


def present(ids, now):
    """The public numbers of those of `ids` (integers) that a stranger may see, as `{id: dict}`."""
    rows = Proposal.objects.public().filter(pk__in=ids).values_list(*COLUMNS, named=True)
    return {row.pk: numbers(row, now) for row in rows}


def numbers(proposal, now):
    """Exactly what status.json promises of one public proposal (or a row of `COLUMNS`); instants in RFC 3339, UTC."""
    return {
        "id": proposal.pk,
        "phase": rules.phase(proposal, now),
        "open": rules.is_open(proposal, now),
        "count": proposal.endorsement_count,
        "threshold": proposal.threshold,
        "opens_at": _rfc3339(proposal.opens_at),
        "closes_at": _rfc3339(proposal.closes_at),
        "established_at": _rfc3339(proposal.established_at),
        "version": proposal.version,
    }


def _rfc3339(instant):
    return instant and instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


@require_safe
def status(request, pk):
    found = present([pk], timezone.now())
    if pk not in found:
        return _open(request, JsonResponse({"sentence": _("There is no such proposal.")}, status=404))
    return _open(request, JsonResponse(found[pk]))


@require_safe
def statuses(request):
    """Those asked for with `?id=…&id=…`, in that order; what a stranger may not see is left out."""
    asked = dict.fromkeys(request.GET.getlist("id"))
    if len(asked) > MOST or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in asked):
        sentence = _("Please ask for at most %(most)d proposals by their numbers.") % {"most": MOST}
        return _open(request, JsonResponse({"sentence": sentence}, status=400))
    ids = [int(text) for text in asked]
    found = present(ids, timezone.now())
    return _open(request, JsonResponse([found[pk] for pk in ids if pk in found], safe=False))


def _open(request, response):
    """Any site may read it, and a cache may keep it for a second."""
    response["Access-Control-Allow-Origin"] = "*"
    return for_everybody(request, response)
