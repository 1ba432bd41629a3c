"""The letters of the town's people: marked as sent while it is built, and shown to anybody who visits it.

The crowd gets none. What was sent since, sign-in codes too, is read from the folder to which the embedded program
writes its letters (`EMAIL_FILE_PATH`).
"""

import email.policy
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.utils import parseaddr
from heapq import nlargest
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation

from civic.accounts import identity
from civic.accounts.models import Person
from civic.outbox.models import Letter, Mailing
from civic.outbox.registry import kinds
from civic.outbox.words import render

AT_ONCE = 5000  # recipients of a mailing read at a time
RECENT = 500  # files that are looked through, the newest first
NEWEST = 20  # of these that are shown to somebody who looks for a code
TEXTS = "@sms.invalid"  # where text messages go, behind the number


@dataclass(frozen=True, slots=True)
class Read:
    """A letter or, to a number, a text message, as its reader sees it."""

    at: datetime
    to: str
    subject: str
    body: str


def hand_out(people: Iterable[Person], now: datetime, posted: QuerySet[Mailing] | None = None) -> int:
    """Give the letters of every mailing so far, or of those of `posted`, to `people`, as sent when it was posted;
    returns how many.

    What is to leave after `now` is left to the clock.
    """
    members, handed = {person.pk for person in people}, []
    for mailing in (Mailing.objects if posted is None else posted).filter(expanded_at=None, at__lte=now).order_by("pk"):
        at = mailing.at
        for person in sorted(members.intersection(_audience(mailing))):
            handed.append(Letter(mailing=mailing, person_id=person, due_at=at, claimed_at=at, sent_at=at))
        mailing.expanded_at = at
        mailing.save(update_fields=["expanded_at"])
    Letter.objects.bulk_create(handed)
    return len(handed)


def _audience(mailing):
    after = 0
    while numbers := kinds[mailing.kind].audience(mailing, after, AT_ONCE):
        yield from numbers
        after = numbers[-1]


def inbox(person: Person) -> list[Read]:
    """Everything written to `person`, newest first, in their language."""
    outbox = Letter.objects.filter(person_id=person.pk, sent_at__isnull=False).select_related("mailing")
    known = {letter.message_id: _written_again(letter, person) for letter in outbox}
    own = {person.email.lower()} | ({identity.as_dialled(person.phone)} if person.phone else set())
    files = (read for number, read in _files() if read.to.lower() in own and number not in known)
    return sorted([*known.values(), *files], key=lambda read: read.at, reverse=True)


def newest() -> list[Read]:
    """What was sent last, to whomever: where somebody who has just signed up finds the code."""
    return [read for _id, read in islice(_files(), NEWEST)]


def _written_again(letter, person):
    """As it was or would have been sent; the words are those of today's facts."""
    mailing = letter.mailing
    with translation.override(person.language):
        context = kinds[mailing.kind].context(mailing, person.language)
        subject, body = render(mailing.kind, {**context, "nickname": person.nickname})
    return Read(letter.sent_at, person.email, subject, body)


def _files():
    """(message id, letter) of every recent file, the newest first."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR_DIR / "letters")
    for path in nlargest(RECENT, folder.glob("*.eml"), key=lambda path: path.stat().st_mtime):
        message = message_from_bytes(path.read_bytes(), policy=email.policy.default)
        at, to = datetime.fromtimestamp(path.stat().st_mtime, UTC), parseaddr(message["To"] or "")[1]
        if to.endswith(TEXTS):
            to = identity.as_dialled(f"+{to.removesuffix(TEXTS)}")
        yield message["Message-ID"], Read(at, to, message["Subject"] or "", message.get_content())
