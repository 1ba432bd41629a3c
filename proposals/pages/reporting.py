"""Reasons that should not stand there: where anybody reports one, and where its endorser objects to its hiding."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic.accounts.typed import keeps_words
from civic.lifecycle import Refused, require
from civic.serving.callers import network
from proposals import actions, rules
from proposals.models import Endorsement, HiddenReason, Proposal
from proposals.pages import limits
from proposals.pages.detail import reader_of, voices
from proposals.pages.forms import ObjectionForm, ReportForm


def _voice(request, pk, number):
    """The endorsement of a proposal that this person may see, as everybody sees it, else 404."""
    proposal = get_object_or_404(Proposal.objects.visible_to(reader_of(request)), pk=pk)
    rows = Endorsement.objects.filter(proposal=proposal, number=number).select_related("person", "proposal")
    get_object_or_404(rows)
    return voices(rows)[0]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Report a reason, signed in or not."""
    voice, now = _voice(request, pk, number), timezone.now()
    require(rules.may_report(voice.reason, voice.voided_at, voice.hidden is not None))
    form = ReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        limits.take("reports", network(request.META.get("REMOTE_ADDR", "")), now=now)
        _report(request, voice.proposal, number, now, form.cleaned_data)
        return redirect("proposals:endorsements", pk)
    context = {"form": form, "voice": voice, "proposal": voice.proposal}
    return render(request, "proposals/report.html", context, status=422 if form.is_bound else 200)


@transaction.atomic
def _report(request, proposal, number, now, said):
    """Once for each reporter; who that was is not kept with the report."""
    try:
        limits.take("same_report", proposal.pk, number, *_reporter(request), now=now)
    except Refused as refused:
        messages.info(request, refused.refusal.sentence)
        return
    actions.report_reason(proposal, number, now=now, **said)
    messages.success(request, _("Thank you. A reviewer will look at it; until then the reason stays where it is."))


def _reporter(request):
    """Whom a report is counted of: the account, or the browser of a network, which many may share."""
    if request.user.is_authenticated:
        return ["person", request.user.pk]
    return [network(request.META.get("REMOTE_ADDR", "")), request.headers.get("User-Agent", "")]


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def objection(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Object to the hiding of a reason one gave."""
    own = Endorsement.objects.filter(person=request.user, proposal=pk, number=number).select_related("proposal")
    endorsement = get_object_or_404(own)
    hidden = get_object_or_404(HiddenReason.objects.filter(proposal=pk, number=number))
    now = timezone.now()
    if request.method == "POST" and hidden.objected_at:
        return redirect("proposals:objection", pk, number)  # objected by the click before this one
    form = ObjectionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.object_to_hiding(endorsement.proposal, number, request.user, now=now, **form.cleaned_data)
        sentence = _("Your objection has arrived. Another reviewer decides on it, and you get a letter.")
        messages.success(request, sentence)
        return redirect(reverse("accounts:mine"))
    refusal = rules.may_object(hidden, endorsement.person_id, request.user, now)
    context = {"form": form, "endorsement": endorsement, "hidden": hidden, "refusal": refusal}
    return render(request, "proposals/objection.html", context, status=422 if form.is_bound else 200)
