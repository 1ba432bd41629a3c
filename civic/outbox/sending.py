"""Letters leave, each once."""

import logging
import time
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils import translation

from civic.outbox.models import Letter
from civic.outbox.registry import addresses, kinds
from civic.outbox.retries import note_failure
from civic.outbox.words import render

logger = logging.getLogger(__name__)

BATCH = 25
CLAIM = timedelta(minutes=15)  # longer than a batch can take at 20 s a letter, the time limit towards mail servers
SPELL = 5  # seconds after which the other chores get their turn

CLAIMING = """
UPDATE outbox_letter SET claimed_at = %(now)s, due_at = %(until)s
WHERE id IN (
    SELECT id FROM outbox_letter
    WHERE sent_at IS NULL AND abandoned_at IS NULL AND due_at <= %(now)s
    ORDER BY due_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def deliver(now, spell=SPELL):
    """Send the letters that are due; returns how many left.

    Raises if the mail server cannot be reached at all: then no letter is blamed, and all are tried
    again in a minute.
    """
    sent, until = 0, time.monotonic() + spell
    while time.monotonic() < until:
        letters = claim(now)
        if not letters:
            break
        sent += _send_batch(letters, now)
    return sent


def claim(now):
    """Take the next letters, so that no other process sends them for the time of a `CLAIM`.

    By one conditional update that is committed before anything leaves; its row count is believed.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIMING, {"now": now, "until": now + CLAIM, "batch": BATCH})
        numbers = [row[0] for row in cursor.fetchall()]
    return list(Letter.objects.filter(pk__in=numbers).select_related("mailing").order_by("pk"))


def _send_batch(letters, now):
    post_office = get_connection()
    try:
        post_office.open()
    except Exception:
        put_off = now + timedelta(minutes=1)
        Letter.objects.filter(pk__in=[letter.pk for letter in letters]).update(claimed_at=None, due_at=put_off)
        raise
    try:
        book = addresses([letter.person_id for letter in letters])
        contexts = {}
        return sum(_send(letter, book.get(letter.person_id), contexts, post_office, now) for letter in letters)
    finally:
        post_office.close()


def _send(letter, address, contexts, post_office, now):
    """Send one letter; True if it left. A letter that cannot be written or sent is put off, alone."""
    if address is None:
        letter.abandoned_at, letter.last_error = now, "no address"
        letter.save(update_fields=["abandoned_at", "last_error"])
        return False
    try:
        message = _message(letter, address, contexts)
        message.connection = post_office
        message.send()
    except Exception as error:  # one bad letter must not hold up the others
        logger.warning("The letter %s did not leave: %s", letter, type(error).__name__)
        note_failure(letter, error, now)
        return False
    letter.sent_at = now
    letter.save(update_fields=["sent_at"])
    return True


def _message(letter, address, contexts):
    mailing = letter.mailing
    with translation.override(address.language):
        key = mailing.pk, address.language
        if key not in contexts:
            contexts[key] = kinds[mailing.kind].context(mailing, address.language)
        subject, body = render(mailing.kind, {**contexts[key], "nickname": address.nickname})
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, body, to=[address.email], headers=headers)
