"""The lean parts of a socket's line do what those of asyncio do."""

import asyncio

from civic.live.wire import Gate, Mailbox


def test_a_mailbox_gives_letters_in_order_and_waits_for_the_next():
    async def story():
        box = Mailbox()
        box.put_nowait(1)
        box.put_nowait(2)
        assert not box.empty()
        read = [await box.get(), await box.get()]
        assert box.empty()
        later = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        assert not later.done()
        box.put_nowait(3)
        return [*read, await later]

    assert asyncio.run(story()) == [1, 2, 3]


def test_a_reader_who_gave_up_loses_no_letter():
    async def story():
        box = Mailbox()
        gone = asyncio.create_task(box.get())
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        box.put_nowait(1)
        return await box.get()

    assert asyncio.run(story()) == 1


def test_a_gate_lets_all_through_once_it_opens_and_again_once_it_opens_again():
    async def story():
        gate, passed = Gate(), []

        async def walk(name):
            await gate.wait()
            passed.append(name)

        await walk("open")
        gate.clear()
        walkers = [asyncio.create_task(walk(name)) for name in "ab"]
        await asyncio.sleep(0)
        assert not gate.is_set() and passed == ["open"]
        gate.clear()  # closing a closed gate forgets nobody
        gate.set()
        await asyncio.gather(*walkers)
        assert gate.is_set()
        return passed

    assert asyncio.run(story()) == ["open", "a", "b"]
