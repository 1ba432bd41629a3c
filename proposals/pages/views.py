"""The public pages: list, one proposal, its endorsements. `GET` never writes; verbs judge."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts.typed import keeps_words
from civic.serving.arrival import arrived_at
from civic.serving.public import cacheable, for_an_hour, for_nobody
from proposals import actions, rules
from proposals.fast.sheet import WANTED, sheet
from proposals.models import Proposal
from proposals.pages.card import Shown, shown
from proposals.pages.detail import page, reader_of, voices
from proposals.pages.forms import EndorsementForm
from proposals.pages.listing import PER_PAGE, Choices, listed
from proposals.pages.paging import NumberedPaginator
from proposals.pages.similar import similar
from proposals.pages.timeliness import timeliness
from proposals.permission import slip_for

VOICES_PER_PAGE = 50


def visible(request: HttpRequest, pk: int) -> Proposal:
    """The proposal if this person may see it, else 404."""
    return get_object_or_404(Proposal.objects.visible_to(reader_of(request)).with_names(), pk=pk)


@require_safe
@cacheable
def index(request: HttpRequest) -> HttpResponse:
    """The list of public proposals, filtered and ordered by the query string."""
    now, choices = timezone.now(), Choices.read()
    selection = choices.selection(request.GET)
    found = Paginator(listed(selection, now), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "choices": choices,
        "selection": selection,
        "page": found,
        "cards": shown(found.object_list, now),
        "timeliness": timeliness(now) if selection.is_about_lateness else None,
    }
    return render(request, "proposals/list.html", context)


@require_safe
@cacheable
def asked_before(request: HttpRequest) -> HttpResponse:
    """A piece of a page: public proposals like the `title` that somebody is writing."""
    found = similar(request.GET.get("title", ""), "", timezone.now())
    return render(request, "proposals/asked_before.html", {"similar": found})


@require_safe
@cacheable
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one proposal; for the fast door, its sheet (`proposals.fast.sheet`)."""
    now = timezone.now()
    if WANTED in request.META:
        return sheet(request, pk, now)
    return _detail(request, visible(request, pk), now)


def _detail(request, proposal, now, form=None):
    """The page of a proposal; `form` is an endorsement form that came back with errors."""
    context = page(proposal, reader_of(request), now, form)
    if context.get("form"):
        context["slip"] = slip_for(proposal.pk, request.user, request.session.session_key, now)
    return render(request, "proposals/detail.html", context, status=422 if form else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def endorsement(request: HttpRequest, pk: int) -> HttpResponse:
    """POST endorses, irrevocably, whoever arrived in time. GET, where a sign-in leads back to, is the form, or on the
    way to it the page that confirms the phone, if nothing else is missing."""
    now = arrived_at(request)
    proposal = visible(request, pk)
    if request.method != "POST":
        refusal = rules.may_endorse(proposal, reader_of(request), now)
        if refusal and refusal.code == "level_2" and rules.is_open(proposal, now):
            return redirect(f"{reverse('account_change_phone')}?{urlencode({'next': request.path})}")
        return redirect(proposal.get_absolute_url() + "#endorse")
    form = EndorsementForm(request.POST)
    if not form.is_valid():
        return _detail(request, proposal, now, form)
    counted = actions.endorse(proposal, request.user, now=now, **form.cleaned_data)
    words = _("Your endorsement has been counted: you are number %(number)s. Thank you.")
    if not counted.fresh:
        words = _("You had endorsed this proposal already: you are number %(number)s.")
    messages.success(request, words % {"number": f"{counted.number:,}"})
    return redirect(proposal)


@require_safe
@cacheable
def endorsements(request: HttpRequest, pk: int) -> HttpResponse:
    """All endorsements of a proposal, the newest first, page by page."""
    proposal = visible(request, pk)
    if not proposal.opens_at:
        return redirect(proposal)
    rows = proposal.endorsements.select_related("person")
    found = NumberedPaginator(rows, VOICES_PER_PAGE, proposal.last_number).get_page(request.GET.get("page"))
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, timezone.now(), reader_of(request)),
        "page": found,
        "voices": voices(found.object_list),
    }
    return render(request, "proposals/endorsements.html", context)


@require_safe
def evidence(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    """A file as a download, never as a page of ours; hidden wherever the text is hidden."""
    proposal = visible(request, pk)
    kept = Proposal.objects.none() if Shown(proposal, timezone.now(), reader_of(request)).hides_text else [proposal]
    found = get_object_or_404(proposal.evidence.exclude(file=""), pk=evidence_pk, proposal__in=kept)
    response = found.download()
    is_public = not proposal.hides_text and Proposal.objects.public().filter(pk=pk).exists()
    return for_an_hour(response) if is_public else for_nobody(response)
