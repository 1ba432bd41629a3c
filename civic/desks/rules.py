"""Who may work at a desk, pure."""

from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import LEVEL_AT_DESKS, may_act_at
from civic.lifecycle import Officer, Refusal


def may_use_desk(person: Officer | None, role: str) -> Refusal | None:
    """Desks need the role and level 2; the second factor is asked for before their pages (`accounts.staff`)."""
    if refusal := may_act_at(person, LEVEL_AT_DESKS):
        return refusal
    if not person.has_role(role):
        return Refusal("no_role", _("This desk is for people with another role."))
    return None
