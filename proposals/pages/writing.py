"""The proposer's pages: write, change, submit, withdraw, delete a draft, begin anew."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from civic.accounts import once
from civic.accounts.typed import keeps_words
from civic.desks.drafting import written
from civic.lifecycle import Denied, Refused, require
from civic.personal import Unconfirmed
from civic.seen import CHANGED
from civic.serving.arrival import arrived_at
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
    return _written(request, ProposalForm(request.POST or None, request.FILES or None, proposal=proposal))


def _written(request, form):
    """Save and go on to the proposal, or the form with what is wrong."""

    def show(form, status):
        return render(request, "proposals/form.html", {"form": form, "proposal": form.thing}, status=status)

    return written(request, form, show, lambda pk: ProposalForm(proposal=own(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the draft, or the amended text, in for review. GET, where a sign-in leads back to, is the proposal."""
    proposal = own(request, pk)
    if request.method != "POST":
        return redirect(proposal)
    now = arrived_at(request)
    verb = actions.amend if proposal.phase(now) == "amend" else actions.submit
    try:
        with transaction.atomic():  # what is refused anyway is not counted
            limits.take("submissions", request.user.pk, now=now)
            said = {"seen": request.POST.get("seen", ""), "confirmed": request.POST.getlist("confirmed")}
            verb(proposal, request.user, now=now, **said)
    except Unconfirmed as refused:
        messages.warning(request, refused.refusal.sentence)
        return redirect(proposal.get_absolute_url() + "#next-step")
    except Refused as refused:
        if refused.refusal.code == CHANGED:
            messages.warning(request, _("The text has changed since you opened the page. Please look it over again."))
        elif own(request, pk).phase(now) != "submitted":
            raise
        return redirect(proposal)  # handed in by the click before this one, or to be read again
    messages.success(request, _("Handed in. You will get a letter as soon as the review is done."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def beginning(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with the text of a proposal that ended: a draft, one however often the button is pressed. GET, where a
    sign-in leads back to, is the proposal."""
    proposal = own(request, pk)
    if request.method != "POST":
        return redirect(proposal)
    return redirect(_begun(request, proposal))


@transaction.atomic
def _begun(request, proposal):
    """The address of the form that changes the new draft."""
    now, sent = arrived_at(request), request.POST.get("once", "")[:64]
    if earlier := once.led_to(request.user, sent, now):
        return earlier
    draft = actions.start_anew(proposal, request.user, now=now)
    address = reverse("proposals:edit", args=[draft.pk])
    once.note(request.user, sent, address)
    return address


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@transaction.atomic
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether the draft is to go, then delete it; pressed twice, it is gone once."""
    now, sent = arrived_at(request), request.POST.get("once", "")[:64]
    if earlier := once.led_to(request.user, sent, now):
        return redirect(earlier)
    proposal = own(request, pk)
    require(rules.may_delete(proposal, request.user, now))
    if request.method != "POST":
        context = {"proposal": proposal, "shown": Shown(proposal, now, request.user), "once": once.key()}
        return render(request, "proposals/deletion.html", context)
    actions.delete_draft(proposal, request.user, now=now)
    once.note(request.user, sent, reverse("accounts:mine"))
    messages.success(request, _("The draft has been deleted."))
    return redirect("accounts:mine")


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then withdraw."""
    proposal, now = own(request, pk), arrived_at(request)
    if request.method == "POST" and proposal.withdrawn_at:
        return redirect(proposal)  # withdrawn by the click before this one
    require(rules.may_withdraw(proposal, request.user, now))
    form = WithdrawalForm(request.POST or None)
    if form.is_bound and form.is_valid() and _is_withdrawn(proposal, request, form, now):
        messages.success(request, _("The proposal has been withdrawn."))
        return redirect(proposal)
    context = {"form": form, "proposal": proposal, "shown": Shown(proposal, now, request.user)}
    return render(request, "proposals/withdrawal.html", context, status=422 if form.is_bound else 200)


def _is_withdrawn(proposal, request, form, now):
    """Whether it was withdrawn; what must be confirmed first is asked on the form."""
    try:
        actions.withdraw(proposal, request.user, now=now, **form.cleaned_data)
    except Unconfirmed as refused:
        form.add_error("reason", refused.refusal.sentence)
        form.ask(refused.found)
        return False
    return True
