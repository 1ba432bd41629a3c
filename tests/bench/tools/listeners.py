"""A crowd of sockets in one process; answers each line on standard input with what they heard so far."""

import asyncio
import json
import sys
import time
from collections import Counter

import uvloop

from civic.demo.load.lines import Listener

PER_ADDRESS = 200  # sockets from one loopback address
AT_ONCE = 100


async def main(order):
    heard = {"messages": 0, "last": 0.0, "reached": Counter(), "complete": {}}

    def take(payload):
        heard["messages"] += 1
        heard["last"] = time.time()
        found = payload.find(b'"version":')
        if found > 0:
            version = payload[found + 10 : payload.find(b"}", found)].split(b",")[0].decode()
            heard["reached"][version] += 1
            if heard["reached"][version] == order["count"]:
                heard["complete"][version] = heard["last"]

    listeners = await _open(order, take)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.readline():
        open_now = sum(not listener.closed.done() for listener in listeners)
        print(json.dumps(heard | {"open": open_now}), flush=True)


async def _open(order, take):
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number):
        async with gate:
            local = (f"127.0.0.{2 + number // PER_ADDRESS}", 0)
            return await Listener.to("127.0.0.1", order["port"], order["path"], take, local)

    return await asyncio.gather(*(one(number) for number in range(order["count"])))


if __name__ == "__main__":
    uvloop.run(main(json.loads(sys.argv[1])))
