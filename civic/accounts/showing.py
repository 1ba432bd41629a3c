"""Joining two accounts of one's own: where somebody is led who has proved what another account is known by.

By a single sign-on they have shown that both are theirs, since it opens the other one, too. A number may have been
given to somebody else by the phone company: so whoever has confirmed one that is taken shows with a code that they read
the mailbox of the other account. Then they see what would go along and what would fall away, and join.
"""

import time

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from civic.accounts import factors, identity, joining, rules
from civic.accounts import proof as proofs
from civic.accounts.models import Person, Verification
from civic.accounts.proof import fresh
from civic.lifecycle import Refused
from civic.seen import CHANGED
from civic.writing import Code, show_again

OTHER, ASKED = "accounts_other_account", "accounts_joining_asked"  # in the session
FOR = 60 * 60  # seconds for which it is remembered which account that is


class CodeForm(forms.Form):
    """The code from the other mailbox."""

    code = Code(label=gettext_lazy("Code from the letter"))


class JoiningForm(forms.Form):
    """What the page showed, and the tick that makes the click deliberate."""

    seen = forms.CharField(widget=forms.HiddenInput)
    is_sure = forms.BooleanField(label=gettext_lazy("Both accounts are mine, and I know that this cannot be undone."))


def found(request: HttpRequest, other: Person, *, is_shown: bool) -> None:
    """Remember that whoever is signed in has met the account `other`; `is_shown`: and has shown that it is theirs."""
    request.session.pop(ASKED, None)
    request.session[OTHER] = {"person": other.pk, "is_shown": is_shown, "at": time.time()}


def may_meet_holder(request: HttpRequest, phone: str) -> bool:
    """Whether whoever has just shown that they hold this number could join the account that is known by it with theirs,
    if that is theirs, too; then it is remembered."""
    proof = Verification.objects.known_by(*identity.digests("phone", phone))
    if proof is None or _refusal(request.user, proof.person):
        return False
    found(request, proof.person, is_shown=False)
    return True


def _refusal(person, other):
    return joining.may_join(person, other) or rules.may_join_own(person, other, factors.has_any(other))


@fresh
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def other_account(request: HttpRequest) -> HttpResponse:
    """The way from two accounts to one."""
    met = request.session.get(OTHER, {})
    other = Person.objects.filter(pk=met.get("person")).first()
    if other is None or not 0 <= time.time() - met["at"] < FOR:
        sentence = _("Please begin again with the number or the identity that your other account is known by.")
        messages.info(request, sentence)
        return redirect("accounts:mine")
    if refusal := _refusal(request.user, other):
        messages.error(request, str(refusal))
        return redirect("accounts:mine")
    return _join(request, other) if met["is_shown"] else _show(request, other)


def _show(request, other):
    """Have them show that they read the mailbox of the other account."""
    sent = request.POST if "code" in request.POST else None
    form = CodeForm(sent)
    try:
        if "send" in request.POST:
            proofs.send_code(request, other.email, "joining_code", ASKED)
            messages.info(request, _("We have sent a code to the mailbox of the other account. Please enter it here."))
        elif form.is_valid() and proofs.is_right_code(request, form.cleaned_data["code"], ASKED):
            found(request, other, is_shown=True)
            return redirect("accounts:other_account")
        elif form.is_valid():
            form.add_error("code", _("This is not right. Please try again, or have another code sent."))
    except Refused as refused:
        form.add_error("code", refused.refusal.sentence) if sent else messages.error(request, str(refused.refusal))
    context = {"form": form, "is_code_awaited": proofs.is_code_awaited(request, ASKED)}
    return render(request, "accounts/other_account.html", context)


def _join(request, other):
    now = timezone.now()
    form = JoiningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joining.join(request.user, other, at=now, actor=request.user, seen=form.cleaned_data["seen"])
        except Refused as refused:
            if refused.refusal.code != CHANGED:
                raise
            form.add_error(None, refused.refusal.sentence)
        else:
            request.session.pop(OTHER, None)
            messages.success(request, _("Your two accounts are one now."))
            return redirect("accounts:mine")
    shown = preview(request.user, other)
    show_again(form, seen=shown["seen"])
    return render(request, "accounts/other_account.html", {"form": form, "other": other, **shown})


def preview(person: Person, other: Person) -> dict:
    """The context of what joining would do: `goes`, `falls` (sentences), and the mark of them (`seen`)."""
    now = timezone.now()
    fates = joining.fates(person, other, now)
    return {
        "goes": [fate.words for fate in fates if not fate.falls],
        "falls": [fate.words for fate in fates if fate.falls],
        "seen": joining.mark(person, other, now),
    }
