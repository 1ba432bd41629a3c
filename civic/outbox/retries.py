"""How often a failing thing is tried again, and whose fault a failure is."""

from datetime import datetime
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from django.db import models

from civic.text import masked

CLOSING = 421  # what a mail server says before it hangs up


class Refused(Exception):
    """Whoever carries a message says that this one will never arrive: it is given up at once."""


class HungUp(Exception):
    """Whoever carries messages went away in the middle of one: nobody's fault, it is tried again."""


def told(error: Exception) -> str:
    """What an error says, fit for a table that people read: at most 500 characters, nobody's address or number."""
    return masked(_said(error))[:500]


def _said(error):
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        return _in_words(*next(iter(error.recipients.values())))
    if isinstance(error, SMTPResponseException):
        return _in_words(error.smtp_code, error.smtp_error)
    return str(error) if isinstance(error, Refused | HungUp) else f"{type(error).__name__}: {error}"


def _in_words(code, words):
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"


def is_final(error: Exception) -> bool:
    """Whether a message will never arrive: its carrier said no for good (`Refused`, or 5xx for it or its reader)."""
    if isinstance(error, Refused):
        return True
    codes = _codes(error)
    return bool(codes) and not is_nobodys_fault(error) and all(500 <= code < 600 for code in codes)


def is_nobodys_fault(error: Exception) -> bool:
    """Whether the line broke, or the server refused not this message but us: the next one would fare alike."""
    if isinstance(error, SMTPSenderRefused | SMTPServerDisconnected | HungUp) or CLOSING in _codes(error):
        return True
    return isinstance(error, OSError) and not isinstance(error, SMTPException)


def _codes(error):
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    return [error.smtp_code] if isinstance(error, SMTPResponseException) else []


def note_failure(tried: models.QuerySet, error: Exception, now: datetime) -> None:
    """Put off a mailing or letter after its failure number n, or give it up after the last pause."""
    if tried.failures == len(tried.pauses):
        give_up(tried, error, now)
        return
    tried.failures, tried.last_error = tried.failures + 1, told(error)
    tried.due_at = now + tried.pauses[tried.failures - 1]
    tried.save(update_fields=["failures", "last_error", "due_at"])


def give_up(tried: models.QuerySet, error: Exception, now: datetime) -> None:
    """It has failed for good."""
    tried.failures, tried.last_error, tried.abandoned_at = tried.failures + 1, told(error), now
    tried.save(update_fields=["failures", "last_error", "abandoned_at", *tried.wiped()])


def put_off(tried: models.QuerySet, error: Exception, now: datetime) -> None:
    """Try again though it was nobody's fault; the older it is, the later, so that it stands in nobody's way."""
    tried.last_error, tried.claimed_at = told(error), None
    tried.due_at = now + max(tried.UNBLAMED, (now - tried.posted_at) / 8)
    tried.save(update_fields=["last_error", "claimed_at", "due_at"])


def try_again(tried: models.QuerySet, now: datetime) -> int:
    """Give what was given up another set of tries; returns how many there were. Nothing is sent twice."""
    return tried.filter(abandoned_at__isnull=False).update(abandoned_at=None, failures=0, due_at=now)
