"""The page of one case, and its pictures."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from civic import postcards
from civic.agencies.rules import speaks_for
from civic.duties.deadlines import deadlines
from civic.duties.models import Duty
from civic.outbox import absolute
from civic.serving.public import cacheable, for_an_hour, for_nobody
from proposals.pages.detail import reader_of
from proposals.programme import rules
from proposals.programme.models import Case


def visible(year: int, number: int) -> Case:
    """The case of a year that was handed in under this number, else 404."""
    return get_object_or_404(Case.objects.public().with_names(), programme__year=year, number=number)


@require_safe
@cacheable
def case(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One case from the application to its report."""
    found, now, reader = visible(year, number), timezone.now(), reader_of(request)
    acts = reader is not None and rules.may_act(reader, speaks_for(reader, found.agency)) is None
    context = context_of(found, now) | {
        "acts": acts,
        "photos": list(found.photos.all()) if found.published_at else [],
        "passed_on": _passed_on(found),
    }
    return render(request, "programme/case.html", context)


def context_of(case: Case, now) -> dict:
    """What the pieces of a case's page are given."""
    return {
        "case": case,
        "programme": case.programme,
        "state": rules.state(case, now),
        "decision": case.decision if case.decided_at else None,
        "recused": [each.member for each in case.decision.recusals.select_related("member")] if case.decided_at else [],
        "changes": list(case.changes.all()),
        "events": _events(case, now),
        "deadlines": deadlines(Duty.objects.about(case).with_moves(), now),
    }


def _events(case, now):
    """What happened to it, oldest first."""
    meeting = case.decision.meeting if case.decided_at else None
    told = [
        (case.submitted_at, _("Applied"), ""),
        (case.withdrawn_at, _("Withdrawn"), ""),
        (case.decided_at, _("Decided by the committee"), str(meeting or "")),
        *((change.at, _("Changed"), change.reason) for change in case.changes.all()),
        (case.cancelled_at, pgettext_lazy("programme", "Cancelled"), case.cancelled_reason),
        (case.reported_at, _("Report handed in"), ""),
        (case.published_at, _("Report published"), ""),
    ]
    return [
        {"at": at, "title": title, "text": text}
        for at, title, text in sorted((row for row in told if row[0]), key=lambda row: row[0])
    ]


@require_safe
def card(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """The picture that stands for a case where somebody passes it on."""
    return postcards.as_response(postcard(visible(year, number)))


def postcard(case: Case) -> postcards.Postcard:
    """What that picture says."""
    return postcards.Postcard(str(case), str(case.state_words), str(case.get_how_display()))


def _passed_on(case):
    """The full addresses of the page and of the picture that stands for it."""
    image = absolute(reverse("programme:card", args=[case.programme.year, case.number]))
    return {"url": absolute(case.get_absolute_url()), "image": postcard(case).at(image)}


@require_safe
def photo(request: HttpRequest, year: int, number: int, pk: int) -> HttpResponse:
    """A picture of a report; before that is published, to whoever acts for the case."""
    found, reader = visible(year, number), reader_of(request)
    photo, is_public = get_object_or_404(found.photos, pk=pk), found.published_at is not None
    if not is_public:
        if reader is None or rules.may_act(reader, speaks_for(reader, found.agency)):
            return get_object_or_404(found.photos.none())
        return for_nobody(FileResponse(photo.file.open()))
    return for_an_hour(FileResponse(photo.file.open()))
