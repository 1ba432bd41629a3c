"""Floods: the same question from many lines for a while, and how long the answers took."""

import asyncio
import itertools
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from civic.demo.load.lines import Line


@dataclass
class Tally:
    """What a flood saw: seconds it took, replies by status (0 = the line broke), and each reply's seconds."""

    seconds: float = 0
    statuses: Counter = field(default_factory=Counter)
    times: list = field(default_factory=list)

    @property
    def rate(self):
        """Good replies a second: 200, and 304 to who has the page already."""
        return (self.statuses[200] + self.statuses[304]) / self.seconds if self.seconds else 0

    def percentile(self, share):
        """Milliseconds within which `share` of the replies came."""
        times = sorted(self.times)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0


def get(url_path: str, host: str, cookie: str | None = None) -> bytes:
    """The bytes of a GET."""
    cookies = f"Cookie: {cookie}\r\n" if cookie else ""
    return f"GET {url_path} HTTP/1.1\r\nHost: {host}\r\n{cookies}\r\n".encode()


def post_json(url_path: str, host: str, said: dict, cookie: str) -> bytes:
    """The bytes of a POST that says a dict in JSON, in the session of `cookie`."""
    body = json.dumps(said, ensure_ascii=False).encode()
    head = (
        f"POST {url_path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Cookie: {cookie}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def flood(
    host: str, port: int, requests: Iterator[bytes], *, clients: int, seconds: float, local: str | None = None
) -> Tally:
    """Ask the `requests` (an iterator of bytes, each used once) over `clients` lines; a `Tally`.

    Ends after `seconds` or when the requests are used up. `local(n)` is the address line n comes from.
    """
    tally = Tally()
    lines = [await Line.to(host, port, local and local(n)) for n in range(clients)]
    began = time.perf_counter()
    end = began + seconds
    await asyncio.gather(*(_ask_on(line, requests, end, tally) for line in lines))
    tally.seconds = time.perf_counter() - began
    for line in lines:
        line.close()
    return tally


async def _ask_on(line, requests, end, tally):
    clock = time.perf_counter
    for request in requests:
        asked = clock()
        if asked > end:
            return
        try:
            reply = await line.ask(request)
        except OSError:
            tally.statuses[0] += 1
            return
        tally.statuses[reply.status] += 1
        tally.times.append(clock() - asked)


def again_and_again(requests: Iterable[bytes]) -> Iterator[bytes]:
    """The same requests in turn, for ever."""
    return itertools.cycle(requests)
