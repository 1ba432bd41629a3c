"""What the clock alone brings about: opening, the end of the window, lapsing, the end of the time for amending."""

from datetime import datetime

from django.db import transaction

from civic.duties import actions as duties
from civic.outbox.actions import post
from civic.verbs import change, locked, tell
from proposals import rules
from proposals.models import Proposal


def lapse_key(proposal: Proposal) -> str:
    """The key of the letter that it has lapsed: another one for each end, for a window that ended may open again."""
    return f"{proposal.record_key}:lapsed:{int(proposal.closes_at.timestamp())}"


@transaction.atomic
def take_turns(proposal: Proposal, *, now: datetime) -> int:
    """Do what the clock has brought about since `looks_again_at`; returns the number of turns taken.

    Each turn raises the version, and is put on record at its own instant, however late it is noticed:
    `opened` when the window begins, `lapsed` when it is over and all that arrived in time is counted, `not_amended`
    when an amendment that was asked for did not come in time: then nobody owes a review any more.
    The phase itself never waits for this.
    """
    proposal = locked(proposal)
    turns = 0
    while proposal.looks_again_at and proposal.looks_again_at <= now:
        turn = proposal.looks_again_at
        change(proposal, looks_again_at=rules.next_turn(proposal, turn))
        if turn == proposal.opens_at:
            tell(proposal, "opened", "clock", turn)
        elif (phase := rules.phase(proposal, turn)) == "lapsed":
            said = {"count": proposal.endorsement_count}
            tell(proposal, "lapsed", "clock", turn, letter=False, **said)
            post("proposals.lapsed", proposal.record_key, key=lapse_key(proposal), at=turn, **said)
        elif phase == "not_amended":
            duties.release(proposal, at=turn)
            tell(proposal, "not_amended", "clock", turn, public=False)
        turns += 1
    return turns
