"""Permission to endorse past Django: the slip for one person and one proposal, in one session."""

from datetime import datetime

from civic.accounts import permission
from civic.accounts.models import Person

DEED = "endorse"


def slip_for(proposal_id: int, person: Person, session_key: str, now: datetime) -> str:
    """The slip for a page that `person` reads in a session; see `civic.accounts.permission`."""
    return permission.slip_for(DEED, proposal_id, person, session_key, now)
