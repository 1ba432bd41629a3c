"""Urgent messages leave: mail over a line of its own, text messages by the function that `SMS_SENDER` names."""

import time
from collections.abc import Set
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.utils.module_loading import import_string

from civic.clockwork import Away
from civic.outbox import retries
from civic.outbox.models import Urgent
from civic.outbox.sending import claimed, has_left, note, release, send_mails

BATCH = 5
CLAIM = timedelta(minutes=2)  # longer than one message can take (`smtp`, and the sender of text messages)
SPELL = 5  # seconds after which no further one is begun
HANDS = 4  # text messages on their way at the same time
KEPT = timedelta(days=7)  # that there was one, without its content
SKEW = timedelta(minutes=1)  # by which the clocks of two processes may differ
FAR = timedelta(days=1)  # more than the longest pause between two tries
DUE = "channel = '{channel}' AND expires_at > %(now)s"


def send_mail(now: datetime, spell: float = SPELL) -> int:
    """Send the urgent mail that is due; returns how many left. Raises `Away`."""
    catch_up(now)
    expire(now)
    return _while_due("mail", now, spell, lambda rows, until: send_mails(rows, _mail, now, until))


def send_texts(now: datetime, spell: float = SPELL) -> int:
    """Send the text messages that are due; returns how many left. Raises `Away` if none of several could leave."""
    catch_up(now)
    expire(now)
    return _while_due("text", now, spell, lambda rows, until: _send_texts(rows, now))


def _while_due(channel, now, spell, send):
    sent, until = 0, time.monotonic() + spell
    while time.monotonic() < until:
        rows = claimed(Urgent.objects.all(), now, now + CLAIM, BATCH, DUE.format(channel=channel))
        if not rows:
            break
        sent += send(rows, until)
    return sent


def _mail(row):
    return EmailMultiAlternatives(**row.content)


def _send_texts(rows, now):
    try:
        sender = import_string(settings.SMS_SENDER)
    except ImportError as error:
        release(rows, now)
        raise Away(f"SMS_SENDER names no function ({error})") from error
    with ThreadPoolExecutor(HANDS, thread_name_prefix="text") as hands:
        errors = list(hands.map(lambda row: _tried(sender, row), rows))
    for row, error in zip(rows, errors, strict=True):
        if error is None:
            has_left(row, now)
        else:
            note(row, error, now)
    if all(error is not None and retries.is_nobodys_fault(error) for error in errors):
        raise Away(f"the gateway of text messages cannot be reached ({retries.told(errors[0])})")
    return errors.count(None)


def _tried(sender, row):
    """What went wrong, or None. The sender finds no database here: it only talks to the world."""
    try:
        sender(row.content["phone"], row.content["words"])
    except Exception as error:  # one number must not hold up the others
        return error
    return None


AHEAD = """
    UPDATE outbox_urgent SET
        expires_at = CASE WHEN at > %(ahead)s THEN %(now)s + (expires_at - at) ELSE expires_at END,
        at = LEAST(at, %(now)s),
        due_at = %(now)s
    WHERE sent_at IS NULL AND abandoned_at IS NULL AND (at > %(ahead)s OR due_at > %(far)s)
"""


def catch_up(now: datetime) -> int:
    """Have what was written or put off by a clock that was ahead leave now; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(AHEAD, {"now": now, "ahead": now + SKEW, "far": now + FAR})
        return cursor.rowcount


def expire(now: datetime) -> int:
    """Wipe what nobody waits for any more; returns how many there were."""
    waiting = Urgent.objects.filter(sent_at=None, abandoned_at=None, expires_at__lte=now)
    return waiting.update(content={}, abandoned_at=now, last_error="expired")


def forget(readers: Set[str], now: datetime) -> int:
    """Wipe what waits for any of these addresses and numbers, within the transaction of whoever erases them; returns
    how many messages. Where one leads to stands encrypted, so all that wait are read."""
    kept = Urgent.objects.exclude(content={})
    mine = [row.pk for row in kept.iterator() if readers & {*row.content.get("to", ()), row.content.get("phone")}]
    waiting = Urgent.objects.filter(pk__in=mine, sent_at=None, abandoned_at=None)
    waiting.update(abandoned_at=now, last_error="erased")
    return Urgent.objects.filter(pk__in=mine).update(content={})


def clear(now: datetime) -> int:
    """Wipe what was given up and nobody wants any more, and forget after a week that there were messages; returns how
    many were forgotten."""
    over = Urgent.objects.filter(expires_at__lte=now)
    over.exclude(content={}).exclude(abandoned_at=None).update(content={})
    return over.filter(at__lt=now - KEPT).delete()[0]
