"""Who may work at a desk, and on which thing; pure."""

from typing import Protocol

from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import LEVEL_AT_DESKS, may_act_at
from civic.lifecycle import Officer, Refusal

RECUSED = Refusal(
    "recused", _("You have recused yourself from this. Colleagues see to it; only an administrator can undo that.")
)


class ThingFacts(Protocol):
    """What is read of anything that somebody works on: its key on record."""

    record_key: str


def may_work_on(thing: ThingFacts, person: Officer) -> Refusal | None:
    """Whoever has recused themselves does nothing of what desks do about it."""
    return RECUSED if thing.record_key in person.recused_from else None


def may_use_desk(person: Officer | None, role: str) -> Refusal | None:
    """Desks need the role and level 2; the second factor is asked for before their pages (`accounts.staff`)."""
    if refusal := may_act_at(person, LEVEL_AT_DESKS):
        return refusal
    if not person.has_role(role):
        return Refusal("no_role", _("This desk is for people with another role."))
    return None
