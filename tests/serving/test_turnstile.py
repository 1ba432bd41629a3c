"""The turnstile: batches without a timer, everybody their own answer, and nobody waits for ever."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from civic.serving.turnstile import Full, Gone, Miscounted, Turnstile, Unavailable
from tests.waiting import PATIENCE, happening


class Work:
    """Doubles numbers; remembers its batches; `gate` holds it back; 13 spoils its batch. `begun` counts batches."""

    def __init__(self, error=ValueError):
        self.batches, self.gate, self.error, self.begun = [], threading.Event(), error, 0
        self.gate.set()

    def __call__(self, items):
        self.begun += 1
        assert self.gate.wait(PATIENCE)
        self.batches.append(list(items))
        if 13 in items:
            raise self.error("13 is not liked here")
        return [item * 2 for item in items]


async def inside(turnstile, *items):
    """A task for each of `items`, once all of them wait at the turnstile or beyond."""
    tasks = [asyncio.create_task(turnstile.enter(item)) for item in items]
    await asyncio.sleep(0)  # a new task runs before the loop comes back to us
    return tasks


def run(story, work, **limits):
    async def told():
        with ThreadPoolExecutor(1) as thread:
            return await story(Turnstile(work, thread, **limits))

    return asyncio.run(told())


def test_what_arrives_during_a_commit_is_the_next_batch():
    work = Work()
    work.gate.clear()

    async def story(turnstile):
        first = await inside(turnstile, 1)
        await happening(lambda: work.begun)
        others = await inside(turnstile, *range(2, 7))
        work.gate.set()
        return await asyncio.gather(*first, *others)

    assert run(story, work, size=4) == [2, 4, 6, 8, 10, 12]
    assert work.batches == [[1], [2, 3, 4, 5], [6]]


def test_one_bad_item_fails_alone():
    work = Work()

    async def story(turnstile):
        return await asyncio.gather(*map(turnstile.enter, [1, 13, 2]), return_exceptions=True)

    good, bad, other = run(story, work)
    assert (good, other) == (2, 4)
    assert isinstance(bad, ValueError)


def test_a_database_that_is_away_is_not_asked_by_each_one():
    work = Work(error=Unavailable)

    async def story(turnstile):
        return await asyncio.gather(*map(turnstile.enter, [13, 2, 3]), return_exceptions=True)

    answers = run(story, work)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert sum(map(len, work.batches)) == 3


def test_whole_batches_are_tried_once_more_as_they_are_and_never_one_by_one(caplog):
    work = Work()

    async def story(turnstile):
        spoilt = await asyncio.gather(*map(turnstile.enter, [1, 13, 2]), return_exceptions=True)
        alone = await asyncio.gather(turnstile.enter(13), return_exceptions=True)
        return spoilt, alone, await turnstile.enter(4)

    spoilt, alone, later = run(story, work, whole=True)
    assert {type(answer) for answer in spoilt + alone} == {ValueError} and later == 8
    assert work.batches == [[1, 13, 2], [1, 13, 2], [13], [13], [4]]
    assert "liked" not in caplog.text and "ValueError" in caplog.text, "what the database quotes stays out of the log"


def test_a_whole_batch_that_fails_by_chance_is_done_the_second_time():
    fails = [True]

    def work(items):
        if fails:
            fails.pop()
            raise ValueError
        return [item * 2 for item in items]

    async def story(turnstile):
        return await asyncio.gather(*map(turnstile.enter, [1, 13, 2]))

    assert run(story, work, whole=True) == [2, 26, 4]


def test_a_full_turnstile_says_so_at_once():
    work = Work()
    work.gate.clear()

    async def story(turnstile):
        first = await inside(turnstile, 0)
        await happening(lambda: work.begun)
        others = await inside(turnstile, 1, 2, 3)
        with pytest.raises(Full):
            await turnstile.enter(5)
        work.gate.set()
        return await asyncio.gather(*first, *others)

    assert run(story, work, size=1, room=3) == [0, 2, 4, 6]


def test_closing_answers_everybody_inside_and_lets_nobody_in():
    work = Work()
    work.gate.clear()

    async def story(turnstile):
        tasks = await inside(turnstile, *range(3))
        closing = asyncio.create_task(turnstile.close())
        await asyncio.sleep(0)
        with pytest.raises(Full):
            await turnstile.enter(9)
        work.gate.set()
        await closing
        return [task.result() for task in tasks]

    assert run(story, work) == [0, 2, 4]


def test_a_caller_who_went_away_does_not_hold_up_the_others():
    work = Work()
    work.gate.clear()

    async def story(turnstile):
        gone, stays = await inside(turnstile, 1, 2)
        await happening(lambda: work.begun)
        gone.cancel()
        work.gate.set()
        return await stays

    assert run(story, work) == 4


def test_what_somebody_wanted_who_has_gone_before_their_turn_is_not_done():
    work, gone = Work(), set()
    work.gate.clear()

    async def story(turnstile):
        first = await inside(turnstile, 1)
        await happening(lambda: work.begun)
        asks = [turnstile.enter(item, lambda item=item: item in gone) for item in (2, 3, 4)]
        waiting = [asyncio.create_task(ask) for ask in asks]
        await asyncio.sleep(0)
        gone.update([1, 2, 4])
        work.gate.set()
        return await asyncio.gather(*first, *waiting, return_exceptions=True)

    first, left, stayed, also_left = run(story, work)
    assert (first, stayed) == (2, 6) and {type(left), type(also_left)} == {Gone}
    assert work.batches == [[1], [3]], "who left during the work had their turn"


@pytest.mark.parametrize("wrong", [[], [2], [2, 4, 6, 8], None], ids=repr)
def test_a_list_of_results_of_the_wrong_length_is_an_error_for_its_batch_and_for_nobody_after_it(wrong):
    answers = [wrong, [2], wrong and wrong[:0], [6]]  # the batch, then its three items one by one

    def work(items):
        return answers.pop(0) if answers else [item * 2 for item in items]

    async def story(turnstile):
        first = await asyncio.gather(*map(turnstile.enter, [1, 2, 3]), return_exceptions=True)
        return first, await turnstile.enter(4), (turnstile.batches, turnstile.items, turnstile.failures)

    (one, two, three), later, counted = run(story, work)
    assert (one, three, later) == (2, 6, 8)
    assert isinstance(two, TypeError if wrong is None else Miscounted)
    assert counted == (5, 7, 2)


def test_a_work_that_always_miscounts_lets_nobody_wait_for_ever():
    async def story(turnstile):
        first = await asyncio.gather(*map(turnstile.enter, [1, 2]), return_exceptions=True)
        return [*first, *await asyncio.gather(turnstile.enter(3), return_exceptions=True)]

    assert {type(answer) for answer in run(story, lambda items: [])} == {Miscounted}
