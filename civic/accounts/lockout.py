"""Five wrong passwords close the door for a quarter of an hour, in every process and after a restart."""

from datetime import timedelta

from django.db import connection

from civic.accounts import identity
from civic.accounts.models import Lockout

FAILURES = 5
WINDOW = timedelta(minutes=15)

NOTING = """
INSERT INTO accounts_lockout AS door (key, failures, last_at, until) VALUES (%(key)s, 1, %(now)s, NULL)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN door.last_at < %(since)s THEN 1 ELSE door.failures + 1 END,
    until = CASE WHEN door.last_at >= %(since)s AND door.failures + 1 >= %(most)s
                 THEN %(locked)s::timestamptz ELSE door.until END,
    last_at = %(now)s
"""


def is_locked(email, now):
    """Whether a password for this address is not even looked at; the same for addresses nobody has."""
    return Lockout.objects.filter(key=_key(email), until__gt=now).exists()


def note_failure(email, now):
    """Count a wrong password; one statement, so that failures at the same time are all counted."""
    values = {
        "key": _key(email),
        "now": now,
        "since": now - WINDOW,
        "most": FAILURES,
        "locked": now + WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTING, values)


def forget(email):
    """A full sign-in clears what was counted."""
    Lockout.objects.filter(key=_key(email)).delete()


def clear(now):
    """Forget failures too old to count; returns how many addresses were forgotten."""
    return Lockout.objects.filter(last_at__lt=now - WINDOW).delete()[0]


def _key(email):
    return identity.digest("sign-in", email.strip().lower())
