"""迴避: somebody who works for the city will have nothing to do with a thing, and says why.

From then on no deed of a desk about it is theirs (`desks.rules.may_work_on`). Colleagues see at the desk that somebody
has recused themselves, and why; the public sees neither. Only an administrator undoes it, and nobody their own.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import LEVEL_AT_DESKS, may_act_at, may_administer
from civic.accounts.working import Recusal
from civic.desks.rules import RECUSED
from civic.lifecycle import Denied, Officer, Refusal, require
from civic.record.actions import write
from civic.record.models import Keyed
from civic.security.actions import note
from civic.verbs import Thing, lock_people, locked
from civic.writing import kept

REASON_LIMIT = 500
KEPT = timedelta(days=5 * 365)  # while a decision may still be contested for who took part in it


def may_recuse(thing: Keyed, person: Officer) -> Refusal | None:
    """Whoever works here may, once; that it lies on their desk its page has asked."""
    return may_act_at(person, LEVEL_AT_DESKS) or (RECUSED if thing.record_key in person.recused_from else None)


@transaction.atomic
def recuse(thing: Thing, person: Person, *, at: datetime, reason: str) -> Recusal:
    """Have `person` do nothing more about `thing`, for a `reason` that only those who work here read."""
    thing = locked(thing, person)
    require(may_recuse(thing, person))
    reason = kept(reason, REASON_LIMIT, needed=_("Please give the reason."))
    made = Recusal.objects.create(person=person, subject=thing.record_key, reason=reason, recused_at=at)
    person.forget_roles()
    write("recused", thing, actor=person, at=at, public=False)
    return made


def may_undo(recusal: Recusal, administrator: Officer) -> Refusal | None:
    """Administrators may, but nobody their own."""
    if refusal := may_administer(administrator):
        return refusal
    if recusal.person_id == administrator.pk:
        return Refusal("oneself", _("Nobody undoes their own recusal. Please ask another administrator."))
    if recusal.undone_at:
        return Refusal("undone", _("This recusal has been undone already."))
    return None


@transaction.atomic
def undo(recusal: Recusal, *, at: datetime, actor: Person, reason: str) -> None:
    """Let somebody work on the thing again."""
    lock_people(actor, recusal.person)
    recusal.refresh_from_db(from_queryset=Recusal.objects.select_for_update())
    require(may_undo(recusal, actor), Denied)
    recusal.undone_at = at
    recusal.save(update_fields=["undone_at"])
    said = {"person": recusal.person.record_key}
    write("recusal_undone", recusal.subject, actor=actor, at=at, public=False, reason=reason, **said)
    note("recusal_undone", about=recusal.person, actor=actor, thing=recusal.subject)


def recusals_of(things: Iterable[Keyed | str]) -> list[Recusal]:
    """Those that stand, of these things or keys."""
    keys = [thing if isinstance(thing, str) else thing.record_key for thing in things]
    return list(Recusal.objects.filter(subject__in=keys, undone_at=None).select_related("person"))


def forget(now: datetime) -> int:
    """Forget recusals of five years ago; returns how many."""
    return Recusal.objects.filter(recused_at__lt=now - KEPT).delete()[0]
