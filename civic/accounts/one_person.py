"""Two pages of the administration about who is one person: joining two accounts, and freeing a number that is somebody
else's by now. Each shows first what it would do, for a reason that the security log keeps, and then does it.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from civic.accounts import actions, identity, joining, rules
from civic.accounts.forms import MobileField
from civic.accounts.models import Person, Verification
from civic.accounts.showing import preview
from civic.lifecycle import Denied, Refused, require
from civic.outbox import waiting
from civic.security.actions import note
from civic.writing import Words, show_again

WIDE = forms.TextInput(attrs={"class": "vTextField"})  # as the administration shows its own


class JoinForm(forms.Form):
    """Two accounts by their numbers; `seen` marks what would become of them, once that was shown."""

    stays = forms.ModelChoiceField(
        Person.objects.all(), label=gettext_lazy("Number of the account that stays"), widget=forms.NumberInput
    )
    goes = forms.ModelChoiceField(
        Person.objects.all(), label=gettext_lazy("Number of the account that goes"), widget=forms.NumberInput
    )
    reason = Words(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("How it is known that both are one person's. Kept on record; no personal data, please."),
        most=200,
        widget=WIDE,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class FreeForm(forms.Form):
    """A number; `proof` is the one it made, once that was shown."""

    phone = MobileField(label=gettext_lazy("Mobile phone"))
    reason = Words(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("How it is known that the number is somebody else's now. Kept on record; do not write "
                               "the number here."),
        most=200,
        widget=WIDE,
    )  # fmt: skip
    proof = forms.IntegerField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """What joining two accounts would do, and then doing it."""
    require(rules.may_administer(request.user), Denied)
    form = JoinForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    shown = {}
    if form.is_valid():
        person, other = form.cleaned_data["stays"], form.cleaned_data["goes"]
        try:
            if form.cleaned_data["seen"]:
                return _joined(request, person, other, form.cleaned_data)
            require(joining.may_join(person, other))
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
        shown = _looked_at(request, person, other) if person != other else {}
        show_again(form, seen=shown.get("seen", ""))
    return _page(request, "accounts/join.html", _("Join two accounts of one person"), form, shown)


def _joined(request, person, other, said):
    joining.join(person, other, at=timezone.now(), actor=request.user, reason=said["reason"], seen=said["seen"])
    messages.success(request, _("The two accounts are one now. Both mailboxes are told."))
    waiting.warn(request)
    return redirect("admin:accounts_person_changelist")


def _looked_at(request, person, other):
    for each in (person, other):
        note("accounts.looked", about=each, actor=request.user, reason="identity", kind="joining")
    return preview(person, other) | {"person": person, "other": other}


@require_http_methods(["GET", "HEAD", "POST"])
def free(request: HttpRequest) -> HttpResponse:
    """Whose a number is, and then freeing it."""
    require(rules.may_administer(request.user), Denied)
    form, shown = FreeForm(request.POST if request.method == "POST" else None), {}
    if form.is_valid():
        proof = Verification.objects.known_by(*identity.digests("phone", form.cleaned_data["phone"]))
        if proof is None:
            form.add_error("phone", _("Nobody is known by this number: whoever holds it can confirm it."))
        elif form.cleaned_data["proof"] == proof.pk:
            return _freed(request, proof, form.cleaned_data["reason"])
        else:
            note("accounts.looked", about=proof.person, actor=request.user, reason="identity", kind="number")
            shown = {"proof": proof, "person": proof.person}
            show_again(form, proof=str(proof.pk))
    return _page(request, "accounts/free.html", _("Free a number that is somebody else's by now"), form, shown)


def _freed(request, proof, reason):
    actions.free_proof(proof, at=timezone.now(), actor=request.user, reason=reason)
    messages.success(request, _("The number is free: whoever holds it can confirm it. The former holder is told."))
    waiting.warn(request)
    return redirect("admin:accounts_verification_changelist")


def _page(request, template, title, form, shown: dict[str, Any]):
    context = {**admin.site.each_context(request), "title": title, "form": form, **shown}
    return render(request, template, context, status=422 if form.errors else 200)


def way_to_join(stays: Person, goes: Person) -> str:
    """The address of the page on which these two are joined."""
    return f"{reverse('admin:accounts_person_join')}?stays={stays.pk}&goes={goes.pk}"
