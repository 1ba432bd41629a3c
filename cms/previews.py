"""Private links to a draft: made and revoked by editors, good until a day, opened by whoever has them.

The token is random and signed, the database keeps its digest: whoever reads the database opens nothing. No cache keeps
the page, no search engine lists it, and it tells no other site where the reader came from.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django import forms
from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.models import Page

from civic.accounts.models import Person
from civic.record.actions import write
from civic.serving.public import for_nobody
from cms.models import PreviewLink

SALT = "cms.previews"
DAYS = {"1": _("1 day"), "7": _("7 days"), "30": _("30 days")}


class DaysForm(forms.Form):
    """How long a new link is good."""

    days = forms.ChoiceField(label=_("Good for"), choices=list(DAYS.items()), initial="7")


@transaction.atomic
def share(page: Page, editor: Person, *, days: int, now: datetime) -> str:
    """The token of a new link to the latest version of `page`. It is nowhere else."""
    token = signing.Signer(salt=SALT).sign(secrets.token_urlsafe(18))
    PreviewLink.objects.create(page=page, digest=_digest(token), made_at=now, until=now + timedelta(days=days))
    write("preview_shared", f"page:{page.pk}", actor=editor, at=now, public=False, days=days)
    return token


@transaction.atomic
def revoke(link: PreviewLink, editor: Person, *, now: datetime) -> None:
    """From now on it opens nothing."""
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now):
        write("preview_revoked", f"page:{link.page_id}", actor=editor, at=now, public=False)


def opened(token: str, now: datetime) -> Page:
    """The latest version of the page that a link leads to; raises Http404."""
    try:
        signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature as error:
        raise Http404 from error
    link = get_object_or_404(PreviewLink.objects.good(now).select_related("page"), digest=_digest(token))
    return link.page.specific.get_latest_revision_as_object()


def _digest(token):
    return hashlib.sha256(token.encode()).digest()


@never_cache
@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A draft, as its page will look, for whoever has the link."""
    page = opened(token, timezone.now())
    response = page.make_preview_request(None, page.default_preview_mode)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return for_nobody(response)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: HttpRequest, pk: int) -> HttpResponse:
    """The links to a page, for its editors; POST makes one and shows it, once."""
    page, address = _editable(request, pk), ""
    form = DaysForm(request.POST or None)
    if form.is_bound and form.is_valid():
        token = share(page, request.user, days=int(form.cleaned_data["days"]), now=timezone.now())
        address = request.build_absolute_uri(reverse("window:preview", args=[token]))
    rows = PreviewLink.objects.filter(page=page).good(timezone.now())
    return render(request, "cms/admin/previews.html", {"page": page, "form": form, "links": rows, "address": address})


@require_POST
def revoking(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Revoke a link to a page."""
    page = _editable(request, pk)
    revoke(get_object_or_404(PreviewLink, page=page, pk=number), request.user, now=timezone.now())
    return redirect("cms_previews", page.pk)


def _editable(request, pk):
    page = get_object_or_404(Page, pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page
