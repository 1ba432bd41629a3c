"""Whether the program is well: database, migrations, clockwork. Asked by `/healthz` and by `manage.py doctor`."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from civic.clockwork.models import Round
from civic.clockwork.registry import chores

SILENCE = timedelta(minutes=5)  # a round is due every few seconds, and none should take minutes
GRACE = 60  # seconds after the start of a process in which clockwork may still be about to begin
AGAIN = 5  # seconds between two looks for unapplied migrations; once all are applied, none follows

_began = time.monotonic()


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


migrations = Migrations()


@dataclass(frozen=True)
class Clockwork:
    """When a chore was last begun, by whichever process, and which chores failed in their last round."""

    last_round: datetime | None
    failed: list[str]

    def is_silent(self, now: datetime) -> bool:
        return bool(chores) and (self.last_round is None or now - self.last_round > SILENCE)


def clockwork() -> Clockwork:
    rounds = Round.objects.filter(name__in=list(chores))
    last = max(rounds.values_list("started_at", flat=True), default=None)
    return Clockwork(last, sorted(rounds.exclude(error="").values_list("name", flat=True)))


@never_cache
@require_safe
def healthz(request):
    """JSON for load balancers and watchmen: 200 if all is well, else 503. Says what is wrong, not why."""
    database, unapplied, work = True, None, None
    try:
        connection.ensure_connection()
        unapplied = migrations.unapplied()
        work = clockwork() if not unapplied else None
    except Error:
        database = False
    young = time.monotonic() - _began < GRACE
    answer = {
        "database": {"ok": database},
        "migrations": {"ok": unapplied == 0, "unapplied": unapplied},
        "clockwork": {
            "ok": bool(work) and not work.failed and (young or not work.is_silent(timezone.now())),
            "last_round": work.last_round.isoformat() if work and work.last_round else None,
            "failed": work.failed if work else [],
        },
    }
    ok = all(part["ok"] for part in answer.values())
    return JsonResponse({"ok": ok, **answer}, status=200 if ok else 503)
