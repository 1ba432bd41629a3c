"""The seals of the last days, for everybody to keep: as a page and as a feed (Atom 1.0)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from civic.security import sealing
from civic.security.models import Seal
from civic.serving.public import cacheable

SHOWN = 60  # seals: a month of both books


@require_safe
@cacheable
def seals(request: HttpRequest) -> HttpResponse:
    """The newest first, and how the newest of each book is computed."""
    found = list(Seal.objects.order_by("-day", "book")[:SHOWN])
    newest = [one for one in found if one.day == found[0].day]
    context = {"seals": found, "newest": [(one, sealing.text(one)) for one in newest]}
    return render(request, "security/seals.html", context)


@require_safe
@cacheable
def feed(request: HttpRequest) -> HttpResponse:
    """The same for a reader of feeds, which keeps what it has read."""
    found = list(Seal.objects.order_by("-day", "book")[:SHOWN])
    context = {
        "seals": found,
        "page": settings.SITE_URL + reverse("seals:seals"),
        "address": settings.SITE_URL + reverse("seals:feed"),
        "updated": found[0].sealed_at if found else None,
    }
    return render(request, "security/seals.xml", context, content_type="application/atom+xml; charset=utf-8")
