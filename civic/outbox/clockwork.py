"""The chores of the outbox. What waits for a mail server or a gateway stands apart, each in a thread of its own."""

from datetime import datetime, timedelta

from civic.clockwork import chore
from civic.outbox import expanding, sending, urgent


@chore(every=timedelta(seconds=2))
def expand(now: datetime) -> int:
    return expanding.expand(now)


@chore(every=timedelta(seconds=2), apart=True)
def deliver(now: datetime) -> int:
    return sending.deliver(now)


@chore(every=timedelta(seconds=1), apart=True)
def send_urgent_mail(now: datetime) -> int:
    return urgent.send_mail(now)


@chore(every=timedelta(seconds=1), apart=True)
def send_text_messages(now: datetime) -> int:
    return urgent.send_texts(now)


@chore(every=timedelta(hours=1), forgets=True)
def clear_urgent(now: datetime) -> int:
    return urgent.clear(now)
