"""Bodies: taken whole, bounded in size, time, number and room; whoever trickles keeps nobody out."""

import asyncio
import contextlib

import pytest

from civic.serving.spool import HEARD_OUT, Bodies, Unreadable
from tests.serving.asked import Line, question
from tests.waiting import PATIENCE

LIMIT = 1000


async def taken(bodies, line, limit=LIMIT, deadline=PATIENCE, client="192.0.2.1", **headers):
    """The body as bytes, or the status with which it was not taken."""
    scope = question(method="POST", client=client, **({"transfer_encoding": "chunked"} | headers))
    try:
        async with bodies.taken(scope, line.receive, limit=limit, deadline=deadline) as (file, length):
            body = file.read()
            assert length == len(body)
            return body
    except Unreadable as error:
        return error.status


def run(story):
    return asyncio.run(story())


async def coming(bodies, number, client="192.0.2.1", part=b""):
    """Tasks of bodies of which nothing more than a part arrives."""
    tasks = [asyncio.create_task(taken(bodies, Line(part, complete=False), client=client)) for _ in range(number)]
    await settled()
    return tasks


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


async def stop(tasks):
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def test_a_body_is_taken_whole():
    assert run(lambda: taken(Bodies(), Line(b"some", b"thing"))) == b"something"
    assert run(lambda: taken(Bodies(), Line(b"some"), content_length="4", transfer_encoding=[])) == b"some"


@pytest.mark.parametrize(
    ("parts", "headers", "status"),
    [
        ([b"x" * (LIMIT + 1)], {}, 413),
        ([], {"content_length": str(HEARD_OUT * LIMIT + 1), "transfer_encoding": []}, 413),
        ([b"four"], {"content_length": "5", "transfer_encoding": []}, 400),
        ([b"four"], {"content_length": "-4", "transfer_encoding": []}, 400),
    ],
)
def test_a_body_that_is_not_what_it_may_be_is_not_taken(parts, headers, status):
    assert run(lambda: taken(Bodies(), Line(*parts), **headers)) == status


def test_whoever_still_sends_too_much_is_heard_out_so_that_the_answer_can_be_read():
    line = Line(b"x" * LIMIT, b"y", b"z")
    assert run(lambda: taken(Bodies(), line)) == 413
    assert not line.messages
    endless = Line(*[b"x" * LIMIT] * (HEARD_OUT + 2))
    assert run(lambda: taken(Bodies(), endless)) == 413
    assert endless.messages


def test_a_body_that_does_not_come_ends():
    assert run(lambda: taken(Bodies(), Line(b"slow", complete=False), deadline=0)) == 408


def test_who_trickles_makes_room_for_who_sends():
    async def story():
        bodies = Bodies(most=10, each=3)
        slow = await coming(bodies, 3)
        others = await coming(bodies, 3, client="192.0.2.2")
        assert await taken(bodies, Line(b"quick")) == b"quick"
        await settled()
        assert [task.done() for task in slow] == [True, False, False]
        assert await slow[0] == 408
        assert not any(task.done() for task in others)
        assert await taken(bodies, Line(b"quick"), client="192.0.2.3") == b"quick"
        assert bodies.count == 5
        await stop(slow[1:] + others)
        assert (bodies.count, bodies._coming) == (0, {})

    run(story)


def test_the_whole_process_takes_only_so_many_and_ends_those_of_whoever_has_most():
    async def story():
        bodies = Bodies(most=5, each=4)
        many = await coming(bodies, 3)
        few = await coming(bodies, 2, client="192.0.2.2")
        assert await taken(bodies, Line(b"quick"), client="192.0.2.3") == b"quick"
        await settled()
        assert [task.done() for task in many] == [True, False, False]
        assert not any(task.done() for task in few)
        await stop(many[1:] + few)

    run(story)


def test_a_thousand_trickling_bodies_are_never_more_than_the_limit():
    async def story():
        bodies = Bodies(most=20, each=10)
        tasks = []
        for number in range(100):
            tasks += await coming(bodies, 10, client=f"192.0.2.{number}")
            assert bodies.count <= 20
        await settled()
        assert sum(not task.done() for task in tasks) == 20
        await stop(tasks)
        assert bodies.count == 0

    run(story)


def test_all_bodies_together_take_only_so_much_room():
    async def story():
        bodies = Bodies(room=10 * LIMIT)
        heavy = await coming(bodies, 10, part=b"x" * LIMIT)
        assert bodies.size == 10 * LIMIT
        assert await taken(bodies, Line(b"y" * LIMIT), client="192.0.2.2") == b"y" * LIMIT
        await settled()
        assert sum(task.done() for task in heavy) == 1
        assert bodies.size == 9 * LIMIT
        await stop(heavy)
        assert bodies.size == 0

    run(story)


def test_a_body_keeps_its_room_until_its_page_is_made():
    async def story():
        bodies = Bodies()
        scope, line = question(method="POST", content_length="4"), Line(b"some")
        async with bodies.taken(scope, line.receive, limit=LIMIT, deadline=PATIENCE):
            assert (bodies.count, bodies.size) == (0, 4)
        assert bodies.size == 0

    run(story)
