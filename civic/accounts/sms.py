"""Ways to send a text message. `SMS_SENDER` names the one in use: a function `send(phone, text)`.

The outbox calls it in a worker of its own, never in a page. It returns once the message is taken, raises `Refused`
if this one will never be, `HungUp` or an `OSError` if nothing could be, and anything else for "try again".
"""

import sys

from django.conf import settings
from django.core.mail import get_connection, send_mail


def to_console(phone, text):
    """For machines without a gateway: the operator reads the message; in the demo it is a letter, too."""
    sys.stderr.write(f"Text message to {phone}: {text}\n")
    if settings.DEMO:
        here = get_connection(settings.POST_BACKEND)
        send_mail(text, text, None, [f"{phone.lstrip('+')}@sms.invalid"], connection=here)
