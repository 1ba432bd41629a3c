"""What becomes of somebody's proposals when they erase their account."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from civic.accounts.models import Person
from civic.files import evidence
from civic.lifecycle import Refused
from proposals.actions.writing import withdraw
from proposals.models import (
    Endorsement,
    EndorsementQuerySet,
    Evidence,
    HiddenReason,
    HiddenReasonQuerySet,
    Proposal,
)
from proposals.models.correspondence import Look, Message

REASON = "提議者已離開 · The proposer has left"  # of the withdrawals


def with_reason(endorser: Person) -> EndorsementQuerySet:
    """Their endorsements that give a reason."""
    return Endorsement.objects.filter(person=endorser).exclude(reason="")


def hidden_from(endorser: Person) -> HiddenReasonQuerySet:
    """What is known of the hiding of reasons they gave."""
    own = Endorsement.objects.filter(person=endorser, proposal=OuterRef("proposal_id"), number=OuterRef("number"))
    return HiddenReason.objects.filter(Exists(own))


@transaction.atomic
def leave(proposer: Person, *, now: datetime) -> None:
    """Delete drafts with their files, withdraw what nobody has seen yet, and leave the rest: others have endorsed it.

    What a suspended proposer may not withdraw stays where it is, for the reviewers. Endorsements stay counted,
    without the words of their reasons. What they and agencies wrote to each other goes, what they told reviewers of
    similar proposals, and what their phone number was needed for; that an official has seen it stays.
    """
    own = Proposal.objects.filter(proposer=proposer)
    drafts = own.in_phase("draft", now)
    gone = list(Evidence.objects.filter(proposal__in=drafts).exclude(file=""))
    drafts.delete()
    with_reason(proposer).update(reason="")
    Message.objects.filter(proposal__proposer=proposer).delete()
    Look.objects.filter(proposal__proposer=proposer).update(reason="")
    hidden_from(proposer).update(objection="")
    own.exclude(difference="").update(difference="")
    evidence.delete_files(gone)
    for proposal in own.in_phases(("submitted", "amend"), now).order_by("pk"):
        with suppress(Refused):
            withdraw(proposal, proposer, now=now, reason=REASON)
