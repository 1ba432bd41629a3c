"""Somebody has lost every second factor: one administrator asks that they be taken away, another one confirms within a
day. Neither is the person themselves. Whoever is alone uses `manage.py break_glass` on the machine.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts import factors
from civic.accounts.actions import NO_FACTOR, forget_factors
from civic.accounts.models import Person
from civic.accounts.rules import may_administer, may_change
from civic.lifecycle import Denied, Officer, Refusal, require
from civic.outbox.actions import post
from civic.security.actions import note
from civic.staffing.models import FactorReset
from civic.verbs import lock_people, locked
from civic.writing import kept

WITHIN = timedelta(hours=24)
KEPT = timedelta(days=180)
REASON_LIMIT = 50  # characters as people count them; the column has room for four parts of each


def may_ask(person: Person, administrator: Officer) -> Refusal | None:
    """Administrators may, for somebody else."""
    if refusal := may_change(person, administrator):
        return refusal
    if person.pk == administrator.pk:
        return Refusal("oneself", _("Nobody resets their own second factors here. Please ask two administrators."))
    return None


def may_confirm(reset: FactorReset, administrator: Officer, now: datetime) -> Refusal | None:
    """An administrator who is neither the one who asked nor the person, within a day."""
    if refusal := may_change(reset.person, administrator):
        return refusal
    if administrator.pk in (reset.asked_by_id, reset.person_id):
        return Refusal("same", _("Another administrator has to confirm this."))
    if reset.confirmed_at or now >= reset.expires_at:
        return Refusal("over", _("This has been confirmed already, or its 24 hours are over."))
    if may_administer(reset.asked_by):
        return Refusal("asker_gone", _("Whoever asked for this is no administrator any more."))
    return None


@transaction.atomic
def ask(person: Person, *, at: datetime, actor: Person, reason: str) -> FactorReset:
    """Ask another administrator to confirm; the person and all administrators are told. What waits already stands."""
    lock_people(actor, person)
    require(may_ask(person, actor), Denied)
    reason = kept(reason, REASON_LIMIT, needed=_("Please give the reason."), one_line=True)
    waiting = FactorReset.objects.filter(person=person, confirmed_at=None, expires_at__gt=at).first()
    if waiting is not None:
        return waiting
    require(None if factors.has_any(person) else NO_FACTOR)
    made = FactorReset.objects.create(
        person=person, asked_by=actor, reason=reason, asked_at=at, expires_at=at + WITHIN
    )
    note("staffing.reset_asked", about=person, actor=actor)
    _tell("staffing.reset_asked", made, at)
    return made


@transaction.atomic
def confirm(reset: FactorReset, *, at: datetime, actor: Person) -> None:
    """Take the factors away, and sign the person out everywhere; they are told, and all administrators."""
    reset = locked(reset)
    lock_people(actor, reset.person, reset.asked_by)
    require(may_confirm(reset, actor, at))
    reset.confirmed_by, reset.confirmed_at = actor, at
    reset.save(update_fields=["confirmed_by", "confirmed_at"])
    forget_factors(reset.person, at=at, actor=actor, reason=reset.reason)
    _tell("staffing.reset_confirmed", reset, at)


def _tell(kind, reset, at):
    post(kind, reset.person.record_key, key=f"{reset.person.record_key}:{kind}:{reset.pk}", at=at)


def forget(now: datetime) -> int:
    """Forget what was asked half a year ago; the record and the log say the rest. Returns how many."""
    return FactorReset.objects.filter(expires_at__lt=now - KEPT).delete()[0]
