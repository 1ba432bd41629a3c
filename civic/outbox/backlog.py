"""What waits to be sent and what was given up: for whoever keeps the server, for a reader whose letters come back, and
for somebody who is about to wait for a code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min

from civic.outbox.models import Letter, Mailing, Urgent

LATELY = timedelta(days=1)
SLOW = timedelta(seconds=30)  # what somebody waits for now should have left by then
FOR_GOOD = "5"  # how the answer of a mail server begins that is meant for good


@dataclass(frozen=True)
class Backlog:
    """`waiting` messages, the oldest of them due `since`; `given_up` in the last day."""

    waiting: int
    since: datetime | None
    given_up: int

    def age(self, now: datetime) -> timedelta:
        """How long the oldest has waited."""
        return now - self.since if self.since else timedelta()


def backlogs(now: datetime) -> dict[str, Backlog]:
    """Of "mailing" (not yet letters), "letter" (to the many), "mail" and "text" (somebody waits for it now)."""
    urgent = {str(channel): Urgent.objects.filter(channel=channel, sent_at=None) for channel in Urgent.Channel}
    return {
        "mailing": _backlog(Mailing.objects.filter(expanded_at=None, at__lte=now), "at", now),
        "letter": _backlog(Letter.objects.filter(sent_at=None), "mailing__at", now),
        **{channel: _backlog(rows, "at", now) for channel, rows in urgent.items()},
    }


def _backlog(undone, posted, now):
    waiting = undone.filter(abandoned_at=None)
    oldest = waiting.aggregate(since=Min(posted))["since"]
    return Backlog(waiting.count(), oldest, undone.filter(abandoned_at__gte=now - LATELY).count())


def is_slow(channel: str, now: datetime) -> bool:
    """Whether urgent messages of a `channel` have been waiting for longer than they should."""
    return Urgent.objects.filter(channel=channel, sent_at=None, abandoned_at=None, at__lt=now - SLOW).exists()


def come_back(person_id: int) -> bool:
    """Whether the last letter to this person was refused for good: their address takes none any more."""
    last = Letter.objects.filter(person_id=person_id).exclude(sent_at=None, abandoned_at=None).order_by("-pk").first()
    return last is not None and last.sent_at is None and last.last_error.startswith(FOR_GOOD)
