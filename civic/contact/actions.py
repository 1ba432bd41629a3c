"""The verb: hand a letter to the outbox, which waits for a mail server that is away."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic import text
from civic.accounts import limits

WAITS = timedelta(days=30)  # for the city's mail server; then it is wiped
LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # of a number: none that is read as another, none that makes a word

limits.register(**{
    "letters to the city from a network": limits.Limit(
        30,
        limits.DAY,
        gettext_lazy("A great many letters have come from your network today. What you wrote stands below: please copy "
                     "it and send it tomorrow."),
    ),
})  # fmt: skip


@transaction.atomic
def write_to_city(*, words: str, email: str, network: str, now: datetime) -> str:
    """Send `words` to the city; returns the number of the letter. An answer goes to `email`, "" for none.

    Raises `Refused` if too many have come from `network`. Nothing is kept but what the outbox has to send.
    """
    limits.take("letters to the city from a network", network, now=now)
    number = f"{timezone.localdate(now):%Y%m%d}-{''.join(secrets.choice(LETTERS) for _place in range(5))}"
    told = {"words": text.without_turns(words), "email": email, "number": number, "written_in": _language()}
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Letter no. %(number)s to the city") % {"number": number}
        body = render_to_string("contact/letter.txt", told | {"site": settings.SITE_URL})
    message = EmailMessage(subject, body, to=[settings.CONTACT_EMAIL], reply_to=[email] if email else None)
    message.valid_for = WAITS
    message.send()
    return number


def _language():
    return dict(settings.LANGUAGES).get(translation.get_language(), "")
