"""Permission to do a deed past Django: the slip for one person, one deed, one thing, in one session."""

from datetime import datetime

from django.conf import settings

from civic.accounts import sessions
from civic.accounts.models import Person
from civic.serving import slips

LIFE = 60 * 60  # seconds from the page to the click


def slip_for(deed: str, thing: int, person: Person, session_key: str, now: datetime) -> str:
    """The slip for a page that `person` reads in a session: it lets them do the deed to this thing for an hour, as long
    as the session lives."""
    until = now.timestamp() + LIFE
    tie = sessions.tie(session_key, person.password)
    return slips.write(_key(), person=person.pk, deed=deed, thing=thing, until=until, tie=tie)


def slip_in(text: object, deed: str, thing: int, now: datetime) -> slips.Slip:
    """The slip in `text`, if it permits the deed to this thing; else raises `slips.BadSlip`. Whether its session lives
    is still to be asked, of `sessions.alive`."""
    return slips.read(_key(), text, deed=deed, thing=thing, now=now.timestamp())


def _key():
    return settings.SLIP_KEY.encode()
