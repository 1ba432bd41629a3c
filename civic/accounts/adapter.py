"""Everything we tell allauth, and all it tells us; only its neighbours (`proof`, `entrance`, `factors`,
`signon.entering`) import it too."""

import contextlib
import secrets
from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account import forms as theirs
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.internal.flows.email_verification import get_address_for_user
from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, email_confirmed, password_changed, password_reset, password_set
from allauth.account.utils import has_verified_email
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic import outbox, text
from civic.accounts import (
    actions,
    addresses,
    devices,
    factors,
    freezing,
    identity,
    limits,
    lockout,
    proof,
    rules,
    staff,
)
from civic.accounts.forms import MobileField
from civic.accounts.models import Person, Verification
from civic.accounts.signon import kept, providers
from civic.lifecycle import Refused
from civic.outbox import backlog, lane
from civic.security.actions import DENIED, FAILED, note
from civic.serving.callers import network
from civic.serving.visitors import is_ours
from civic.writing import Mailbox

NOBODYS = "nobody.invalid"  # where no mailbox is
SENT = "accounts_codes_sent"  # in the session: digests of the codes of the last messages


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about people, answered from our model.

    A phone number is stored only once it is proved: until then it lives in the session of its flow.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "phone_taken": rules.ALREADY_BOUND.sentence,
        "rate_limited": _("That was a little too soon. Please wait half a minute, then try again."),
        "too_many_login_attempts": _("Too many failed attempts. Please wait 15 minutes, then try again."),
    }

    def phone_form_field(self, **options):
        options.setdefault("label", _("Mobile phone"))
        return MobileField(**options)

    def get_phone(self, person):
        return (person.phone, True) if person.phone else None

    def get_user_by_phone(self, phone):
        """Whoever proved the number first, today or ever: it confirms nobody else."""
        proof = Verification.objects.known_by(*identity.digests("phone", phone))
        return proof and proof.person

    def set_phone(self, person, phone, verified):
        if verified:
            self.set_phone_verified(person, phone)

    def set_phone_verified(self, person, phone):
        former = person.phone
        actions.verify(person, "phone", 2, at=timezone.now(), proof=phone, phone=phone)
        if former and former != phone:
            self.send_notification_mail("account/email/phone_changed", person)

    def add_message(self, request, level, message_template=None, message_context=None, **more):
        """A number is shown as people dial it."""
        if "phone" in (message_context or {}):
            message_context = message_context | {"phone": identity.as_dialled(message_context["phone"])}
        super().add_message(request, level, message_template, message_context, **more)

    def send_verification_code_sms(self, user, phone, code, **options):
        now = timezone.now()
        limits.take("messages asked from a network", network(self.get_client_ip(context.request)), now=now)
        limits.take("messages for a person", user.pk, now=now)
        limits.take("messages to a number", phone, now=now)
        sentence = gettext("%(code)s is your code for Civic, valid for %(minutes)s minutes. Please tell it to nobody.")
        valid_for = timedelta(seconds=app_settings.PHONE_VERIFICATION_TIMEOUT)
        words = sentence % {"code": code, "minutes": valid_for // timedelta(minutes=1)}
        lane.send_text(phone, words, valid_for=valid_for)
        _remember(code)
        self._warn_if_slow("text", _("Text messages take longer than usual: ours may come late."))

    def render_mail(self, template_prefix, email, context, headers=None):
        """A letter with a code is not sent once the code is worth nothing."""
        message = super().render_mail(template_prefix, email, context, headers)
        if seconds := _seconds_valid(template_prefix):
            message.valid_for = timedelta(seconds=seconds)
        return message

    def send_mail(self, template_prefix, email, told):
        """Codes leave by the outbox's quick lane, and say how long they are valid. Links lead to `SITE_URL`,
        whichever host somebody asked. Raises `Refused` for one letter too many."""
        if "freeze_url" not in told:  # nobody asks for a notice, and none may be held back
            now = timezone.now()
            limits.take("letters asked from a network", network(self.get_client_ip(context.request)), now=now)
            limits.take("letters to an address", email.lower(), now=now)
        site = SimpleNamespace(name=gettext("Civic"), domain=settings.SITE_URL)
        links = {name: _ours(value) for name, value in told.items() if name.endswith("_url")}
        minutes = _seconds_valid(template_prefix) // 60
        if "code" in told:
            _remember(told["code"])
        super().send_mail(template_prefix, email, {**told, **links, "current_site": site, "minutes": minutes})
        self._warn_if_slow("mail", _("Letters take longer than usual: ours may come late."))

    def _warn_if_slow(self, channel, sentence):
        """Nothing to do but wait, and honest to say so; the same for every address, known or not."""
        if self.request and backlog.is_slow(channel, timezone.now()):
            messages.warning(self.request, sentence)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Every notice of a change has the button that stops the account."""
        path = freezing.link(user, email or user.email, timezone.now())
        super().send_notification_mail(template_prefix, user, {**(context or {}), "freeze_url": path}, email)

    def get_client_ip(self, request):
        """As the switchboard knows it; "" for a connection without an address, which is one visitor like others."""
        return request.META.get("REMOTE_ADDR", "")

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        if not lockout.may_try(credentials.get("email", ""), timezone.now()):
            note("accounts.locked_out", about=_known(credentials), result=DENIED)
            raise self.validation_error("too_many_login_attempts")

    def reauthenticate(self, person, password):
        is_right = super().reauthenticate(person, password)
        if is_right:
            lockout.forget(person.email)
        return is_right

    def get_login_redirect_url(self, request):
        """Whoever works here and has no factor yet sets one up first."""
        if staff.is_staff(request.user) and not factors.has_any(request.user):
            return reverse("mfa_index")
        return super().get_login_redirect_url(request)

    def get_logout_redirect_url(self, request):
        """Whoever came by a single sign-on is told that they are still signed in there."""
        provider = providers.of(request.session.get(kept.BY, ""))
        return reverse("sign_on:leaving", args=[provider.key]) if provider else super().get_logout_redirect_url(request)

    def is_safe_url(self, url):
        """allauth would lead to every host of ALLOWED_HOSTS, and from https to http."""
        return is_ours(context.request, url)

    def is_reauthentication_required(self, *, app, **told):
        """We ask ourselves, and more: `proof.fresh` stands before each page that would."""
        return False

    def pre_login(self, request, user, **options):
        addresses.own(user)
        return super().pre_login(request, user, **options)

    def post_login(self, request, user, **options):
        lockout.forget(user.email)
        if request.is_new_device:
            told = {"device": " · ".join(filter(None, devices.device(self.get_http_user_agent(request))))}
            self.send_notification_mail("account/email/new_device", user, told)
        return super().post_login(request, user, **options)


@receiver(user_login_failed, dispatch_uid="civic.accounts.login_failed")
def note_wrong_password(credentials, **told):
    """At the sign-in, and where somebody is asked once more."""
    note("accounts.signed_in", about=_known(credentials), result=FAILED, methods=["password"])


def _known(credentials):
    """The key of whoever has this address; "" for nobody. The same work for both."""
    address = text.mailbox(credentials.get("email", "")) or ""
    return next((f"person:{pk}" for pk in Person.objects.filter(email=address).values_list("pk", flat=True)), "")


def _seconds_valid(template_prefix):
    """Of the code in a letter; 0 in one without."""
    return {
        "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
        "account/email/email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/proof_code": settings.CODES_VALID,
        "account/email/joining_code": settings.CODES_VALID,
    }.get(template_prefix, 0)


def _ours(url):
    """The same page under the address that people use."""
    parts = urlsplit(url)
    return outbox.absolute(parts._replace(scheme="", netloc="").geturl())


def _remember(code):
    """Know a code again that this session was sent, to say so when a newer one is asked for."""
    session = context.request.session
    session[SENT] = [*session.get(SENT, []), _digest(code)][-5:]


def _digest(code):
    return identity.digest("code", normalize_user_code(code)).hex()


class TriesCounted:
    """Put before a form of allauth's that asks for a code: each try is counted in the database before it is judged.

    allauth counts in the session, where forty at once each read "none so far". A code is taken however it was pasted,
    and the code of an earlier message, which is no guess, is told as such.
    """

    def clean_code(self):
        self.cleaned_data["code"] = code = text.code(self.cleaned_data["code"])
        is_last = compare_user_code(actual=code, expected=self.expected_code or "")
        if not is_last and _digest(code) in context.request.session.get(SENT, []):
            raise ValidationError(rules.EARLIER_CODE.sentence)
        try:
            if not is_last:
                note("accounts.code", about=_asking(), result=FAILED)
            session = context.request.session.session_key
            limits.take("tries of a code", session, self.expected_code, now=timezone.now())
        except Refused as refused:
            raise ValidationError(refused.refusal.sentence) from None
        return super().clean_code()


def _asking():
    """Who is signed in; "" for nobody."""
    person = context.request.user
    return person if person.is_authenticated else ""


class ConfirmLoginCodeForm(TriesCounted, theirs.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCodeForm(TriesCounted, theirs.ConfirmEmailVerificationCodeForm):
    pass


class ConfirmPasswordResetCodeForm(TriesCounted, theirs.ConfirmPasswordResetCodeForm):
    pass


class VerifyPhoneForm(TriesCounted, theirs.VerifyPhoneForm):
    pass


class OneMailbox:
    """Put before a form of allauth's that asks for an address: each mailbox has one spelling."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field, forms.EmailField):
                self.fields[name] = Mailbox.like(field)


class LoginForm(OneMailbox, theirs.LoginForm):
    pass


class RequestLoginCodeForm(OneMailbox, theirs.RequestLoginCodeForm):
    pass


class ResetPasswordForm(OneMailbox, theirs.ResetPasswordForm):
    pass


class AddEmailForm(OneMailbox, theirs.AddEmailForm):
    pass


class ChangeEmailForm(OneMailbox, theirs.ChangeEmailForm):
    pass


class SignupForm(OneMailbox, theirs.SignupForm):
    """allauth's form without the phone: it is confirmed afterwards, by whoever wants to take part."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        del self.fields["phone"]
        if "password1" in self.fields:
            self.fields["password1"].help_text = _(
                "You may leave it empty: then a code sent to your email signs you in. At least 8 characters otherwise."
            )

    def try_save(self, request):
        """As allauth, and the same work whether the address is known or not: the time tells nobody. Part of a
        transaction. Whoever was a moment later than somebody else with the same address meets a known one."""
        if not self.account_already_exists:
            with contextlib.suppress(IntegrityError), transaction.atomic():
                return super().try_save(request)
            self.account_already_exists = True
        self._make_and_take_back(request)
        return super().try_save(request)

    def _make_and_take_back(self, request):
        """Do for an address that nobody has what an unknown one costs, up to its letter."""
        known, nobodys = self.cleaned_data["email"], f"{secrets.token_hex(16)}@{NOBODYS}"
        point = transaction.savepoint()
        self.cleaned_data["email"], self.account_already_exists = nobodys, False
        person = self.save(request)
        addresses.own(person)
        has_verified_email(person)
        address = get_address_for_user(person)
        EmailAddress.objects.get_for_user(address.user, nobodys)
        transaction.savepoint_rollback(point)
        self.cleaned_data["email"], self.account_already_exists = known, True


@receiver(email_confirmed, dispatch_uid="civic.accounts.email_confirmed")
def note_confirmed_email(request, email_address, **options):
    """allauth's only word on a confirmed address, whichever way the code came back.

    Whoever confirms by a sign-in code never typed the password the account was made with: a stranger
    may have signed up with this address and waits. So that password is thrown away. Whoever has just signed up
    has shown with the code that it is them, and is not asked for a second one before the phone.
    """
    person = email_address.user
    if request.resolver_match.url_name == "account_email_verification_sent":
        proof.note(request)
    if request.resolver_match.url_name == "account_confirm_login_code" and person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    actions.verify(person, "email", 1, at=timezone.now())


@receiver([password_changed, password_reset, password_set], dispatch_uid="civic.accounts.password_changed")
def end_other_sessions(request, user, **told):
    """Whoever knew the former password is signed out."""
    note("accounts.password_set", about=user, actor=user)
    devices.end_others(user, request.session.session_key if request.user == user else None)


@receiver(email_changed, dispatch_uid="civic.accounts.email_changed")
def note_changed_email(user, **told):
    note("accounts.email_changed", about=user, actor=user)


def guard(admin_site):
    """Have an administration use our sign-in, with its lock-out, instead of a form of its own."""
    admin_site.login = secure_admin_login(admin_site.login)
