"""A decision of the review is taken back before anybody has been told of it."""

from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.duties import closing
from civic.lifecycle import Refused, require
from civic.outbox.actions import recall
from civic.verbs import change, letting, locked, tell
from proposals import rules
from proposals.actions.attending import warning_of
from proposals.duties import REVIEW
from proposals.grounds import HIDDEN
from proposals.models import Proposal
from proposals.models.former import FormerText

# What each decision wrote, by the phase it led to: its name on record, and how the proposal was before.
DECISIONS = {
    "amend": ("amend", {"amend_asked_at": None, "amend_due_at": None, "amend_note": "", "looks_again_at": None}),
    "refused": ("refused", {"reviewed_at": None, "refused_at": None, "grounds": [], "refusal_note": ""}),
    "scheduled": (
        "passed",
        {
            "reviewed_at": None,
            "terms": None,
            "rules_version": "",
            "threshold": None,
            "opens_at": None,
            "closes_at": None,
            "looks_again_at": None,
        },
    ),
}


def is_untouched(proposal: Proposal) -> bool:
    """Whether the text is as it was when the proposer was asked to amend it; True where nobody asks for that now."""
    if not proposal.amend_asked_at or proposal.amended_at:
        return True
    former = FormerText.objects.filter(proposal=proposal).first()
    return former is not None and all(
        getattr(former, name) == getattr(proposal, name) for name in ("title", "body", "benefits")
    )


@transaction.atomic
def take_back(proposal: Proposal, reviewer: Person, *, now: datetime) -> Proposal:
    """Put the proposal under review again, with the deadline it had, or has by the closures entered meanwhile; the
    agency and theme that were corrected stay.

    Refused once the letter has left.
    """
    proposal = locked(proposal, reviewer)
    require(rules.may_take_back(proposal, reviewer, now, is_untouched=is_untouched(proposal)))
    decision, before = DECISIONS[rules.phase(proposal, now)]
    letters = [f"{proposal.record_key}:{decision}"]
    if decision == "passed":
        letters.append(warning_of(proposal, proposal.agency, "passed"))
    if not recall(*letters):
        raise Refused(rules.LETTER_LEFT)
    is_public = decision == "passed" or (decision == "refused" and set(proposal.grounds).isdisjoint(HIDDEN))
    closing.reopen(proposal, REVIEW, reviewer, at=now)
    if decision == "amend":
        FormerText.objects.filter(proposal=proposal).delete()
    with letting("proposals.taken_back", proposal.pk):
        change(proposal, reviewer=None, **before)
    tell(proposal, "taken_back", reviewer, now, public=is_public, letter=False, decision=decision)
    return proposal
