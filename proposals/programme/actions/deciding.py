"""What the team owes about the applications of a year, whose programme the verb has locked."""

from datetime import datetime

from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import working_days
from proposals.programme import rules
from proposals.programme.duties import DECIDING
from proposals.programme.models import Programme


def begins(programme: Programme, *, at: datetime) -> None:
    """Once applications have ended decisions are owed, as soon as one waits, whenever it came in."""
    has_ended = programme.announced_at is not None and programme.looks_again_at is None
    if has_ended and programme.cases.waiting().exists() and not _owed(programme).exists():
        duties.impose(programme, {DECIDING: working_days(rules.DECIDING_DAYS)}, at=at)


def ends(programme: Programme, *, at: datetime) -> None:
    """With the last application that waits it is done."""
    if _owed(programme).exists() and not programme.cases.waiting().exists():
        duties.fulfil(programme, DECIDING, at=at)


def _owed(programme):
    return Duty.objects.about(programme).filter(kind=DECIDING)
