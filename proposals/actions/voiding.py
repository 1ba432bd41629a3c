"""An endorsement that no longer counts: two accounts were one person, or fraud is proven."""

from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import Denied, require
from civic.outbox.actions import post
from civic.text import tidy
from civic.verbs import change, lock_people, lock_things, tell
from proposals import rules
from proposals.actions.protection import keep_private
from proposals.models import Endorsement, Proposal


@transaction.atomic
def void(proposal: Proposal, number: int, administrator: Person, *, now: datetime, reason: str) -> Proposal:
    """Let endorsement `number` count no longer. Row and number stay, the count falls, no establishment is undone.

    Raises `Denied` for whoever is no administrator, `Refused` if it is void already or no reason is given.
    """
    own = Proposal.objects.filter(pk=proposal.pk)
    proposal, endorsement = lock_things([own, Endorsement.objects.filter(proposal__in=own, number=number)])
    lock_people(administrator)
    require(rules.may_void_any(administrator), Denied)
    require(rules.may_void(endorsement, reason))
    keep_private(proposal, administrator, reason, now=now, confirmed=(), deed="voided")
    make_void(proposal, endorsement, administrator, now=now, reason=tidy(reason))
    return proposal


def make_void(
    proposal: Proposal,
    endorsement: Endorsement,
    actor: Person | str,
    *,
    now: datetime,
    reason: str,
    earlier: int | None = None,
) -> None:
    """A step of verbs that have asked whether they may; needs the lock of both. Its person is told. `earlier`: the
    number of the endorsement of the same person that counts."""
    endorsement.voided_at = now
    endorsement.save(update_fields=["voided_at"])
    change(proposal, endorsement_count=proposal.endorsement_count - 1)
    told = {"number": endorsement.number, "reason": reason}
    tell(proposal, "voided", actor, now, letter=False, **told)
    key = f"{proposal.record_key}:voided:{endorsement.number}"
    post("proposals.voided", proposal.record_key, key=key, at=now, earlier=earlier, **told)
