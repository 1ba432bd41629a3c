"""What is due leaves, each once: letters here, urgent messages in `urgent.py`."""

import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, models
from django.utils import translation

from civic.clockwork import Away
from civic.outbox import retries
from civic.outbox.models import Letter
from civic.outbox.registry import addresses, kinds
from civic.outbox.words import render

logger = logging.getLogger(__name__)

BATCH = 25
CLAIM = timedelta(minutes=15)  # longer than a letter can take, with the greeting before it (`smtp`)
SPELL = 5  # seconds after which no further letter is begun
FRUITLESS = 3  # lines to the mail server that broke in a row, none of which took a letter: it is away

CLAIMING = """
UPDATE {table} SET claimed_at = %(now)s, due_at = %(until)s
WHERE id IN (
    SELECT id FROM {table}
    WHERE sent_at IS NULL AND abandoned_at IS NULL AND due_at <= %(now)s AND {also}
    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def deliver(now: datetime, spell: float = SPELL) -> int:
    """Send the letters that are due; returns how many left.

    Raises `Away` if the mail server cannot be reached: no letter is blamed, and all are tried again.
    """
    sent, until = 0, time.monotonic() + spell
    while time.monotonic() < until:
        letters = claim(now)
        if not letters:
            break
        sent += _send_letters(letters, now, until)
    return sent


def claim(now: datetime) -> list[Letter]:
    """The next letters, taken: see `claimed`."""
    return claimed(Letter.objects.select_related("mailing"), now, now + CLAIM, BATCH)


def claimed(rows: models.QuerySet, now: datetime, until: datetime, batch: int, also: str = "TRUE") -> list:
    """Take the next `batch` of what is due among `rows`, so that no other process sends it before `until`.

    By one conditional update that is committed before anything leaves; its row count is believed. `also` is a further
    condition, in SQL.
    """
    with connection.cursor() as cursor:
        claiming = CLAIMING.format(table=rows.model._meta.db_table, also=also)
        cursor.execute(claiming, {"now": now, "until": until, "batch": batch})
        numbers = [row[0] for row in cursor.fetchall()]
    return list(rows.filter(pk__in=numbers).order_by("pk"))


def release(rows: models.QuerySet, now: datetime) -> None:
    """Give back what was claimed and not begun."""
    if rows:
        type(rows[0]).objects.filter(pk__in=[row.pk for row in rows]).update(claimed_at=None, due_at=now)


def _send_letters(letters, now, until):
    contexts = {}
    try:
        book = addresses([letter.person_id for letter in letters])
    except Exception:
        release(letters, now)
        raise
    return send_mails(letters, lambda letter: _message(letter, book.get(letter.person_id), contexts), now, until)


def send_mails(rows: Sequence, write: Callable, now: datetime, until: datetime) -> int:
    """Send claimed rows, each the message that `write(row)` makes of it, over one line to the mail server.

    A line that breaks is followed by a new one. Returns how many left; what was not begun at the monotonic second
    `until` is given back. Raises `Away`.
    """
    office, waiting, sent, fruitless = get_connection(settings.POST_BACKEND), deque(rows), 0, 0
    try:
        while waiting and (waiting[0] is rows[0] or time.monotonic() < until):
            _reach(office)
            row = waiting.popleft()
            error = _send(row, write, office, now)
            sent += row.sent_at is not None
            is_broken = error is not None and retries.is_nobodys_fault(error)
            fruitless = fruitless + 1 if is_broken else 0
            if is_broken:
                _hang_up(office)
            if fruitless == FRUITLESS:
                raise Away(f"the mail server hangs up ({retries.told(error)})")
    finally:
        release(waiting, now)
        _hang_up(office)
    return sent


def _reach(office):
    try:
        office.open()
    except Exception as error:  # unknown, silent, refusing us, or speaking another protocol: it is not there for us
        raise Away(f"the mail server cannot be reached ({retries.told(error)})") from error


def _hang_up(office):
    with contextlib.suppress(Exception):  # what cannot be closed is gone already
        office.close()


def _send(row, write, office, now):
    """Send one claimed row and note what became of it; the error, if the mail server did not take it."""
    try:
        message = write(row)
    except Exception as error:  # one bad letter must not hold up the others
        logger.warning("%s %s could not be written: %s", type(row).__name__, row, retries.told(error))
        (retries.give_up if retries.is_final(error) else retries.note_failure)(row, error, now)
        return None
    try:
        message.connection = office
        message.send()
    except Exception as error:  # nor must one that is not wanted
        note(row, error, now)
        return error
    has_left(row, now)
    return None


def has_left(row: models.Model, now: datetime) -> None:
    """Write down that a row was taken."""
    row.sent_at = now
    row.save(update_fields=["sent_at", *row.wiped()])


def note(row: models.Model, error: Exception, now: datetime) -> None:
    """Write down that a row was not taken: given up, put off without blame, or counted as a failure of its own."""
    logger.warning("%s %s did not leave: %s", type(row).__name__, row, retries.told(error))
    if retries.is_final(error):
        retries.give_up(row, error, now)
    elif retries.is_nobodys_fault(error):
        retries.put_off(row, error, now)
    else:
        retries.note_failure(row, error, now)


def _message(letter, address, contexts):
    if address is None:
        raise retries.Refused("no address")
    mailing = letter.mailing
    with translation.override(address.language):
        key = mailing.pk, address.language
        if key not in contexts:
            contexts[key] = kinds[mailing.kind].context(mailing, address.language)
        subject, body = render(mailing.kind, {**contexts[key], "nickname": address.nickname})
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[address.email], headers=headers)
