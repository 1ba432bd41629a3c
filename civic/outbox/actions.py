"""The verbs of the outbox: post, and recall what has not left."""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from civic.outbox.models import Mailing

_silent = ContextVar("silent", default=False)


def post(kind: str, subject: str, *, key: str, at: datetime, **data: Any) -> None:
    """Have people told of an event, once per `key`; part of the transaction of the verb that calls it.

    If the verb is rolled back nobody is told; if it is done again with the same key they are told once.
    `subject` is a plain key such as "proposal:42"; `data` must fit into JSON. Nobody is told before `at`, which may lie
    ahead.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("post() belongs inside the transaction of a verb")
    if _silent.get():
        return
    mailing = Mailing(kind=kind, subject=subject, key=key, at=at, due_at=at, data=data)
    Mailing.objects.bulk_create([mailing], ignore_conflicts=True)


def recall(*keys):
    """Have nobody told of the events posted under `keys` after all; they can then be posted again.

    Part of the transaction of the verb that calls it. False, with nothing changed, if somebody may have been told.
    """
    mailings = list(Mailing.objects.select_for_update().filter(key__in=keys).order_by("pk"))
    if any(mailing.expanded_at or mailing.cursor for mailing in mailings):
        return False
    Mailing.objects.filter(pk__in=[mailing.pk for mailing in mailings]).delete()
    return True


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing is posted inside: for replaying what happened long ago."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)
