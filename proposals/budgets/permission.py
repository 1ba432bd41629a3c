"""Permission to vote past Django: the slip for one person, one deed, one cycle, in one session."""

from datetime import datetime

from civic.accounts import permission
from civic.accounts.models import Person

DEED = "vote"


def slip_for(cycle_id: int, person: Person, session_key: str, now: datetime) -> str:
    """The slip for a ballot that `person` fills in in a session."""
    return permission.slip_for(DEED, cycle_id, person, session_key, now)
