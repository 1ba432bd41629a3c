"""Django's cache in Redis that goes on without it: while Redis is away, each process uses its own memory.

What is kept there (counts of attempts, addresses of editors' pages) may be forgotten or counted apart for a while; a
page must not fail for it.
"""

import logging

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)


class SteadyCache(RedisCache):
    """A cache backend for CACHES; logs a warning each time Redis cannot be asked."""

    def __init__(self, server: str, params: dict):
        super().__init__(server, params)
        self.own = LocMemCache("civic.serving.cache", params)


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
