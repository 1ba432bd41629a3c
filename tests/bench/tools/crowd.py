"""The people of an evening, in one process: an order as JSON in; a line when it begins, then all they saw as JSON out.

Each arrives at their own second, opens the page over a connection of their own, thinks, and may do the deed (endorse a
`proposal`, or vote on a `budget`) with the slip found in the page, over the same connection if the server has kept it
open. Waiting is counted from the
second they wanted something, so a server that falls behind cannot hide it. Who gets no answer tries again, as a page
does. Beside them come, if the order says so, `readers` whose browsers revalidate what they have, and `trickling` bodies
that are announced and sent a byte a second.
"""

import asyncio
import contextlib
import json
import random
import re
import sys
import time

import uvloop

from civic.demo.load.flood import get, post_json
from civic.demo.load.lines import Line, Listener

SLIP = re.compile(rb'data-slip="([^"]+)"')
ETAG = re.compile(rb'(?i)etag: ([^\r]+)')
PATIENCE = 60  # seconds until somebody gives up


class Person:
    """Somebody with a browser, and the line it keeps open."""

    def __init__(self, port):
        self.port, self.line = port, None

    async def ask(self, request):
        """As browsers do: what is only asked for is asked again if a line that was kept is closed at that moment."""
        is_kept = self.line is not None and self.line.is_open
        if is_kept and request.startswith(b"GET "):
            with contextlib.suppress(ConnectionError):
                return await self.line.ask(request)
        if not is_kept or not self.line.is_open:
            self.line = await Line.to("127.0.0.1", self.port)
        return await self.line.ask(request)

    def leave(self):
        if self.line is not None:
            self.line.close()
            self.line = None


class Evening:
    """Of a proposal."""

    deeds = "endorsements"
    topic, page = "proposal:{}", "/proposals/{}/"

    def __init__(self, order):
        self.order = order
        self.about = order.get("proposal") or order["budget"]
        self.path, self.topic = self.page.format(self.about), self.topic.format(self.about)
        self.chance = random.Random(7)
        self.seen = {"pages": [], self.deeds: [], "counted": [], "refused": [], "gave_up": 0, "retries": 0}
        self.seen |= {"reads": [], "reads_failed": 0, "unchanged": 0, "trickles": 0}
        self.messages = self.opened = 0
        self.all_watch = asyncio.Event()

    async def play(self):
        loop = asyncio.get_running_loop()
        watchers = [loop.create_task(self._watch(number)) for number in range(self.order["watchers"])]
        if watchers:
            await self.all_watch.wait()
        self.began = time.perf_counter()
        print("begun", flush=True)
        beside = [loop.create_task(self._read()) for _ in range(self.order.get("readers", 0))]
        beside += [loop.create_task(self._trickle(number)) for number in range(self.order.get("trickling", 0))]
        tasks = []
        for second, cookie in zip(self.order["arrivals"], self.order["cookies"], strict=True):
            await asyncio.sleep(max(0, second - self._now()))
            tasks.append(loop.create_task(self._visit(second, cookie)))
        await asyncio.gather(*tasks)
        for task in [*watchers, *beside]:
            task.cancel()
        return self.seen | {"messages": self.messages, "reopened": self.opened - len(watchers)}

    def _now(self):
        return time.perf_counter() - self.began

    async def _visit(self, arrived, cookie):
        person = Person(self.order["port"])
        page = await self._ask(person, arrived, get(self.path, self.order["host"], cookie), "pages", 200)
        found = page and SLIP.search(page.body)
        if found and self.chance.random() < self.order["share"]:
            await self._do(person, found[1].decode(), cookie)
        person.leave()

    async def _do(self, person, slip, cookie):
        said = {"slip": slip, "reason": "支持", "county": "高雄市"}
        answer = await self._send(person, "endorsement/", said, cookie)
        if answer:
            said, who = json.loads(answer.body), int(slip.split(".")[0])
            self.seen["counted" if answer.status == 200 else "refused"].append([who, said.get("number")])

    async def _send(self, person, where, said, cookie):
        """Think, then send; the answer, or None."""
        await asyncio.sleep(self.chance.uniform(1, 8))
        asked = post_json(f"{self.path}{where}", self.order["host"], said, cookie)
        return await self._ask(person, self._now(), asked, self.deeds, 200, 409)

    async def _ask(self, person, wanted, request, kind, *good):
        while self._now() < wanted + PATIENCE:
            try:
                async with asyncio.timeout(20):
                    reply = await person.ask(request)
                if reply.status in good:
                    self.seen[kind].append(round(1000 * (self._now() - wanted), 1))
                    return reply
            except (OSError, TimeoutError):
                person.leave()
            self.seen["retries"] += 1
            await asyncio.sleep(self.chance.uniform(0.5, 2))
        self.seen["gave_up"] += 1
        return None

    async def _watch(self, number):
        await asyncio.sleep(self.chance.uniform(0, self.order["watchers"] / 1000))
        path = f"/live/?topic={self.topic}"
        while True:
            try:
                local = (f"127.0.0.{2 + number // 200}", 0)
                listener = await Listener.to("127.0.0.1", self.order["port"], path, self._hear, local)
                self.opened += 1
                if self.opened == self.order["watchers"]:
                    self.all_watch.set()
                await listener.closed
            except OSError:
                pass
            await asyncio.sleep(self.chance.uniform(0.5, 5))

    async def _read(self):
        """A stranger who looks again every few seconds, with a browser that says what it has."""
        path, reader, known = self.path, Person(self.order["port"]), None
        while True:
            await asyncio.sleep(self.chance.uniform(1, 6))
            wanted = self._now()
            try:
                async with asyncio.timeout(20):
                    reply = await reader.ask(_again(get(path, self.order["host"]), known))
            except (OSError, TimeoutError):
                reader.leave()
                self.seen["reads_failed"] += 1
                continue
            self.seen["reads"].append(round(1000 * (self._now() - wanted), 1))
            self.seen["reads_failed"] += reply.status not in (200, 304)
            self.seen["unchanged"] += reply.status == 304
            if found := ETAG.search(reply.head):
                known = found[1]

    async def _trickle(self, number):
        """A body that is announced and hardly comes, to the form or to the door, from a handful of addresses."""
        path = f"{self.path}endorsement/"
        kind = ("application/x-www-form-urlencoded", "application/json")[number % 2]
        head = f"POST {path} HTTP/1.1\r\nHost: {self.order['host']}\r\nContent-Type: {kind}\r\n"
        while True:
            self.seen["trickles"] += 1
            with contextlib.suppress(OSError):
                local = (f"127.0.1.{1 + number % 10}", 0)
                reader, writer = await asyncio.open_connection("127.0.0.1", self.order["port"], local_addr=local)
                writer.write(f"{head}Content-Length: 4000\r\n\r\n".encode())
                while not await _answered(reader):
                    writer.write(b"a")
                writer.close()
            await asyncio.sleep(1)

    def _hear(self, payload):
        self.messages += 1


class ElectionNight(Evening):
    """Of a budget: everybody votes, some of them (`changed`) twice; `counted` is what was said last to count."""

    deeds = "ballots"
    topic, page = "budget:{}", "/budgets/{}/ballot/"

    async def _do(self, person, slip, cookie):
        who, counted = int(slip.split(".")[0]), None
        for _ in range(1 + (self.chance.random() < self.order["changed"])):
            chosen = sorted(self.chance.sample(range(1, 1 + self.order["projects"]), self.chance.randint(1, 5)))
            answer = await self._send(person, "", {"slip": slip, "area": 1, "choices": chosen}, cookie)
            if answer is None:
                return  # it may count or not: nobody was told
            if answer.status == 200:
                counted = chosen
            else:
                self.seen["refused"].append([who, json.loads(answer.body)["code"]])
        if counted:
            self.seen["counted"].append([who, counted])


async def _answered(reader):
    """Whether an answer or the end came within a second."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1):
            await reader.read(100)
            return True
    return False


def _again(request, known):
    """A request of a browser that has the page with the ETag `known`, if it has one."""
    return request[:-2] + b"If-None-Match: " + known + b"\r\n\r\n" if known else request


async def main(order):
    night = ElectionNight if "budget" in order else Evening
    print(json.dumps(await night(order).play()))


if __name__ == "__main__":
    uvloop.run(main(json.load(sys.stdin)))
