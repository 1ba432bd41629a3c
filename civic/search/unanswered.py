"""What people look for and do not find: counted without persons, for whoever writes the city's pages.

Until words have been asked from `LEAST` addresses within a day, nothing is kept of them but digests under a key of that
day, one of the words and one of the address, which are thrown away when the day is over. The words themselves come
with the question that makes them so many.
"""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from civic.search.asking import Question
from civic.search.folding import folded, runs
from civic.search.models import Seeker, Unanswered
from civic.serving.callers import network

LEAST = 5  # addresses, a day
LONGEST = 40  # characters: longer questions are somebody's own, and hardly anybody else's
EACH = 30  # questions of one address that are counted, a day
MOST_A_DAY = 10_000  # pairs of words and address: one megabyte
MOST = 2000  # words that are kept
KEPT = timedelta(days=180)  # after they were last asked by so many

NOTE = """
INSERT INTO search_seeker (words, address, day)
SELECT %(words)s, %(address)s, %(day)s
WHERE (SELECT count(*) FROM search_seeker WHERE address = %(address)s) < %(each)s
  AND NOT EXISTS (SELECT FROM search_seeker OFFSET %(most)s)
ON CONFLICT DO NOTHING
"""
TELL = """
INSERT INTO search_unanswered AS told (folded, words, asked, days, last_on)
VALUES (%(folded)s, %(typed)s, %(number)s, 1, %(day)s)
ON CONFLICT (folded) DO UPDATE SET
  asked = told.asked + CASE WHEN told.last_on = excluded.last_on THEN 1 ELSE excluded.asked END,
  days = told.days + CASE WHEN told.last_on = excluded.last_on THEN 0 ELSE 1 END,
  words = excluded.words, last_on = excluded.last_on
"""


@transaction.atomic
def note(question: Question, address: str, now: datetime) -> None:
    """Count that somebody at `address` found nothing for `question`: once a day for each address."""
    same, day = " ".join(runs(folded(question.typed))), timezone.localdate(now)
    if not same or len(same) > LONGEST:
        return
    values = {"words": _digest(day, "words", same), "address": _digest(day, "address", network(address)), "day": day}
    with connection.cursor() as cursor:
        cursor.execute(NOTE, values | {"each": EACH, "most": MOST_A_DAY - 1})
        if not cursor.rowcount:
            return
        number = Seeker.objects.filter(words=values["words"], day=day).count()
        if number >= LEAST:
            typed = " ".join(question.typed.split())[: 2 * LONGEST]
            cursor.execute(TELL, {"folded": same, "typed": typed, "number": number, "day": day})


def forget(now: datetime) -> int:
    """Throw away the digests of days that are over, and words that nobody asks any more or that are too many; returns
    how many rows."""
    today = timezone.localdate(now)
    gone = Seeker.objects.exclude(day=today).delete()[0]
    gone += Unanswered.objects.filter(last_on__lt=today - KEPT).delete()[0]
    kept = Unanswered.objects.order_by("-last_on", "-asked", "folded").values("folded")[:MOST]
    return gone + Unanswered.objects.exclude(folded__in=list(kept.values_list("folded", flat=True))).delete()[0]


def _digest(day, kind, text):
    key = hmac.digest(settings.SECRET_KEY.encode(), f"unanswered:{day}".encode(), sha256)
    return hmac.digest(key, f"{kind}:{text}".encode(), sha256)[:16]
