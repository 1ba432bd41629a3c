"""How a proposal is passed on: a short address, the links that share it, a QR code, a poster to print."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

import qrcode
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from qrcode.constants import ERROR_CORRECT_M

from civic import postcards
from civic.city.tiles import city
from civic.outbox import absolute
from civic.serving.public import cacheable, for_an_hour
from proposals.models import Proposal
from proposals.pages.card import Shown

QUIET = 4  # modules of white around a code, as its standard asks
KEPT = 200  # codes that a process remembers: a few kilobytes each
LINE = "https://social-plugins.line.me/lineit/share"
FACEBOOK = "https://www.facebook.com/sharer/sharer.php"


@dataclass(frozen=True)
class Sharing:
    """The address of the page, that of its picture, the `short` one that people can type, and where one shares it."""

    url: str
    image: str
    short: str
    line: str
    facebook: str

    @property
    def typed(self) -> str:
        """The short address as people write it."""
        return self.short.partition("://")[2]


def sharing(proposal: Proposal, now: datetime) -> Sharing:
    """How a public proposal is shared, in the language of the page."""
    names = ("proposals:detail", "proposals:card", "short_proposal")
    url, image, short = (absolute(reverse(name, args=[proposal.pk])) for name in names)
    image = postcard(Shown(proposal, now)).at(image)
    return Sharing(url, image, short, f"{LINE}?{urlencode({'url': short})}", f"{FACEBOOK}?{urlencode({'u': short})}")


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """`/p/42` leads to the page of proposal 42, in the language of the address."""
    return redirect("proposals:detail", pk, permanent=True)


@require_safe
@cacheable
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet of A4 for a notice board: what it is about, how far it is, and the code that leads to it."""
    proposal, now = _shared(pk), timezone.now()
    context = {"proposal": proposal, "shown": Shown(proposal, now), "sharing": sharing(proposal, now)}
    return render(request, "proposals/poster.html", context)


@require_safe
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The QR code of the short address, as SVG."""
    drawn = _drawn(absolute(reverse("short_proposal", args=[_shared(pk).pk])))
    return for_an_hour(HttpResponse(drawn, content_type="image/svg+xml"))


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture that stands for the proposal where somebody passes it on."""
    return postcards.as_response(postcard(Shown(_shared(pk), timezone.now())))


def postcard(shown: Shown) -> postcards.Postcard:
    """What that picture says, to whoever is shown no more than `shown`."""
    said = {"n": f"{shown.count:,}", "most": f"{shown.threshold:,}"}
    figure = _("%(n)s of %(most)s endorsements") % said
    share = shown.count / shown.threshold
    return postcards.Postcard(str(shown.title), str(shown.phase_label), figure, share, city())


def _shared(pk):
    """A proposal that was open to all; what passed on before stays so when it ends."""
    return get_object_or_404(Proposal.objects.public().with_names(), pk=pk, opens_at__isnull=False)


@lru_cache(maxsize=KEPT)
def _drawn(address):
    """An SVG in black on white, one unit a module: every row of dark modules in one piece."""
    drawing = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    drawing.add_data(address)
    rows = drawing.get_matrix()
    path = "".join(f"M{x} {y}h{width}v1h-{width}z" for y, row in enumerate(rows) for x, width in _runs(row))
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{path}"/></svg>'
    )


def _runs(row):
    """(start, length) of each run of dark modules."""
    start = None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            yield start, x - start
            start = None
