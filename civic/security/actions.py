"""The verbs of the security log."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from civic.record.models import Keyed, key_of
from civic.security.models import Event, Marks, Retention
from civic.security.whence import network

DONE, FAILED, DENIED = "done", "failed", "denied"
ZONE = ZoneInfo("Asia/Taipei")  # of the days that are sealed, and that go: as the database has them
MOST, WITHIN = 100, timedelta(minutes=1)  # failures and denials of one network that are noted


def note(
    what: str, *, actor: Keyed | str = "", about: Keyed | str = "", result: str = DONE, **data: Any
) -> None:
    """Append an event that happens now; inside a verb's transaction it stands or falls with it.

    `data` must fit into JSON and hold nothing that somebody typed. Of failures and denials no more is noted than `MOST`
    in a minute from one network: nobody fills the disk.
    """
    now, whence = timezone.now(), network()
    if result != DONE and _recent(whence, now) >= MOST:
        return
    Event.objects.create(
        at=now, what=what, result=result, actor=key_of(actor), about=key_of(about), network=whence, data=data
    )


def _recent(whence, now):
    return Event.objects.filter(at__gt=now - WITHIN, network=whence).exclude(result=DONE).count()


def log_days() -> int:
    """For how many days the log is kept."""
    return Retention.objects.values_list("days", flat=True).get()


def forget(now: datetime) -> int:
    """Drop the days that ended `log_days` ago or earlier; returns how many rows went. Their seals stay."""
    first_kept = timezone.localdate(now, ZONE) - timedelta(days=log_days())
    midnight = datetime.combine(first_kept, time(), ZONE)
    dropped = Event.objects.filter(at__lt=midnight).delete()[0]
    kept = Event.objects.order_by("pk").values_list("pk", flat=True).first()
    gone = Marks.objects.filter(seal__book="log")
    (gone.filter(seal__last__lt=kept) if kept else gone).delete()
    return dropped
