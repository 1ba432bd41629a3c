"""The steps of every verb, in their order: lock, judge, change, tell.

A verb is one transaction. It locks things by id, then people by id, always in this order, so that no two verbs wait
for each other; what it locked it knows anew, whoever acts too; it asks the rule, writes, raises the version, puts the
event on record, announces it and posts the letters. Nothing slow happens while a lock is held.

May import record, outbox, live and the floors below. Knows no model but by `Thing`, and people by Django's settings.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from django.contrib.auth import get_user_model
from django.db import connection, models, transaction

from civic.live import announce
from civic.outbox.actions import post
from civic.record.actions import write

LOCK_WAIT = 5  # seconds a verb waits for one lock; then it fails like a database that is away, and can be repeated


class Thing(Protocol):
    """A row that verbs change: its key on record, its live topic, and a version that only grows."""

    pk: int
    record_key: str
    topic: str
    version: int

    def save(self, *, update_fields: list[str]) -> None:
        """Write these fields."""


@contextmanager
def letting(fence: str, key: Any) -> Iterator[None]:
    """Inside, the database lets be done to the row with this `key` what its `fence` keeps for this verb; a fence is the
    name of a setting, "app.deed", that its trigger reads."""
    setting = "select set_config(%s, %s, true)"
    with connection.cursor() as cursor:
        cursor.execute(setting, [fence, str(key)])
        yield
        cursor.execute(setting, [fence, ""])


def wait_at_most(seconds: float = LOCK_WAIT) -> None:
    """From here on no statement of this transaction waits longer for a lock; then it raises OperationalError."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [f"{int(seconds * 1000)}ms"])


def locked(thing: Any, *people: Any) -> Any:
    """The row `thing` as it is now, locked until the transaction ends, and then `people`; see `lock_people`."""
    wait_at_most()
    thing = type(thing)._base_manager.select_for_update(no_key=True).get(pk=thing.pk)
    lock_people(*people)
    return thing


def lock_things(kinds: Iterable[models.QuerySet]) -> list[models.Model]:
    """All rows of several QuerySets, locked kind after kind, each by id."""
    wait_at_most()
    return [row for rows in kinds for row in rows.order_by("pk").select_for_update(no_key=True, of=("self",))]


def lock_people(*people: Any, alone: Any = None) -> None:
    """Hold each of `people` until the transaction ends, by id, and know in place what is in their rows by now.

    None (a stranger) and plain keys such as "operator" are passed over. `alone` is the one of them from whom a right is
    taken, or several: every deed of theirs that is under way is waited for, and none begins.
    """
    rows, alone = get_user_model()._base_manager, alone if isinstance(alone, tuple) else (alone,)
    held_alone = {each.pk for each in alone if each is not None}
    for person in sorted((each for each in people if hasattr(each, "pk")), key=lambda each: each.pk):
        person.refresh_from_db(from_queryset=rows.select_for_update(no_key=person.pk not in held_alone))


def hold_all(kinds: Sequence[models.QuerySet], *people: Any, alone: Any) -> None:
    """Hold all rows of `kinds`, and then `people` as `lock_people` does; anew if there was one more row in between."""
    while True:
        before = transaction.savepoint()
        held = set(lock_things(kinds))
        lock_people(*people, alone=alone)
        if all(row in held for rows in kinds for row in rows.all()):
            return transaction.savepoint_commit(before)
        transaction.savepoint_rollback(before)


def change(thing: Thing, **fields: Any) -> None:
    """Set `fields`, raise the version and announce; needs the lock."""
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.version += 1
    thing.save(update_fields=[*fields, "version"])
    announce(thing.topic, gathered=True)


def tell(
    thing: Any,
    verb: str,
    actor: Any,
    at: datetime,
    *,
    public: bool = True,
    letter: bool = True,
    letter_at: datetime | None = None,
    **data: Any,
) -> None:
    """Put the event on record and, if it has a letter, post the mailing `<app label>.<verb>` once.

    `letter_at`: when the letter leaves, where it is to wait.
    """
    write(verb, thing.record_key, actor=actor, at=at, public=public, **data)
    if letter:
        kind = f"{thing._meta.app_label}.{verb}"
        post(kind, thing.record_key, key=f"{thing.record_key}:{verb}", at=letter_at or at, **data)


def as_array(values: Iterable) -> str:
    """`values` (all text, all numbers or all instants) as PostgreSQL writes an array, for verbs on many things at once.

    psycopg's own takes four times as long over a long list.
    """
    values = list(values)
    if values and isinstance(values[0], str):
        quoted = (value.replace("\\", "\\\\").replace('"', '\\"') for value in values)
        return "{" + ",".join(f'"{value}"' for value in quoted) + "}"
    return "{" + ",".join(map(str, values)) + "}"
