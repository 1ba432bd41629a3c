"""The agency's side of what it and the proposer write to each other, and the proposer's number for a reason."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from civic.accounts import once
from civic.desks.forms import DeedForm
from civic.desks.guard import back_to, desk, done, status_of
from civic.duties.models import Duty
from civic.lifecycle import Denied, require
from civic.writing import Words
from proposals import actions, rules
from proposals.desks.agency import case_of
from proposals.duties import CONTACT
from proposals.pages.card import Shown
from proposals.pages.messages import MessageForm

SHOWN_FOR = timedelta(minutes=15)  # after a look was noted; then another reason is asked for


class LookForm(DeedForm):
    """What somebody needs the proposer's number for."""

    reason = Words(
        label=_("What you need it for"), most=rules.REASON_LIMIT, help_text=_("The proposer can read this.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="look", **kwargs)


def _proposal(request, pk):
    """One that this official's agency leads; whoever supports is denied, and every other is not found here."""
    proposal = case_of(request.user, pk)
    require(rules.may_attend(proposal, request.user, actions.leads(proposal, request.user)), Denied)
    return proposal


def _page(request, proposal, form=None, look_form=None):
    now, official, is_there = timezone.now(), request.user, proposal.proposer.is_active
    leads = actions.leads(proposal, official)
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, now, official),
        "written": list(proposal.messages.select_related("agency", "author")),
        "looks": list(proposal.looks.select_related("agency", "official")),
        "form": form or MessageForm(),
        "look_form": look_form or LookForm(),
        "refusal": rules.may_write_to_proposer(proposal, official, leads, is_there),
        "look_refusal": rules.may_look_up_contact(proposal, official, leads, now, is_there, reason="?"),
        "is_contact_due": Duty.objects.about(proposal).filter(kind=CONTACT, done_at=None, ended_at=None).exists(),
        "is_looking": proposal.looks.filter(official=official, at__gt=now - SHOWN_FOR).exists(),
    }
    status = status_of(context["form"], context["look_form"])
    return render(request, "proposals/desks/messages.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def correspondence(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written so far; POST sends a message."""
    proposal = _proposal(request, pk)
    if request.method != "POST":
        return _page(request, proposal)
    form, sentence = MessageForm(request.POST), _("Sent. The proposer gets it as a letter and can reply here.")
    if done(request, form, lambda typed: _send(proposal, request.user, typed), sentence):
        return back_to("desk:messages", proposal)
    return _page(request, proposal, form)


@transaction.atomic
def _send(proposal, official, typed):
    now = timezone.now()
    if once.led_to(official, typed["once"], now) is None:
        actions.write_to_proposer(proposal, official, now=now, text=typed["message"])
        once.note(official, typed["once"], proposal.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a look at the proposer's phone number and e-mail address; they are then shown for a quarter of an hour."""
    proposal = _proposal(request, pk)
    if request.method != "POST":
        return back_to("desk:messages", proposal, "look")
    form, sentence = LookForm(request.POST), _("Noted. The proposer can read who looked, and why.")

    def look(typed):
        return actions.look_up_contact(proposal, request.user, now=timezone.now(), reason=typed["reason"])

    if done(request, form, look, sentence):
        return back_to("desk:messages", proposal, "look")
    return _page(request, proposal, look_form=form)
