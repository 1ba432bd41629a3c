"""What pages remember for a while: in Redis, or in each process's own memory where there is none or it is away.

What is kept there (counts of attempts, addresses of editors' pages) may be counted apart for a while; a page must not
fail for it. Nor may anybody have the counts of others forgotten by being counted under thousands of names.
"""

import logging
import time
from collections import Counter

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)


MOST = 20_000  # entries in a process's own memory, some 400 bytes each
LEFT = MOST * 3 // 4  # of them when some had to go
KIND = 7  # parts of a key before whom it counts, as allauth makes them: "…:1:allauth:rl:account:login:300/60/ip:…"


class OwnCache(LocMemCache):
    """A cache backend for CACHES. When it is full, what has run out goes; then, of the kind that has most entries, what
    would run out first: whoever fills a kind pushes out their own."""

    def __init__(self, name: str, params: dict):
        super().__init__(name, params | {"max_entries": MOST})

    def _cull(self):
        now = time.time()
        for key in [key for key in self._cache if self._runs_out(key) <= now]:
            self._delete(key)
        while len(self._cache) > LEFT:
            kinds = Counter(map(_kind, self._cache))
            ((largest, count),) = kinds.most_common(1)
            own = sorted((key for key in self._cache if _kind(key) == largest), key=self._runs_out)
            for key in own[: max(1, min(len(self._cache) - LEFT, count // 2))]:
                self._delete(key)

    def _runs_out(self, key):
        until = self._expire_info.get(key)
        return float("inf") if until is None else until


def _kind(key):
    return tuple(key.split(":")[:KIND])


class SteadyCache(RedisCache):
    """A cache backend for CACHES; logs a warning each time Redis cannot be asked."""

    def __init__(self, server: str, params: dict):
        super().__init__(server, params)
        self.own = OwnCache("civic.serving.cache", params)


COMMANDS = ("add", "get", "set", "touch", "delete", "has_key", "incr", "get_many", "set_many", "delete_many", "clear")


def _steady(command):
    def do(cache, *args, **options):
        try:
            return getattr(RedisCache, command)(cache, *args, **options)
        except RedisError as error:
            logger.warning("cache: Redis is away (%s)", error)
            return getattr(cache.own, command)(*args, **options)

    return do


for _command in COMMANDS:
    setattr(SteadyCache, _command, _steady(_command))
