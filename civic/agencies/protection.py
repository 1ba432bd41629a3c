"""What the city or a citizen is about to publish is searched for what gives somebody away.

An identity number stops it. A mobile number or mailbox that is on no agency's list of contacts is shown, and where the
city writes about a citizen so are their own name, mailbox and number: it has happened elsewhere that an agency printed
a name. They want a click of whoever publishes, on record. Nobody else's data are asked, and nothing says whose a
passage is.
"""

from collections.abc import Collection
from datetime import datetime

from civic import text
from civic.accounts.models import Person
from civic.agencies.contacts import Contacts
from civic.personal import Passage, cut_out, once_each, require_confirmed
from civic.record.actions import write
from civic.record.models import Keyed

SHORTEST_NAME = 2  # characters; a shorter one is found everywhere


def passages(citizen: Person, *texts: str) -> list[Passage]:
    """What in `texts`, about to be published by the city about a matter of `citizen`, gives somebody away."""
    contacts = Contacts.read()
    return once_each(passage for words in texts for passage in _in(words, citizen, contacts))


def _in(words, citizen, contacts):
    yield from _unlisted(words, contacts, citizen.phone)
    own = [value for value in (citizen.name, citizen.email) if len(value) >= SHORTEST_NAME]
    for start, end in [place for value in own for place in text.occurrences(words, value)]:
        yield cut_out(words, start, end)


def _unlisted(words, contacts, own_phone=None):
    for found in text.passages(words):
        if found.kind == text.IDENTITY or found.key == own_phone or not contacts.have(found.key):
            yield cut_out(words, found.start, found.end, found.kind)


def citizens_passages(*texts: str, contacts: Contacts | None = None) -> list[Passage]:
    """What in `texts`, about to be published by a citizen, gives somebody away; `contacts` of the agencies, where they
    have been read."""
    contacts = contacts or Contacts.read()
    return once_each(passage for words in texts for passage in _unlisted(words, contacts))


def keep_private(
    thing: Keyed, citizen: Person, actor: Person, *texts: str, now: datetime, confirmed: Collection[str], deed: str
) -> None:
    """Raise `Refused` for an identity number in `texts` about a `thing` of `citizen`, `Unconfirmed` for what `actor`
    has not said yes to; put the yes on record, with the name of the `deed`."""
    found = passages(citizen, *texts)
    require_confirmed(found, confirmed)
    if found:
        write("passages_confirmed", thing, actor=actor, at=now, public=False, deed=deed, passages=len(found))
