"""What allauth counts and remembers for a moment (how often somebody tried, which code was used), in the database.

allauth asks Django's default cache. A process's own memory would let each process count for itself, and Redis may be
away; so these keys lie in a table that all processes share, as keyed digests, and all others where they lay.
"""

import json
import time
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.db import connection

from civic.accounts import identity
from civic.accounts.models import Attempt
from civic.serving.cache import OwnCache, SteadyCache

THEIRS = "allauth"  # how their keys begin

PUT = """
    insert into accounts_attempt as attempt (key, value, until) values (%(key)s, %(value)s, %(until)s)
    on conflict (key) do update set value = excluded.value, until = excluded.until
"""
ADD = PUT + " where attempt.until <= %(now)s returning true"
GET = "select value from accounts_attempt where key = %(key)s and until > %(now)s"
DELETE = "delete from accounts_attempt where key = %(key)s and until > %(now)s returning true"


class _Shared:
    """Put before a cache backend. Values of these keys fit into JSON, and all of them end."""

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        if not key.startswith(THEIRS):
            return super().add(key, value, timeout=timeout, version=version)
        return self._ask(ADD, key, version, value, timeout) is not None

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        if not key.startswith(THEIRS):
            return super().get(key, default, version=version)
        row = self._ask(GET, key, version)
        return json.loads(row[0]) if row else default

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        if not key.startswith(THEIRS):
            return super().set(key, value, timeout=timeout, version=version)
        self._ask(PUT, key, version, value, timeout)

    def delete(self, key: str, version: int | None = None) -> bool:
        if not key.startswith(THEIRS):
            return super().delete(key, version=version)
        return self._ask(DELETE, key, version) is not None

    def clear(self) -> None:
        Attempt.objects.all().delete()
        super().clear()

    def _ask(self, statement, key, version, value=None, timeout=0):
        """The first row, if the statement returns any."""
        now = time.time()
        span = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        told = {
            "key": identity.digest("attempt", self.make_key(key, version)),
            "value": json.dumps(value),
            "until": datetime.fromtimestamp(now + span, UTC),
            "now": datetime.fromtimestamp(now, UTC),
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, told)
            return cursor.fetchone() if cursor.description else None


class SharedCache(_Shared, OwnCache):
    """A cache backend for CACHES where there is no Redis."""


class SharedRedis(_Shared, SteadyCache):
    """A cache backend for CACHES where there is Redis."""


def clear(now: datetime) -> int:
    """Forget what has ended; returns how many there were."""
    return Attempt.objects.filter(until__lte=now).delete()[0]
