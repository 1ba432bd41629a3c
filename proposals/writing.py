"""The proposer's pages: write, change, submit, withdraw."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from civic.lifecycle import Denied, Refused, demand
from proposals import actions, rules
from proposals.forms import ProposalForm, WithdrawalForm
from proposals.models import Proposal
from proposals.shown import Shown


def keeps_words(view):
    """Ask for a sign-in, but never throw away what somebody typed before their session ended."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            context = {"words": [row for row in request.POST.items() if row[0] in ProposalForm.WORDS and row[1]]}
            return render(request, "proposals/signed_out.html", context, status=403)
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")

    return asked


def own(request, pk):
    """The proposal if it is this person's own; a stranger's is 404 or, where public, denied."""
    proposal = get_object_or_404(Proposal.objects.visible_to(request.user).with_names(), pk=pk)
    if proposal.proposer_id != request.user.pk:
        raise Denied(rules.may_withdraw(proposal, request.user, timezone.now()))
    return proposal


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def new(request):
    if refusal := rules.may_propose(request.user, timezone.now()):
        return render(request, "proposals/not_yet.html", {"refusal": refusal}, status=403)
    return _written(request, ProposalForm(request.POST or None, request.FILES or None))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
def edit(request, pk):
    proposal = own(request, pk)
    demand(rules.may_edit(proposal, request.user, timezone.now()))
    form = ProposalForm(request.POST or None, request.FILES or None, proposal=proposal)
    return _written(request, form, proposal)


def _written(request, form, proposal=None):
    if form.is_bound and form.is_valid():
        try:
            with transaction.atomic():
                saved = form.save(request.user, timezone.now())
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
        else:
            messages.success(request, _("Saved. Look it over, then hand it in."))
            return redirect(saved)
    status = 422 if form.is_bound else 200
    return render(request, "proposals/form.html", {"form": form, "proposal": proposal}, status=status)


@require_POST
@login_required
def submission(request, pk):
    """Hand the draft, or the amended text, in for review."""
    proposal = own(request, pk)
    now = timezone.now()
    verb = actions.amend if proposal.phase(now) == "amend" else actions.submit
    verb(proposal, request.user, now=now)
    messages.success(request, _("Handed in. You will get a letter as soon as the review is done."))
    return redirect(proposal)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdrawal(request, pk):
    proposal, now = own(request, pk), timezone.now()
    demand(rules.may_withdraw(proposal, request.user, now))
    form = WithdrawalForm(request.POST or None)
    if form.is_bound and form.is_valid():
        actions.withdraw(proposal, request.user, now=now, reason=form.cleaned_data["reason"])
        messages.success(request, _("The proposal has been withdrawn."))
        return redirect(proposal)
    context = {"form": form, "proposal": proposal, "shown": Shown(proposal, now, request.user)}
    return render(request, "proposals/withdrawal.html", context, status=422 if form.is_bound else 200)
