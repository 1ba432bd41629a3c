"""Permission to endorse without a look at the session: the slip for one person, one deed, one proposal."""

from datetime import datetime

from django.conf import settings

from civic.serving import slips

DEED = "endorse"
LIFE = 60 * 60  # seconds from the page to the click


def slip_for(proposal_id: int, person_id: int, now: datetime) -> str:
    """The slip for the page of a signed-in person: it lets this person endorse this proposal for an hour."""
    until = now.timestamp() + LIFE
    return slips.write(_key(), person=person_id, deed=DEED, thing=proposal_id, until=until)


def person_of(text: object, proposal_id: int, now: datetime) -> int:
    """The id of the person whom the slip `text` permits to endorse the proposal; raises `slips.BadSlip`."""
    return slips.read(_key(), text, deed=DEED, thing=proposal_id, now=now.timestamp()).person


def _key():
    return settings.SLIP_KEY.encode()
