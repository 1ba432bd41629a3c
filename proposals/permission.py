"""Permission to endorse past Django: the slip for one person, one deed, one proposal, in one session."""

from datetime import datetime

from django.conf import settings

from civic.accounts import sessions
from civic.accounts.models import Person
from civic.serving import slips

DEED = "endorse"
LIFE = 60 * 60  # seconds from the page to the click


def slip_for(proposal_id: int, person: Person, session_key: str, now: datetime) -> str:
    """The slip for a page that `person` reads in a session: it lets them endorse this proposal for an hour, as long
    as the session lives."""
    until = now.timestamp() + LIFE
    tie = sessions.tie(session_key, person.password)
    return slips.write(_key(), person=person.pk, deed=DEED, thing=proposal_id, until=until, tie=tie)


def slip_in(text: object, proposal_id: int, now: datetime) -> slips.Slip:
    """The slip in `text`, if it permits to endorse the proposal; else raises `slips.BadSlip`. Whether its session
    lives is still to be asked, of `civic.accounts.sessions.ties`."""
    return slips.read(_key(), text, deed=DEED, thing=proposal_id, now=now.timestamp())


def _key():
    return settings.SLIP_KEY.encode()
