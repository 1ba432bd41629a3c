"""Mailings become letters, a chunk at a time."""

import logging
import time
from datetime import datetime

from django.db import transaction

from civic.outbox.models import Letter, Mailing
from civic.outbox.registry import kinds
from civic.outbox.retries import note_failure

logger = logging.getLogger(__name__)

CHUNK = 1000  # letters written per transaction
SPELL = 5  # seconds after which the other chores get their turn


def expand(now: datetime, spell: float = SPELL) -> int:
    """Write the letters of all mailings that are due; returns how many letters were written."""
    written, until = 0, time.monotonic() + spell
    while time.monotonic() < until:
        chunk = _expand_chunk(now)
        if chunk is None:
            break
        written += chunk
    return written


def _expand_chunk(now):
    """One chunk of one mailing, or None if none is due. Another expander takes another mailing."""
    with transaction.atomic():
        mailing = (
            Mailing.objects.select_for_update(skip_locked=True)
            .filter(expanded_at=None, abandoned_at=None, due_at__lte=now)
            .order_by("due_at", "pk")
            .first()
        )
        if mailing is None:
            return None
        try:
            with transaction.atomic():
                return _write_letters(mailing, now)
        except Exception as error:  # one bad mailing must not hold up the others
            logger.exception("The mailing %s could not be expanded", mailing.key)
            note_failure(mailing, error, now)
            return 0


def _write_letters(mailing, now):
    readers = kinds[mailing.kind].audience(mailing, mailing.cursor, CHUNK)
    Letter.objects.bulk_create(
        (Letter(mailing=mailing, person_id=number, due_at=now) for number in readers), ignore_conflicts=True
    )
    if readers:
        mailing.cursor = readers[-1]
    if len(readers) < CHUNK:
        mailing.expanded_at = now
    mailing.save(update_fields=["cursor", "expanded_at"])
    return len(readers)
