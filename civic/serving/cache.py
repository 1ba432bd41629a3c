"""What pages remember for a while: in Redis, or in each process's own memory where there is none or it is away.

What is kept there (addresses of editors' pages) may differ between processes for a while; a page must not fail for it.
"""

import logging

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis import RedisError

logger = logging.getLogger(__name__)

MOST = 20_000  # entries in a process's own memory


class OwnCache(LocMemCache):
    """A cache in the memory of the process, with more room than Django's; when it is full, what was asked for longest
    ago goes."""

    def __init__(self, name: str, params: dict):
        super().__init__(name, params | {"max_entries": MOST})


class SteadyCache(RedisCache):
    """A cache in Redis; logs a warning each time Redis cannot be asked."""

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
