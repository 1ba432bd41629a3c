"""The turnstile: batches of what many callers want done, one transaction at a time. Pure, no Django.

There is no timer. Whatever arrives while the batch before is being committed is the next batch, so one
caller alone waits for nobody and a thousand wait for one commit together.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

logger = logging.getLogger(__name__)


class Full(Exception):
    """Too many are waiting, or the turnstile is closing: nothing was done, come back in a moment."""


class Gone(Full):
    """Whoever wanted it had gone before its turn came: nothing was done. What they ask next would come before it."""


class Unavailable(Exception):
    """Raised by the work when trying one by one would not help, because the database is away."""


class Miscounted(Exception):
    """The work gave another number of results than there were items: whose is whose cannot be told."""


class Turnstile:
    """Hands what arrives to `work`, in batches of at most `size`, one batch at a time.

    `work(items)` is a blocking function run in `executor`; it returns one result per item, in order,
    when they are durable. It must be safe to repeat: a failing batch is tried again item by item, so
    that one bad item fails alone; `whole`: once more as it is, because batches of one would tell whose each item is.
    At most `room` items wait. Use it from one event loop. Whatever goes wrong costs its
    batch an error, never the next one. `batches`, `items` and `failures` (batches that failed) count for `/metrics`.
    """

    def __init__(
        self,
        work: Callable[[Sequence], Sequence],
        executor: Executor,
        *,
        size: int = 400,
        room: int = 4000,
        whole: bool = False,
    ):
        self.work, self.executor = work, executor
        self.size, self.room, self.whole = size, room, whole
        self._waiting = deque()
        self._passing = None
        self._closing = False
        self.batches = self.items = self.failures = 0

    @property
    def waiting(self) -> int:
        """How many items wait for the next batch."""
        return len(self._waiting)

    async def enter(self, item: Any, is_gone: Callable[[], bool] | None = None) -> Any:
        """The result of `item`, durable. Raises `Full`, `Unavailable`, or what `work` raised for it.

        `is_gone` is asked when its turn has come; raises `Gone` then.
        """
        if self._closing or len(self._waiting) >= self.room:
            raise Full
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._waiting.append((item, answer, is_gone))
        if self._passing is None:
            self._passing = loop.create_task(self._pass_all())
        return await answer

    async def close(self) -> None:
        """Let nobody in any more and answer everybody inside."""
        self._closing = True
        if self._passing is not None:
            await self._passing

    async def _pass_all(self):
        try:
            while self._waiting:
                if batch := self._next():
                    await self._pass(batch, again=self._pass if self.whole else self._pass_singly)
        finally:
            self._passing = None

    def _next(self):
        """The next batch, of those who are still there."""
        batch = []
        while self._waiting and len(batch) < self.size:
            item, answer, is_gone = self._waiting.popleft()
            if is_gone is not None and is_gone():
                _settle(answer, error=Gone())
            else:
                batch.append((item, answer))
        return batch

    async def _pass(self, batch, again=None):
        """Settle everybody in `batch`, trying `again` if that may help; the error of those it ends for, or None."""
        try:
            results = await self._do([item for item, _ in batch])
        except Exception as error:
            self.failures += 1
            is_hopeless = again is None or (len(batch) == 1 and not self.whole)
            if is_hopeless or isinstance(error, Unavailable):
                for _, answer in batch:
                    _settle(answer, error=error)
                return error
            # By its kind only: the database quotes whole rows in its words.
            logger.warning("turnstile: a batch of %d failed (%s); trying again", len(batch), type(error).__name__)
            return await again(batch)
        for (_, answer), result in zip(batch, results, strict=True):
            _settle(answer, result)
        return None

    async def _pass_singly(self, batch):
        error = None
        for item, answer in batch:
            if isinstance(error, Unavailable):  # it went away meanwhile: the rest need not find out one by one
                _settle(answer, error=error)
            else:
                error = await self._pass([(item, answer)])

    async def _do(self, items):
        self.batches, self.items = self.batches + 1, self.items + len(items)
        results = await asyncio.get_running_loop().run_in_executor(self.executor, self.work, items)
        if len(results) != len(items):
            raise Miscounted(f"{len(results)} results for {len(items)} items")
        return results


def _settle(answer, result=None, error=None):
    if answer.done():  # its caller has gone away
        return
    if error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)
