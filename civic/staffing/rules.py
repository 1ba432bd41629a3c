"""Who may invite whom, and what becomes of an invitation. Pure."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from civic.accounts.registry import role_names
from civic.accounts.rules import LEVEL_AT_DESKS, ONESELF, may_act_at, may_administer, may_end_at
from civic.lifecycle import Officer, Refusal

VALID_FOR = timedelta(days=7)
KEPT = timedelta(days=180)  # after it has ended: while the record of the role may still be asked about
OF_AN_AGENCY = {"official"}  # roles that are had for an agency

NOT_VALID = Refusal(
    "not_valid",
    _("This invitation is not valid any more: it was accepted or withdrawn, or its seven days are over. Please ask "
      "whoever invited you for another one."),
)  # fmt: skip
SOMEBODY_ELSE = Refusal(
    "somebody_else", _("This invitation was sent to another address than that of your account.")
)


def may_invite(
    administrator: Officer | None, email: str, role: str, agency: Any, until: datetime | None, now: datetime
) -> Refusal | None:
    """Administrators invite, nobody themselves; an agency is named for the roles that are had for one, for no other."""
    if refusal := may_administer(administrator):
        return refusal
    if email == administrator.email:
        return ONESELF
    if role not in role_names():
        return Refusal("no_such_role", _("There is no such role."))
    if role in OF_AN_AGENCY and agency is None:
        return Refusal("no_agency", _("Please name the agency: this role is had for one."))
    if agency is not None and role not in OF_AN_AGENCY:
        return Refusal("agency", _("This role is not had for an agency: please leave it empty."))
    if agency is not None and not agency.is_active:
        return Refusal("agency_closed", _("This agency no longer exists."))
    return may_end_at(until, now) if until else None


def may_accept(invitation: Any, person: Officer | None, now: datetime) -> Refusal | None:
    """Whoever has the address it was sent to and may act at desks, once, while it is valid."""
    if invitation.accepted_at or invitation.withdrawn_at or now >= invitation.expires_at:
        return NOT_VALID
    if invitation.until and now >= invitation.until:
        return NOT_VALID
    if person is not None and person.email != invitation.email:
        return SOMEBODY_ELSE
    return may_act_at(person, LEVEL_AT_DESKS)


def may_withdraw(invitation: Any, administrator: Officer | None, now: datetime) -> Refusal | None:
    """Administrators may, until it is accepted."""
    if refusal := may_administer(administrator):
        return refusal
    if invitation.accepted_at or invitation.withdrawn_at:
        return Refusal("over", _("This invitation has been accepted or withdrawn already."))
    return None
