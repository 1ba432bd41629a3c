"""Addresses of our own in front of allauth's, which they cover where they are the same: an account is made whole or not
at all, what changes one wants a fresh proof, and a number asked twice is a sentence."""

from urllib.parse import urlencode

from allauth.account import app_settings, views
from allauth.account.internal.flows.phone_verification import (
    PHONE_VERIFICATION_SESSION_KEY,
    ChangePhoneVerificationProcess,
)
from allauth.core.exceptions import RateLimited
from allauth.mfa import urls as of_factors
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from civic.accounts import identity, rules, showing
from civic.accounts.proof import following, fresh
from civic.accounts.views import proof
from civic.lifecycle import Refused

COME_FROM = "accounts_phone_asked_from"  # in the session: where somebody goes on whose number is confirmed


class SignUp(views.SignupView):
    """Where an account is made, with the letter that confirms its address, in one transaction. `email` in the address
    of the page stands in its form."""

    def get_initial(self):
        return super().get_initial() | {"email": self.request.GET.get("email", "")}

    @transaction.atomic
    def form_valid(self, form):
        return super().form_valid(form)


class SignUpByPasskey(SignUp, views.SignupByPasskeyView):
    """The same for somebody who will sign in with a passkey."""


def _change(come_from):
    """The page on which a number is entered, for somebody who came from that address, or from nowhere in particular."""
    query = urlencode({"next": come_from}) if come_from else ""
    return f"{reverse('account_change_phone')}{query and '?'}{query}"


class Sending(ChangePhoneVerificationProcess):
    """allauth's way of confirming another number, with the button "send it again" that allauth has at sign-up only."""

    @classmethod
    def under_way(cls, request):
        """The one of this session, or None."""
        state = request.session.get(PHONE_VERIFICATION_SESSION_KEY)
        return cls(request, state).abort_if_invalid() if state else None

    @property
    def can_resend(self):
        return not self.is_resend_quota_reached(app_settings.PHONE_VERIFICATION_MAX_RESEND_COUNT)

    def resend(self):
        self.record_resend()
        self.send(skip_enumeration_sms=True)


class VerifyPhone(views._BaseVerifyPhoneView):
    """Where the code is entered that was sent to a number."""

    def dispatch(self, request, *args, **kwargs):
        self.process = Sending.under_way(request)
        return super().dispatch(request, *args, **kwargs) if self.process else redirect("account_change_phone")

    def form_invalid(self, form):
        """Whoever holds a number that another account is known by may join the two, if both are theirs."""
        is_taken = any(error.code == "phone_taken" for error in form.errors.as_data().get("code", ()))
        if not is_taken or not showing.may_meet_holder(self.request, self.process.phone):
            return super().form_invalid(form)
        self.process.abort()
        messages.error(self.request, str(rules.ALREADY_BOUND))
        return redirect("accounts:other_account")

    def respond_process_succeeded(self, form):
        return redirect(self.request.session.pop(COME_FROM, "") or "account_change_phone")

    def respond_process_failed(self, form):
        return redirect(_change(self.request.session.get(COME_FROM, "")))

    def get_context_data(self, **kwargs):
        told = {
            "phone": identity.as_dialled(self.process.phone),
            "cancel_url": _change(self.request.session.get(COME_FROM, "")),
        }
        return super().get_context_data(**kwargs) | told


class ChangePhone(views.ChangePhoneView):
    """Where a number is entered; `next` is where somebody came from, and is led back to once it is confirmed."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": following(self.request)}

    def form_valid(self, form):
        self.request.session[COME_FROM] = following(self.request)
        try:
            return super().form_valid(form)
        except Refused as refused:
            form.add_error("phone", refused.refusal.sentence)
        except RateLimited:
            pending = Sending.under_way(self.request)
            if pending and pending.phone == form.cleaned_data["phone"]:
                messages.info(self.request, _("A code was sent to this number a moment ago. Please enter it here."))
                return redirect("account_verify_phone")
            form.add_error(
                "phone", _("A code was sent to this number a moment ago. Please wait half a minute, then try again.")
            )
        return self.form_invalid(form)


# Of allauth's pages about factors: those that only tell, or are a proof themselves. All others want a fresh proof.
OPEN = {"mfa_index", "mfa_list_webauthn", "mfa_authenticate", "mfa_login_webauthn", "mfa_signup_webauthn"}
PROOFS = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}  # ours stands in their place


def _about_factors(patterns, prefix):
    """Each address below `prefix`, with its guard."""
    for pattern in patterns:
        way = prefix + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from _about_factors(pattern.url_patterns, way)
        elif pattern.name in PROOFS:
            yield path(way, proof, name=pattern.name)
        elif pattern.name not in OPEN:
            yield path(way, fresh(pattern.callback), name=pattern.name)


urlpatterns = [
    path("signup/", SignUp.as_view(), name="account_signup"),
    path("signup/passkey/", SignUpByPasskey.as_view(), name="account_signup_by_passkey"),
    path("email/", fresh(views.email), name="account_email"),
    path("password/change/", fresh(views.password_change), name="account_change_password"),
    path("password/set/", fresh(views.password_set), name="account_set_password"),
    path("phone/change/", fresh(ChangePhone.as_view()), name="account_change_phone"),
    path("phone/verify/", login_required(VerifyPhone.as_view()), name="account_verify_phone"),
    path("reauthenticate/", proof, name="account_reauthenticate"),
    *_about_factors(of_factors.urlpatterns, "2fa/"),
]
