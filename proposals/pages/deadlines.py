"""Every deadline of a proposal, for everybody to see, and the answers that the city owes."""

from datetime import datetime

from civic.duties.deadlines import Deadline, as_deadline, deadlines
from civic.duties.models import Duty
from proposals.duties import ANSWER
from proposals.models import Proposal
from proposals.pages.card import Shown


def public_deadlines(proposal: Proposal, duties: list[Duty], now: datetime) -> list[Deadline]:
    """Those of `duties` that the page of `proposal` shows: of one that was withdrawn, only what had been done."""
    return deadlines([duty for duty in duties if duty.done_at or not proposal.withdrawn_at], now)


def owed(now: datetime, most: int) -> list[tuple[Shown, Deadline]]:
    """The answers that are owed, the longest overdue first: at most `most`."""
    duties = Duty.objects.owed().with_moves().filter(kind=ANSWER)[:most]
    rows = Proposal.objects.select_related("agency").in_bulk([duty.subject_id for duty in duties])
    return [(Shown(rows[duty.subject_id], now), as_deadline(duty, now)) for duty in duties]
