"""The quick lane: what a page wants sent now is written down here, and no page waits for the world.

It is the program's `EMAIL_BACKEND`, so that whatever sends mail (sign-in codes, notices about an account, the editors'
workflow, a library of tomorrow) writes into the table `Urgent`, in the transaction of whoever sends; `urgent.py` lets
it leave. A message may carry `valid_for`, a timedelta after which nobody wants it any more.
"""

from datetime import timedelta
from email.utils import make_msgid
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from civic.clockwork import hurry
from civic.outbox.clockwork import send_text_messages, send_urgent_mail
from civic.outbox.models import Urgent

VALID = timedelta(days=3)  # a notice, which is no code
FIELDS = ("subject", "body", "from_email", "to", "cc", "bcc", "reply_to")
WORKERS = {Urgent.Channel.MAIL: send_urgent_mail, Urgent.Channel.TEXT: send_text_messages}


class Backend(BaseEmailBackend):
    """Writes messages down. Files cannot be attached."""

    def send_messages(self, messages):
        for message in messages:
            _write(Urgent.Channel.MAIL, _content(message), getattr(message, "valid_for", VALID))
        return len(messages)


def send_text(phone: str, words: str, *, valid_for: timedelta) -> None:
    """Have a text message sent, unless `valid_for` is over before it could be."""
    _write(Urgent.Channel.TEXT, {"phone": phone, "words": words}, valid_for)


def _write(channel, content, valid_for):
    now = timezone.now()
    Urgent.objects.create(channel=channel, content=content, at=now, due_at=now, expires_at=now + valid_for)
    transaction.on_commit(partial(hurry, WORKERS[channel]))


def _content(message):
    if message.attachments:
        raise ValueError("an urgent message carries no files")
    headers = {"Message-ID": make_msgid(domain=urlsplit(settings.SITE_URL).hostname), **message.extra_headers}
    alternatives = [tuple(each) for each in getattr(message, "alternatives", [])]
    return {**{name: getattr(message, name) for name in FIELDS}, "headers": headers, "alternatives": alternatives}
