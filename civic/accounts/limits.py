"""How often something may be done that costs somebody else: a letter, a text message, a reviewer's hour.

Counted in the database by one statement, so that forty at once are forty, in every process and after a restart. Whom
a count is about stands there as a keyed digest only. `LIMITS` has all of them, each with the words for whoever is over
it, and these always say how to go on. An app adds its own with `register`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civic.accounts import identity
from civic.accounts.models import Tally
from civic.lifecycle import Refusal, Refused

DAY = timedelta(days=1)
SKEW = timedelta(minutes=1)  # by which two who come at once may differ about the time
MINUTES_OF_A_CODE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` times within `span`, which begins with the first; `sentence` is said to whoever comes next."""

    most: int
    span: timedelta
    sentence: object


_MANY_LETTERS = _(
    "We have sent too many letters to this email address today and cannot send more for now. If you have a password, "
    "you can sign in with it; otherwise please try again tomorrow."
)
_MANY_CODES = _(
    "Too many codes have been asked for from your network today. Please try again tomorrow or from another network; if "
    "you have a password, you can sign in with it."
)
LIMITS = {
    # Mobile carriers put thousands behind one address: what is counted by address is there against machines.
    "letters to an address": Limit(30, DAY, _MANY_LETTERS),
    "letters asked from a network": Limit(1500, DAY, _MANY_CODES),
    "messages to a number": Limit(
        6, DAY, _("We have sent too many codes to this number today. Please use the last one, or try again tomorrow.")
    ),
    "messages for a person": Limit(
        10, DAY, _("You have asked for too many codes today. Please try again tomorrow.")
    ),
    "messages asked from a network": Limit(1000, DAY, _MANY_CODES),
    "forms kept for a network": Limit(
        300, DAY, _("Too many texts have been kept for your network today. Please copy yours from this page, and send "
                    "it again tomorrow.")
    ),
    "tries of a code": Limit(
        3, MINUTES_OF_A_CODE, _("This code has been tried too often. Please ask for a new one.")
    ),
    "tries of a factor": Limit(
        10, MINUTES_OF_A_CODE, _("Too many codes have been tried. Please wait 15 minutes, or use a passkey.")
    ),
    "renames": Limit(
        5, DAY, _("You have changed your nickname too often today. Please choose another one tomorrow.")
    ),
}  # fmt: skip



def register(**limits: Limit) -> None:
    """Add limits by name."""
    LIMITS.update(limits)


COUNTING = """
    insert into accounts_tally as tally (key, count, until) values (%(key)s, 1, %(until)s)
    on conflict (key) do update
       set count = case when tally.until <= %(now)s or tally.until > %(ahead)s then 1 else tally.count + 1 end,
           until = case when tally.until <= %(now)s or tally.until > %(ahead)s then excluded.until else tally.until end
    returning count
"""


def take(name: str, *whom: object, now: datetime) -> None:
    """Count once more what the limit `name` counts of `whom` (whatever has a plain text); beyond it raise `Refused`.
    What was counted by a clock that was ahead stands no longer."""
    limit = LIMITS[name]
    until = now + limit.span
    values = {"key": _key(name, whom), "now": now, "until": until, "ahead": until + SKEW}
    with connection.cursor() as cursor:
        cursor.execute(COUNTING, values)
        (count,) = cursor.fetchone()
    if count > limit.most:
        raise Refused(Refusal("too_often", limit.sentence))


def clear(now: datetime) -> int:
    """Forget what is counted no longer; returns how many counts were forgotten."""
    latest = now + max(limit.span for limit in LIMITS.values()) + SKEW
    return Tally.objects.filter(Q(until__lte=now) | Q(until__gt=latest)).delete()[0]


def _key(name, whom):
    return identity.digest("limit", "\0".join([name, *map(str, whom)]))
