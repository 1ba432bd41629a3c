"""Five wrong passwords close the door for a quarter of an hour, in every process and after a restart.

A try is counted before its password is looked at, and forgotten when it was the right one: forty at once are no more
than five.
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from civic.accounts import identity
from civic.accounts.limits import SKEW
from civic.accounts.models import Lockout
from civic.text import mailbox

FAILURES = 5
WINDOW = timedelta(minutes=15)

TRYING = """
INSERT INTO accounts_lockout AS door (key, failures, last_at, until) VALUES (%(key)s, 1, %(now)s, NULL)
ON CONFLICT (key) DO UPDATE SET
    failures = CASE WHEN door.last_at <= %(since)s OR door.last_at > %(ahead)s THEN 1 ELSE door.failures + 1 END,
    until = CASE WHEN door.last_at > %(since)s AND door.last_at <= %(ahead)s AND door.failures + 1 >= %(most)s
                 THEN %(locked)s::timestamptz ELSE NULL END,
    last_at = %(now)s
WHERE door.until IS NULL OR door.until <= %(now)s OR door.last_at > %(ahead)s
"""


def may_try(email: str, now: datetime) -> bool:
    """Whether a password for this address is looked at; the same for addresses nobody has. Counted as wrong until
    `forget`; one statement, so that tries at the same time are all counted. What a clock that was ahead has locked is
    open again."""
    values = {
        "key": _key(email),
        "now": now,
        "since": now - WINDOW,
        "ahead": now + SKEW,
        "most": FAILURES,
        "locked": now + WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(TRYING, values)
        return cursor.rowcount == 1


def forget(email: str) -> None:
    """The password was right: nothing is counted any more."""
    Lockout.objects.filter(key=_key(email)).delete()


def clear(now: datetime) -> int:
    """Forget failures too old to count; returns how many addresses were forgotten."""
    return Lockout.objects.filter(Q(last_at__lt=now - WINDOW) | Q(last_at__gt=now + SKEW)).delete()[0]


def _key(email):
    return identity.digest("sign-in", mailbox(email) or email.strip().lower())
