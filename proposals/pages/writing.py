"""The proposer's pages: write, change, submit, withdraw."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civic.accounts import once
from civic.accounts.typed import keeps_words
from civic.lifecycle import Denied, Refused, require
from proposals import actions, rules
from proposals.models import Proposal
from proposals.pages import limits
from proposals.pages.card import Shown
from proposals.pages.forms import ProposalForm, WithdrawalForm


def own(request: HttpRequest, pk: int) -> Proposal:
    """The proposal if it is this person's own; somebody else's is 404 or, where public, raises `Denied`."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).with_names(), pk=pk)
    if proposal.proposer_id != request.user.pk:
        raise Denied(rules.may_withdraw(proposal, request.user, timezone.now()))
    return proposal


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def new(request: HttpRequest) -> HttpResponse:
    """Write a new proposal, kept as a draft; 403 with the reason for whoever may not."""
    if refusal := rules.may_draft(request.user, timezone.now()):
        return render(request, "proposals/not_yet.html", {"refusal": refusal}, status=403)
    return _written(request, ProposalForm(request.POST or None, request.FILES or None))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's text. A POST that comes too late finds the refusal on the form, beside the words."""
    proposal = own(request, pk)
    if request.method != "POST":
        require(rules.may_edit(proposal, request.user, timezone.now()))
    form = ProposalForm(request.POST or None, request.FILES or None, proposal=proposal)
    return _written(request, form, proposal)


def _written(request, form, proposal=None):
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            address = _saved(request.user, form)
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
            status = 409
        else:
            messages.success(request, _("Saved. Look it over, then hand it in."))
            return redirect(address)
    return render(request, "proposals/form.html", {"form": form, "proposal": proposal}, status=status)


@transaction.atomic
def _saved(person, form):
    """Save, once however often the form is sent; the address of the proposal."""
    now, sent = timezone.now(), form.cleaned_data["once"]
    if earlier := once.led_to(person, sent, now):
        return earlier
    address = form.save(person, now).get_absolute_url()
    once.note(person, sent, address)
    return address


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft, or the amended text, in for review. GET, where a sign-in leads back to, is the proposal."""
    proposal = own(request, pk)
    if request.method != "POST":
        return redirect(proposal)
    now = timezone.now()
    verb = actions.amend if proposal.phase(now) == "amend" else actions.submit
    try:
        with transaction.atomic():  # what is refused anyway is not counted
            limits.take("submissions", request.user.pk, now=now)
            verb(proposal, request.user, now=now)
    except Refused:
        if own(request, pk).phase(now) != "submitted":
            raise
        return redirect(proposal)  # handed in by the click before this one
    messages.success(request, _("Handed in. You will get a letter as soon as the review is done."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    proposal, now = own(request, pk), timezone.now()
    if request.method == "POST" and proposal.withdrawn_at:
        return redirect(proposal)  # withdrawn by the click before this one
    require(rules.may_withdraw(proposal, request.user, now))
    form = WithdrawalForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.withdraw(proposal, request.user, now=now, reason=form.cleaned_data["reason"])
        messages.success(request, _("The proposal has been withdrawn."))
        return redirect(proposal)
    context = {"form": form, "proposal": proposal, "shown": Shown(proposal, now, request.user)}
    return render(request, "proposals/withdrawal.html", context, status=422 if form.is_bound else 200)
