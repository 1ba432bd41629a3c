"""Another agency takes the place of one named by mistake, before the proposal is established."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.desks.guard import back_to, desk, done, status_of
from civic.serving.arrival import arrived_at
from proposals import actions, rules
from proposals.desks.forms import HandOnForm
from proposals.models import Proposal, ProposalQuerySet
from proposals.pages.card import Shown


def coming_to(official: Person) -> ProposalQuerySet:
    """The proposals, not established yet, that `official`'s agencies would have to answer."""
    offices = Agency.objects.spoken_for_by(official)
    return Proposal.objects.filter(agency__in=offices).in_phases(rules.BEFORE_THRESHOLD, timezone.now())


def _under_way(reviewer):
    return Proposal.objects.visible_to(reviewer).in_phases(rules.BEFORE_THRESHOLD, timezone.now())


def _view(role, found, back):
    """The page with its form for people with `role`; `found(person)`: which proposals they find here; `back(proposal)`:
    where to go on afterwards."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk(role)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        proposal = get_object_or_404(found(request.user).with_names(), pk=pk)
        if request.method != "POST":
            return _page(request, proposal, HandOnForm(proposal))
        form, sentence = HandOnForm(proposal, request.POST), _("Another agency is named, and the record says why.")

        def do(_typed):
            actions.hand_on(proposal, request.user, now=arrived_at(request), **form.arguments())

        if done(request, form, do, sentence):
            return back(proposal)
        return _page(request, proposal, HandOnForm(proposal).with_words_of(form))

    return view


def _page(request, proposal, form):
    now, leads = timezone.now(), actions.leads(proposal, request.user)
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, now, request.user),
        "form": form,
        "refusal": rules.may_transfer_any(proposal, request.user, leads, now),
    }
    return render(request, "proposals/desks/transfer.html", context, status=status_of(form))


of_agency = _view("official", coming_to, lambda proposal: redirect("desk:agency"))
of_review = _view("reviewer", _under_way, lambda proposal: back_to("desk:review_one", proposal))
