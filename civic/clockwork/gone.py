"""How much of what is kept of people has gone, day by day."""

from datetime import datetime

from django.db import connection
from django.utils import timezone

NOTING = """
    insert into clockwork_gone as gone (day, what, count) values (%s, %s, %s)
    on conflict (day, what) do update set count = gone.count + excluded.count
"""


def note(what: str, now: datetime, count: int = 1) -> None:
    """Add to what went on the city's day of `now`; the last thing a verb does, since others who forget the same wait
    for its end."""
    with connection.cursor() as cursor:
        cursor.execute(NOTING, [timezone.localdate(now), what, count])
