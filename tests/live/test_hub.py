"""The hub: one reading for all, one encoding for all, versions that only grow, nobody queued without bound."""

import asyncio
import contextlib
import json
import time
from itertools import pairwise

import pytest
from django.test import override_settings

from civic import lasting
from civic.live import hub as hubs
from civic.live import topics
from civic.live.consumer import Socket, _wanted
from civic.live.hub import Hub
from tests.waiting import happening


class Numbers:
    """A plug that notes when it is read (monotonic seconds); what it does not know is hidden."""

    def __init__(self):
        self.present, self.read_at = {"1": {"version": 1, "count": 10}}, []

    @property
    def readings(self):
        return len(self.read_at)

    def read(self, keys, now):
        self.read_at.append(time.monotonic())
        return {key: self.present[key] for key in keys if key in self.present}


@pytest.fixture
def numbers(monkeypatch):
    plug = Numbers()
    monkeypatch.setitem(topics._plugs, "number", plug)
    return plug


class Broken:
    """A reading that fails."""

    def __init__(self):
        self.tries = 0

    def __call__(self, keys, now):
        self.tries += 1
        raise ValueError("no such number")


class Line:
    """The server's end of a socket; `shut` stops it from taking anything."""

    def __init__(self):
        self.heard, self.free = [], asyncio.Event()
        self.free.set()

    async def send(self, message):
        await self.free.wait()
        self.heard.append(json.loads(message["text"]))


@contextlib.asynccontextmanager
async def a_hub(monkeypatch):
    async def silence(changed):
        await asyncio.Event().wait()

    monkeypatch.setattr(hubs.bus, "listen", silence)
    hub = Hub()
    hub.start()
    try:
        yield hub
    finally:
        await hub.stop()


def watch(hub, *names, address="192.0.2.1"):
    line = Line()
    socket = Socket(line.send, address, names)
    hub.enter(socket)
    return line, socket


def test_a_newcomer_gets_the_present_and_then_each_change(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            line, _ = watch(hub, "number:1")
            await happening(lambda: line.heard)
            numbers.present["1"] = {"version": 2, "count": 11}
            hub.mark({"number:1"})
            await happening(lambda: len(line.heard) == 2)
            return line.heard

    first, second = asyncio.run(story())
    assert first == {"topic": "number:1", "version": 1, "count": 10}
    assert second == {"topic": "number:1", "version": 2, "count": 11}


def test_a_crowd_of_newcomers_costs_a_handful_of_readings(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            lines = [watch(hub, "number:1")[0] for _ in range(500)]
            await happening(lambda: all(line.heard for line in lines))
            return [len(line.heard) for line in lines]

    assert set(asyncio.run(story())) == {1}
    assert numbers.readings <= 3


def test_a_topic_speaks_at_most_four_times_a_second(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            line, _ = watch(hub, "number:1")
            await happening(lambda: line.heard)
            told_from, version = len(numbers.read_at), 1
            while len(line.heard) < 6:
                version += 1
                numbers.present["1"] = {"version": version, "count": version}
                hub.mark({"number:1"})
                await asyncio.sleep(0.01)
            await happening(lambda: line.heard[-1]["version"] == version)
            return numbers.read_at[told_from:]

    read_at = asyncio.run(story())
    assert len(read_at) >= 5
    pauses = [after - before for before, after in pairwise(read_at)]
    assert min(pauses) >= hubs.TICK, "a slow machine makes pauses longer, never shorter"


def test_an_older_version_is_never_told(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            numbers.present["1"] = {"version": 5, "count": 50}
            line, _ = watch(hub, "number:1")
            await happening(lambda: line.heard)
            for version in (4, 6):
                readings = numbers.readings
                numbers.present["1"] = {"version": version, "count": 10 * version}
                hub.mark({"number:1"})
                await happening(lambda before=readings: numbers.readings > before)
            await happening(lambda: line.heard[-1]["version"] == 6)
            return line.heard

    assert [said["version"] for said in asyncio.run(story())] == [5, 6]


def test_what_a_stranger_may_not_see_is_unknown(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            line, _ = watch(hub, "number:2", "number:1")
            await happening(lambda: len(line.heard) == 2)
            numbers.present["2"] = {"version": 1, "count": 1}
            numbers.present["1"] = {"version": 2, "count": 11}
            hub.mark({"number:2", "number:1"})
            await happening(lambda: line.heard[-1].get("version") == 2)
            return line.heard, set(hub._topics)

    heard, held = asyncio.run(story())
    assert heard[0] == {"topic": "number:2", "error": "unknown"}
    assert [said["topic"] for said in heard[1:]] == ["number:1"] * 2
    assert held == {"number:1"}


def test_a_slow_socket_skips_to_the_newest_state(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            line, socket = watch(hub, "number:1")
            quick, _ = watch(hub, "number:1")
            await happening(lambda: line.heard and quick.heard)
            line.free.clear()
            for version in range(2, 7):
                numbers.present["1"] = {"version": version, "count": version}
                hub.mark({"number:1"})
                await happening(lambda told=version: quick.heard[-1]["version"] == told)
            waiting = len(socket._waiting)
            line.free.set()
            await happening(lambda: line.heard[-1]["version"] == 6)
            return [said["version"] for said in line.heard], [said["version"] for said in quick.heard], waiting

    slow, quick, waiting = asyncio.run(story())
    assert quick == [1, 2, 3, 4, 5, 6], "void unless the others heard every version"
    assert slow == [1, 2, 6]
    assert waiting == 1


def test_nothing_is_kept_of_a_topic_nobody_watches(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            line, stays = watch(hub, "number:1")
            _, leaves_early = watch(hub, "number:1", "number:9")
            hub.leave(leaves_early)
            await happening(lambda: line.heard)
            hub.leave(stays)
            return hub._topics, hub._addresses, hub._count

    held, addresses, count = asyncio.run(story())
    assert (held, dict(addresses), count) == ({}, {}, 0)


@override_settings(LIVE_SOCKETS=3, LIVE_SOCKETS_PER_ADDRESS=2)
def test_an_address_and_a_process_hold_only_so_many_sockets(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            watch(hub, "number:1", address="192.0.2.1")
            watch(hub, "number:1", address="192.0.2.1")
            same, other = hub.admits("192.0.2.1"), hub.admits("192.0.2.2")
            watch(hub, "number:1", address="192.0.2.2")
            return same, other, hub.admits("192.0.2.3"), hub.admits("127.0.0.1")

    assert asyncio.run(story()) == (False, True, False, False)


def test_a_reading_that_failed_is_made_again(numbers, monkeypatch):
    async def story():
        async with a_hub(monkeypatch) as hub:
            good, numbers.read = numbers.read, Broken()
            monkeypatch.setattr(hubs, "AGAIN", 0.01)
            line, _ = watch(hub, "number:1")
            await happening(lambda: numbers.read.tries)
            numbers.read = good
            await happening(lambda: line.heard)
            return line.heard

    assert [said["version"] for said in asyncio.run(story())] == [1]


def test_a_question_of_nonsense_watches_nothing(numbers):
    assert _wanted(b"topic=number:1&topic=number:1") == ("number:1",)
    assert _wanted(b"topic=nothing:1") == ()
    assert _wanted(b"topic=number:") == ()
    assert _wanted(b"") == ()
    assert _wanted(b"&".join(b"topic=number:%d" % n for n in range(101))) == ()


class Nonsense:
    """Numbers of two topics; what is wrong with the second is up to the test."""

    def __init__(self, numbers):
        self.numbers = numbers

    def read(self, keys, now):
        if isinstance(self.numbers, Exception):
            raise self.numbers
        return {"1": self.numbers} if "1" in keys else {}


WRONG = [
    {"count": 2},
    {"version": None, "count": 2},
    {"version": "new", "count": 2},
    {"version": 2, "count": object()},
    None,
    [1],
    KeyError("count"),
    ZeroDivisionError("a plug's own"),
]


@pytest.mark.parametrize("nonsense", WRONG, ids=[f"nonsense {n}" for n in range(len(WRONG))])
def test_a_plug_that_fails_drops_its_own_numbers_only(numbers, monkeypatch, caplog, nonsense):
    other = Nonsense({"version": 1, "count": 1})
    monkeypatch.setitem(topics._plugs, "other", other)
    monkeypatch.setattr(topics, "_broken", set())
    before = topics.faults["other"]

    async def story():
        async with a_hub(monkeypatch) as hub:
            line, _ = watch(hub, "number:1", "other:1")
            await happening(lambda: len(line.heard) == 2)
            other.numbers = nonsense
            for version in (2, 3):
                numbers.present["1"] = {"version": version, "count": version}
                hub.mark({"number:1", "other:1"})
                await happening(lambda told=version: line.heard[-1].get("version") == told)
            faults = topics.faults["other"] - before
            other.numbers = {"version": 9, "count": 9}
            hub.mark({"other:1"})
            await happening(lambda: line.heard[-1]["topic"] == "other:1")
            return line.heard, faults

    heard, faults = asyncio.run(story())
    assert [said["version"] for said in heard if said["topic"] == "number:1"] == [1, 2, 3]
    assert [said["version"] for said in heard if said["topic"] == "other:1"] == [1, 9]
    assert faults == 2
    assert len([record for record in caplog.records if "of other cannot be told" in record.getMessage()]) == 1


@pytest.mark.parametrize("nonsense", WRONG, ids=[f"nonsense {n}" for n in range(len(WRONG))])
def test_a_newcomer_gets_what_can_be_told_now_and_the_rest_when_it_can(numbers, monkeypatch, nonsense):
    other = Nonsense(nonsense)
    monkeypatch.setitem(topics._plugs, "other", other)
    monkeypatch.setattr(hubs, "AGAIN", 0.01)

    async def story():
        async with a_hub(monkeypatch) as hub:
            line, stays = watch(hub, "number:1", "other:1")
            _, leaves = watch(hub, "other:1")
            await happening(lambda: line.heard)
            hub.leave(leaves)
            first, other.numbers = list(line.heard), {"version": 9, "count": 9}
            await happening(lambda: len(line.heard) == 2)
            hub.leave(stays)
            return first, line.heard[-1], hub._topics

    first, last, held = asyncio.run(story())
    assert [said["topic"] for said in first] == ["number:1"] and last["version"] == 9
    assert held == {}


def test_a_task_of_the_hub_that_fails_begins_again_and_is_counted(numbers, monkeypatch):
    monkeypatch.setattr(lasting, "PAUSE", 0.01)
    before = lasting.endings["telling live numbers"]
    spread, faults = Hub._spread, [RuntimeError("unexpected")]

    async def fail_at_first(hub, present):
        if faults:
            raise faults.pop()
        await spread(hub, present)

    monkeypatch.setattr(Hub, "_spread", fail_at_first)

    async def story():
        async with a_hub(monkeypatch) as hub:
            line, _ = watch(hub, "number:1")
            await happening(lambda: line.heard)
            hub.mark({"number:1"})
            await happening(lambda: not faults)
            numbers.present["1"] = {"version": 2, "count": 2}
            hub.mark({"number:1"})
            await happening(lambda: line.heard[-1]["version"] == 2)

    asyncio.run(story())
    assert lasting.endings["telling live numbers"] == before + 1
