"""Invented people in bulk, for the demo, the replay of an archive and load tests.

The verb that makes a person, said thousandfold in one statement. Nobody of a crowd can sign in: they have no
password, and their addresses end in `.invalid`, which no letter ever reaches.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from civic.accounts.models import Person

DOMAIN = "crowd.invalid"

ADMIT = """
    with born as (
        insert into accounts_person (id, email, nickname, password, language, level, joined_at,
                                     name, phone, suspended_reason, is_active, is_superuser)
        select id, coalesce(%(name)s || '@' || %(tag)s || '.', %(tag)s || '-' || id || '@') || %(domain)s,
               (%(nicknames)s::text[])[1 + id %% cardinality(%(nicknames)s::text[])],
               %(password)s, %(language)s, %(level)s, %(at)s, '', '', '', true, false
          from (select nextval(pg_get_serial_sequence('accounts_person', 'id')) as id
                  from generate_series(1, %(count)s)) as n
        on conflict do nothing
        returning id
    )
    insert into accounts_verification (person_id, level, method, reported, proved_at)
    select id, %(level)s, %(tag)s, '', %(at)s from born
    returning person_id
"""


@transaction.atomic
def admit(
    count: int,
    *,
    tag: str,
    at: datetime,
    level: int = 2,
    nicknames: Sequence[str] = ("市民",),
    language: str = "zh-hant",
    name: str | None = None,
) -> list[int]:
    """Make `count` new people, proven up to `level` by the method `tag`; returns their ids, ascending.

    With a `name` it is one person, who can be found again by it; nobody if they are there already.
    """
    said = {
        "tag": tag, "domain": DOMAIN, "nicknames": list(nicknames), "password": make_password(None),
        "language": language, "level": level, "at": at, "count": count, "name": name and name.lower(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(ADMIT, said)
        return sorted(person for (person,) in cursor.fetchall())


def person(name: str, *, tag: str, at: datetime, **manner: Any) -> tuple[Person, bool]:
    """`(person, is_new)`: the one called `name` in the crowd `tag`, made at the first call."""
    is_new = bool(admit(1, tag=tag, at=at, name=name, **manner))
    return Person.objects.get(email=f"{name}@{tag}.{DOMAIN}".lower()), is_new


@transaction.atomic
def pool(count: int, *, tag: str, at: datetime, **manner: Any) -> list[int]:
    """The ids of the first `count` people of the crowd `tag`: the same at every call; makes those who are missing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"crowd {tag}"])
    crowd = Person.objects.filter(email__startswith=f"{tag}-", email__endswith=f"@{DOMAIN}")
    there = list(crowd.order_by("pk").values_list("pk", flat=True)[:count])
    return there + admit(count - len(there), tag=tag, at=at, **manner) if len(there) < count else there
