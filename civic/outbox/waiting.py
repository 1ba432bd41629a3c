"""Whether mail leaves: what somebody is told who has just had a letter written that others wait for."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from civic.outbox.models import Urgent

SLOW = timedelta(minutes=2)  # by then a letter has left where the mail server answers


def waiting_since(now: datetime) -> datetime | None:
    """When the oldest of the messages was written that should have left by now and still can; None if none waits."""
    late = Urgent.objects.filter(channel=Urgent.Channel.MAIL, sent_at=None, abandoned_at=None)
    late = late.filter(at__lt=now - SLOW, expires_at__gt=now)
    return late.order_by("at").values_list("at", flat=True).first()


def warn(request: HttpRequest) -> None:
    """Say above the page that mail does not leave at present, if it does not."""
    if since := waiting_since(timezone.now()):
        words = _("Mail has not been leaving since %(time)s: the mail server does not take it. Letters wait and leave "
                  "by themselves as soon as it does; please tell whoever keeps the server.")  # fmt: skip
        messages.warning(request, words % {"time": date_format(timezone.localtime(since), "DATETIME_FORMAT")})
