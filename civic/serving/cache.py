"""Django's cache in Redis, which is not missed: while it is away, each process remembers by itself.

What is kept there (counts of attempts, addresses of editors' pages) may be forgotten or counted apart for a while; a
page must not fail for it.
"""

import logging

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)


class SteadyCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self.own = LocMemCache("civic.serving.cache", params)


DEEDS = ("add", "get", "set", "touch", "delete", "has_key", "incr", "get_many", "set_many", "delete_many", "clear")


def _steady(deed):
    def do(cache, *args, **options):
        try:
            return getattr(RedisCache, deed)(cache, *args, **options)
        except RedisError as error:
            logger.warning("cache: Redis is away (%s)", error)
            return getattr(cache.own, deed)(*args, **options)

    return do


for _deed in DEEDS:
    setattr(SteadyCache, _deed, _steady(_deed))
