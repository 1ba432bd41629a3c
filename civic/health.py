"""Whether this process answers (`/healthz`) and is fit for visitors (`/readyz`), for balancers; and how clockwork
fares, for `manage.py doctor` and `/metrics`.

What waits (letters, a backlog, a chore that fails) makes no page wrong, so it takes no process out of service.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from civic import keys, lasting
from civic.clockwork.models import Round
from civic.clockwork.registry import chores

SILENCE = timedelta(minutes=5)  # a round is due every few seconds, and none should take minutes
AGAIN = 5  # seconds between two looks for unapplied migrations; once all are applied, none follows


class Migrations:
    """How many migrations are still to be applied; a slow question, so the answer is remembered."""

    def __init__(self):
        self.count = None
        self.look_again_at = 0.0

    def unapplied(self) -> int:
        if self.count != 0 and time.monotonic() >= self.look_again_at:
            executor = MigrationExecutor(connection)
            self.count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            self.look_again_at = time.monotonic() + AGAIN
        return self.count


class Once:
    """Whether this process has a key the database was kept under; once it has, nobody is asked again."""

    def __init__(self, ask: Callable[[], bool]):
        self.ask, self.is_right = ask, False

    def look(self) -> bool:
        self.is_right = self.is_right or self.ask()
        return self.is_right


migrations = Migrations()
lasting_key, data_keys = Once(keys.is_right), Once(keys.can_read)


@dataclass(frozen=True)
class Clockwork:
    """When a chore was last begun, by whichever process; which chores failed in their last round, which hang in it."""

    last_round: datetime | None
    failed: list[str]
    hanging: list[str]

    def is_silent(self, now: datetime) -> bool:
        """A round that began in the future says nothing: somebody's clock was wrong."""
        return bool(chores) and (self.last_round is None or abs(now - self.last_round) > SILENCE)


def clockwork(now: datetime) -> Clockwork:
    """Those apart may begin a round while the others are stuck, so they say nothing about the last one."""
    rounds = list(Round.objects.filter(name__in=list(chores)).order_by("name"))
    last = max((each.started_at for each in rounds if not chores[each.name].apart), default=None)
    hanging = [each.name for each in rounds if _is_under_way(each) and now - each.started_at > SILENCE]
    return Clockwork(last, [each.name for each in rounds if each.error], hanging)


def _is_under_way(each):
    return each.finished_at is None or each.finished_at < each.started_at


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """JSON, always 200: whoever reads it has met a process that answers. Asks nobody, least of all the database.

    `begun_again` counts what should live for ever and did not, by name.
    """
    return JsonResponse({"ok": True, "begun_again": dict(lasting.endings)})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """JSON: 200 if pages of this process can be right, else 503. Says what is wrong, not why.

    Under another IDENTITY_KEY one person could become two, and without the right one of DATA_KEYS no number can be
    read: such a process is not fit.
    """
    database, unapplied, has_key, can_read = True, None, False, False
    try:
        connection.ensure_connection()
        unapplied = migrations.unapplied()
        has_key = unapplied == 0 and lasting_key.look()
        can_read = unapplied == 0 and data_keys.look()
    except Error:
        database = False
    answer = {
        "database": {"ok": database},
        "migrations": {"ok": unapplied == 0, "unapplied": unapplied},
        "identity_key": {"ok": has_key},
        "data_keys": {"ok": can_read},
    }
    ok = all(part["ok"] for part in answer.values())
    return JsonResponse({"ok": ok, **answer}, status=200 if ok else 503)
