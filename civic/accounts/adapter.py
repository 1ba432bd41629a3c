"""Everything we tell allauth, and all it tells us; no other file of ours imports it."""

from datetime import timedelta
from types import SimpleNamespace

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.decorators import secure_admin_login
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic.accounts import actions, identity, lockout, rules
from civic.accounts.forms import MobileField
from civic.accounts.models import Person
from civic.outbox import lane


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about people, answered from our model.

    A phone number is stored only once it is proved: until then it lives in the session of its flow.
    """

    error_messages = DefaultAccountAdapter.error_messages | {
        "phone_taken": rules.ALREADY_BOUND.sentence,
        "too_many_login_attempts": _("Too many failed attempts. Please wait 15 minutes, then try again."),
    }

    def phone_form_field(self, **options):
        options.setdefault("label", _("Mobile phone"))
        return MobileField(**options)

    def get_phone(self, person):
        return (person.phone, True) if person.phone else None

    def get_user_by_phone(self, phone):
        """Whoever proved the number first, today or ever: it confirms nobody else."""
        digest = identity.digest("phone", phone)
        return Person.objects.filter(verifications__digest=digest).first()

    def set_phone(self, person, phone, verified):
        if verified:
            self.set_phone_verified(person, phone)

    def set_phone_verified(self, person, phone):
        actions.verify(person, "phone", 2, at=timezone.now(), proof=phone, phone=phone)

    def send_verification_code_sms(self, user, phone, code, **options):
        text = gettext("%(code)s is your code for Civic, valid for %(minutes)s minutes. Please tell it to nobody.")
        valid_for = timedelta(seconds=app_settings.PHONE_VERIFICATION_TIMEOUT)
        words = text % {"code": code, "minutes": valid_for // timedelta(minutes=1)}
        lane.send_text(phone, words, valid_for=valid_for)

    def render_mail(self, template_prefix, email, context, headers=None):
        """A letter with a code is not sent once the code is worth nothing."""
        message = super().render_mail(template_prefix, email, context, headers)
        if seconds := _seconds_valid(template_prefix):
            message.valid_for = timedelta(seconds=seconds)
        return message

    def send_mail(self, template_prefix, email, context):
        """Codes leave by the outbox's quick lane, and say how long they are valid."""
        site = SimpleNamespace(name=gettext("Civic"), domain=settings.SITE_URL)
        minutes = _seconds_valid(template_prefix) // 60
        super().send_mail(template_prefix, email, {**context, "current_site": site, "minutes": minutes})

    def pre_authenticate(self, request, **credentials):
        super().pre_authenticate(request, **credentials)
        if lockout.is_locked(credentials.get("email", ""), timezone.now()):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        lockout.note_failure(credentials.get("email", ""), timezone.now())

    def pre_login(self, request, user, **options):
        own_address(user)
        return super().pre_login(request, user, **options)

    def post_login(self, request, user, **options):
        lockout.forget(user.email)
        return super().post_login(request, user, **options)


def _seconds_valid(template_prefix):
    """Of the code in a letter; 0 in one without."""
    return {
        "account/email/login_code": app_settings.LOGIN_BY_CODE_TIMEOUT,
        "account/email/password_reset_code": app_settings.PASSWORD_RESET_BY_CODE_TIMEOUT,
        "account/email/email_confirmation": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
        "account/email/email_confirmation_signup": app_settings.EMAIL_VERIFICATION_BY_CODE_TIMEOUT,
    }.get(template_prefix, 0)


class SignupForm(AllauthSignupForm):
    """allauth's form without the phone: it is confirmed afterwards, by whoever wants to take part."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        del self.fields["phone"]
        self.fields["password1"].help_text = _(
            "You may leave it empty: then a code sent to your e-mail signs you in. At least 8 characters otherwise."
        )


@receiver(email_confirmed, dispatch_uid="civic.accounts.email_confirmed")
def note_confirmed_email(request, email_address, **options):
    """allauth's only word on a confirmed address, whichever way the code came back.

    Whoever confirms by a sign-in code never typed the password the account was made with: a stranger
    may have signed up with this address and waits. So that password is thrown away.
    """
    person = email_address.user
    if request.resolver_match.url_name == "account_confirm_login_code" and person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    actions.verify(person, "email", 1, at=timezone.now())


def guard(admin_site):
    """Have an administration use our sign-in, with its lock-out, instead of a form of its own."""
    admin_site.login = secure_admin_login(admin_site.login)


def own_address(person):
    """Let allauth know of an address that was confirmed without it, by a verb: nobody confirms one twice."""
    if person.proof_by("email") and not EmailAddress.objects.filter(user=person).exists():
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def forget_addresses(person):
    """Erase what allauth knows of somebody."""
    EmailAddress.objects.filter(user=person).delete()
