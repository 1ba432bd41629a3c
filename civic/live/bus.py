"""The bus between processes, and the only file that knows whether it is PostgreSQL or Redis.

PostgreSQL's `NOTIFY` leaves with the commit or not at all and needs no broker, but it makes commits
queue behind one another. So a batch of many deeds carries it in its transaction, while what is announced deed by
deed is `gathered` after the commit and handed over at most four times a second. With `REDIS_URL` everything is
handed over after the commit.

A topic lost on the way (a crash between commit and hand-over, a dead Redis) is read again by
every hub within ten seconds.
"""

import asyncio
import contextlib
import logging
import random
import threading
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.db import connection, transaction

CHANNEL = "civic_live"
PAUSE = 0.25  # seconds between two hand-overs of gathered topics
CHECK = 15  # seconds after which a silent listener asks whether its connection still lives

logger = logging.getLogger(__name__)


def announce(*topics: str, gathered: bool) -> None:
    """Say, inside the transaction that changes them, that `topics` changed; `gathered` for a deed of one, which then
    holds up nobody else's commit."""
    if settings.REDIS_URL or gathered:
        transaction.on_commit(lambda: _gathered.add(topics))
    else:
        _notify(topics)


async def listen(changed: Callable[[set[str] | None], None]) -> None:
    """Call `changed({topic, …})` for what any process announced, and `changed(None)` ("maybe
    everything") after each new connection. Never returns; survives the loss of its connection."""
    hear = _hear_redis if settings.REDIS_URL else _hear_postgres
    patience = 0.2
    while True:
        started = asyncio.get_running_loop().time()
        try:
            await hear(changed)
        except Exception as error:  # whatever broke the line, the cure is a new one
            logger.warning("live: the bus was cut (%s); connecting again", error)
        lasted = asyncio.get_running_loop().time() - started
        patience = 0.2 if lasted > 10 else min(patience * 2, 5)
        await asyncio.sleep(patience * random.uniform(0.5, 1))  # noqa: S311 -- no secret hangs on it


async def _hear_postgres(changed):
    async with await psycopg.AsyncConnection.connect(**_direct(), autocommit=True) as line:
        await line.execute(f"LISTEN {CHANNEL}")
        changed(None)
        while True:
            async for notice in line.notifies(timeout=CHECK):
                changed({notice.payload})
            async with asyncio.timeout(CHECK):
                await line.execute("SELECT 1")


def _direct():
    """Where to listen: past any pooler, because transaction pooling silently loses LISTEN."""
    if settings.DIRECT_DATABASE_URL:
        return {"conninfo": settings.DIRECT_DATABASE_URL, "connect_timeout": 5}
    wanted = ("host", "port", "dbname", "user", "password", "sslmode", "options")
    given = connection.get_connection_params()
    return {key: given[key] for key in wanted if key in given} | {"connect_timeout": 5}


async def _hear_redis(changed):
    from redis.asyncio import Redis

    async with Redis.from_url(settings.REDIS_URL, health_check_interval=CHECK) as redis, redis.pubsub() as line:
        await line.subscribe(CHANNEL)
        changed(None)
        async for message in line.listen():
            if message["type"] == "message":
                changed(set(message["data"].decode().split()))


class _Gathered:
    """Topics already committed, handed over together by a thread that lives while there are any."""

    def __init__(self):
        self._lock = threading.Lock()
        self._topics = set()
        self._thread = None

    def add(self, topics):
        with self._lock:
            self._topics.update(topics)
            if self._thread is None:
                # Not a daemon: a command that ends at once still hands over what it committed.
                thread = threading.Thread(target=self._hand_over, name="live-bus")
                thread.start()
                self._thread = thread  # not before: one that cannot be started now is tried again by the next

    def _hand_over(self):
        stop = threading.Event()
        while True:
            with self._lock:
                topics, self._topics = self._topics, set()
                if not topics:
                    self._thread = None
                    break
            try:
                _send(topics)
            except Exception as error:  # the change is committed; hubs read it again by themselves
                logger.warning("live: could not announce %s (%s)", ", ".join(sorted(topics)), error)
            stop.wait(PAUSE)
        connection.close()


def _send(topics):
    if settings.REDIS_URL:
        from redis import Redis

        with contextlib.closing(Redis.from_url(settings.REDIS_URL, socket_timeout=5)) as redis:
            redis.publish(CHANNEL, " ".join(sorted(topics)))
    else:
        _notify(topics)


def _notify(topics):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, topic) FROM unnest(%s::text[]) AS topic", [CHANNEL, list(topics)])


_gathered = _Gathered()
