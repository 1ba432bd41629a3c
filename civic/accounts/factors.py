"""Second factors and passkeys: what we tell allauth of them, and what the rest asks.

A factor is a passkey or security key, or an authenticator app; recovery codes stand in for a lost one. Whoever has a
factor proves with nothing less that it is them (`proof`). Secrets lie encrypted in the database.
"""

import json
import struct
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as theirs
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from allauth.mfa.webauthn import forms as of_keys
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from civic import encrypted, text
from civic.accounts import limits
from civic.accounts.models import Person
from civic.accounts.sessions import METHODS
from civic.lifecycle import Refused
from civic.security import actions as security_log

KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SIMULATED = "simulated"  # of the demo town, where nobody has a device
MOST_STEPS = 8  # that a session remembers
MOST_PARTS = 50  # objects and lists in what a browser says of a key; it says fewer than ten


class FactorAdapter(DefaultMFAAdapter):
    """allauth's questions about factors: the site is called as people call it, and secrets are encrypted."""

    def _get_site_name(self):
        return gettext("Civic")

    def get_public_key_credential_rp_entity(self):
        return {"id": urlsplit(settings.SITE_URL).hostname, "name": self._get_site_name()}

    def encrypt(self, text):
        return encrypted.closed(text)

    def decrypt(self, encrypted_text):
        return encrypted.opened(encrypted_text)


class _TriesCounted:
    """Put before a form of allauth's that asks for the code of a factor: each try is counted in the database."""

    def clean_code(self):
        self.cleaned_data["code"] = text.code(self.cleaned_data["code"])
        try:
            limits.take("tries of a factor", self.user.pk, now=timezone.now())
        except Refused as refused:
            security_log.note("accounts.factor", about=self.user, result=security_log.DENIED)
            raise ValidationError(refused.refusal.sentence) from None
        return super().clean_code()


class AuthenticateForm(_TriesCounted, theirs.AuthenticateForm):
    pass


class ReauthenticateForm(_TriesCounted, theirs.ReauthenticateForm):
    pass


@contextmanager
def _of_any_shape():
    """What a browser says of a key may have been written by anybody: what the library cannot read is a wrong one."""
    try:
        yield
    except (LookupError, AttributeError, TypeError, ValueError, struct.error) as error:
        raise FactorAdapter().validation_error("incorrect_code") from error


class _KeyDecoder(json.JSONDecoder):
    """What nests without end, or is a number longer than any, is no JSON of a key: `JSONDecodeError`."""

    def decode(self, s, *args):
        if s.count("[") + s.count("{") > MOST_PARTS:
            raise json.JSONDecodeError("too many parts", s, 0)
        try:
            return super().decode(s, *args)
        except ValueError as error:
            raise json.JSONDecodeError(str(error), s, 0) from error


class _ReadsKeys:
    """Put before a form of allauth's with a `credential`, which is read with care."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].decoder = _KeyDecoder


class _OfAnyShape(_ReadsKeys):
    """Put before a form of allauth's by which a passkey or security key is set up."""

    def clean(self):
        with _of_any_shape():
            return super().clean()


class AddKeyForm(_OfAnyShape, of_keys.AddWebAuthnForm):
    pass


class SignupKeyForm(_OfAnyShape, of_keys.SignupWebAuthnForm):
    pass


class _FailuresNoted(_ReadsKeys):
    """Put before a form of allauth's that asks for a passkey or security key, of which it tells nobody that it was not
    the right one."""

    def clean_credential(self):
        try:
            with _of_any_shape():
                return super().clean_credential()
        except ValidationError:
            self.note_failure()
            raise

    def note_failure(self):
        note_failed(self.user)


class AuthenticateKeyForm(_FailuresNoted, of_keys.AuthenticateWebAuthnForm):
    pass


class ReauthenticateKeyForm(_FailuresNoted, of_keys.ReauthenticateWebAuthnForm):
    pass


class LoginKeyForm(_FailuresNoted, of_keys.LoginWebAuthnForm):
    def note_failure(self):
        """Whose passkey it says to be is anybody's word, and not noted."""
        security_log.note("accounts.signed_in", result=security_log.FAILED, methods=["passkey"])


@receiver(authenticator_added, dispatch_uid="civic.accounts.factor_added")
def note_added(request: HttpRequest, user: Person, authenticator: Authenticator, **told: Any) -> None:
    """Whoever has just set up a factor has just used it; one that an account begins with is the only step."""
    if authenticator.type in KINDS:
        is_only = True if not request.user.is_authenticated else None
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, passwordless=is_only)
    security_log.note("accounts.factor_added", about=user, actor=user, kind=authenticator.type)


@receiver([authenticator_removed, authenticator_reset], dispatch_uid="civic.accounts.factor_removed")
def note_removed(user: Person, authenticator: Authenticator, **told: Any) -> None:
    """Taken away, or recovery codes that are worth nothing any more."""
    security_log.note("accounts.factor_removed", about=user, actor=user, kind=authenticator.type)


@receiver(authenticator_used, dispatch_uid="civic.accounts.factor_used")
def note_used(user: Person, authenticator: Authenticator, **told: Any) -> None:
    security_log.note("accounts.factor", about=user, actor=user, kind=authenticator.type)


@receiver(authentication_failed, dispatch_uid="civic.accounts.factor_failed")
def note_failed(user: Person, **told: Any) -> None:
    security_log.note("accounts.factor", about=user, result=security_log.FAILED)


def has_any(person: Person) -> bool:
    """Whether they have a factor."""
    return Authenticator.objects.filter(user=person, type__in=KINDS).exists()


def proof_forms(request: HttpRequest) -> dict[str, Any]:
    """The context of the page that asks for a factor: `form` for a code, and `key_form` with what its script needs.
    What was sent is bound."""
    sent = request.POST if request.method == "POST" else None
    is_key = sent is not None and "credential" in sent
    form = ReauthenticateForm(user=request.user, data=None if is_key else sent)
    form.fields["code"].label = gettext("Code of the authenticator app, or a recovery code")
    key_form = ReauthenticateKeyForm(user=request.user, data=sent if is_key else None)
    return {"form": form, "key_form": key_form}


def key_options(request: HttpRequest) -> dict[str, Any]:
    """What the browser asks a passkey; each page asks anew."""
    return {"request_options": auth.begin_authentication(request.user)}


def use(request: HttpRequest, form: Form) -> None:
    """The factor in this valid form was used in this session, which remembers its first steps and the last ones."""
    form.save()
    steps = request.session[METHODS]
    request.session[METHODS] = steps[:2] + steps[2:][2 - MOST_STEPS :]


def simulate(request: HttpRequest) -> None:
    """Let this session, of somebody who has just signed in, stand for one with a factor; counts in the demo only."""
    record_authentication(request, request.user, "mfa", type=SIMULATED)


def of(person: Person) -> list[dict]:
    """What is kept, but no secrets."""
    rows = Authenticator.objects.filter(user=person).order_by("pk")
    return list(rows.values("type", "created_at", "last_used_at"))


SECRETS = ("secret", "seed", "migrated_codes")  # in the data of allauth's authenticators


def rewrite(change: Callable[[str], str]) -> int:
    """Put `change(token)` in the place of each encrypted secret of a factor; returns how many factors differ."""
    changed = 0
    for number in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().filter(pk=number).first()
            data = row and rewritten(row.data, change)
            if row and data != row.data:
                row.data = data
                row.save(update_fields=["data"])
                changed += 1
    return changed


def rewritten(data: dict, change: Callable[[str], str]) -> dict:
    """What allauth keeps of a factor, with `change(token)` in the place of each secret."""
    found = {name: data[name] for name in SECRETS if name in data}
    return data | {name: change(one) if isinstance(one, str) else [change(each) for each in one]
                   for name, one in found.items()}  # fmt: skip


def forget(person: Person) -> int:
    """Take all of them away; returns how many there were."""
    return Authenticator.objects.filter(user=person).delete()[0]
