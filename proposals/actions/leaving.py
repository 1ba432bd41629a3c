"""What becomes of somebody's proposals when they erase their account."""

from contextlib import suppress

from django.db import transaction

from civic.lifecycle import Refused
from proposals.actions.writing import withdraw
from proposals.models import Proposal

REASON = "提議者已離開 · The proposer has left"


@transaction.atomic
def leave(proposer, *, now):
    """Delete drafts, withdraw what nobody has seen yet, and leave the rest: others have endorsed it.

    What a suspended proposer may not withdraw stays where it is, for the reviewers.
    """
    own = Proposal.objects.filter(proposer=proposer)
    own.in_phase("draft", now).delete()
    for proposal in own.in_phases(("submitted", "amend"), now).order_by("pk"):
        with suppress(Refused):
            withdraw(proposal, proposer, now=now, reason=REASON)
