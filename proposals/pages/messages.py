"""The proposer's side of what an agency and they write to each other; nobody else finds it."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic.accounts import once
from civic.accounts.typed import keeps_words, label
from civic.lifecycle import Denied, Refused, require
from civic.writing import Words
from proposals import actions, rules
from proposals.pages import limits
from proposals.pages.card import Shown
from proposals.pages.writing import own

label(message=gettext_lazy("Message"))


class MessageForm(forms.Form):
    """A message, sent once however often the form is."""

    message = Words(
        label=gettext_lazy("Message"),
        most=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6, "class": "short"}),
    )
    once = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False, initial=once.key)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_words
@never_cache
def correspondence(request: HttpRequest, pk: int) -> HttpResponse:
    """What the agency wrote, what one replied, who looked up one's number and why; POST replies."""
    proposal = own(request, pk)
    require(rules.may_read_messages(proposal, request.user), Denied)
    form, status = MessageForm(request.POST or None), 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            _send(request.user, proposal, form.cleaned_data)
        except Refused as refused:
            request.refused = refused.refusal
            form.add_error(None, refused.refusal.sentence)
            status = 409
        else:
            messages.success(request, _("Sent. The agency gets a letter about it."))
            return redirect("proposals:messages", proposal.pk)
    written = list(proposal.messages.select_related("agency", "author"))
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, timezone.now(), request.user),
        "written": written,
        "looks": list(proposal.looks.select_related("agency")),
        "form": form,
        "refusal": rules.may_reply(proposal, request.user, bool(written)),
    }
    return render(request, "proposals/messages.html", context, status=status)


@transaction.atomic
def _send(proposer, proposal, typed):
    now = timezone.now()
    if once.led_to(proposer, typed["once"], now) is None:
        limits.take("replies", proposer.pk, now=now)
        actions.reply(proposal, proposer, now=now, text=typed["message"])
        once.note(proposer, typed["once"], proposal.get_absolute_url())
