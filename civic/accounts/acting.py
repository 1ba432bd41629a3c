"""Many people who act at once, held and read by one statement: for verbs that judge a whole batch."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from civic.lifecycle import Session
from civic.verbs import as_array

# Held until the commit, as a foreign key will hold them anyway: a suspension either comes first and is seen, or waits
# until what was judged before it is counted.
HOLD = """
    select id, level, is_active, suspended_at from accounts_person where id = any(%s::bigint[])
     order by id for key share
"""


class Citizen(NamedTuple):
    """Somebody as rules ask for them (`civic.lifecycle.Actor`), read in bulk. How they are signed in says whoever holds
    them."""

    pk: int
    level: int
    is_active: bool
    suspended_at: datetime | None
    session: Session | None = None


def hold(ids: Iterable[int]) -> dict[int, Citizen]:
    """Those of the people `ids` that there are, held by id until the transaction ends, as {id: Citizen}."""
    with connection.cursor() as cursor:
        cursor.execute(HOLD, [as_array(ids)])
        return {row[0]: Citizen(*row) for row in cursor.fetchall()}
