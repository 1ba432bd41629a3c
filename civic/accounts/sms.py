"""Ways to send a text message. `SMS_SENDER` names the one in use: a function `send(phone, text)`."""

import sys

from django.conf import settings
from django.core.mail import send_mail


def to_console(phone, text):
    """For machines without a gateway: the operator reads the message; in the demo it is a letter, too."""
    sys.stderr.write(f"Text message to {phone}: {text}\n")
    if settings.DEMO:
        send_mail(text, text, None, [f"{phone.lstrip('+')}@sms.invalid"])
