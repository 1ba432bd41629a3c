"""The load generator: `python -m tests.bench.tools.load NAME`, an order as JSON in, an answer as JSON out."""

import json
import sys

import uvloop

from civic.demo.load import flood


async def pages(order):
    """Ask for `paths` in turn, each with the cookie of the same place in `cookies`; every second time as a browser that
    has `etag` already, if there is one."""
    cookies = order.get("cookies") or [None]
    count = max(len(order["paths"]), len(cookies))
    asked = [
        flood.get(order["paths"][n % len(order["paths"])], order["host"], cookies[n % len(cookies)])
        for n in range(count)
    ]
    if etag := order.get("etag"):
        condition = f"If-None-Match: {etag}\r\n\r\n".encode()
        asked = [each for request in asked for each in (request, request.removesuffix(b"\r\n") + condition)]
    return await _flood(order, flood.again_and_again(asked))


async def endorsements(order):
    """Send each of `slips` ([proposal, cookie, slip]) once."""
    asked = (
        flood.post_json(
            f"/proposals/{proposal}/endorsement/",
            order["host"],
            {"slip": slip, "reason": "支持", "county": "高雄市"},
            cookie,
        )
        for proposal, cookie, slip in order["slips"]
    )
    return await _flood(order, iter(asked))


async def ballots(order):
    """Send each of `ballots` ([cycle, cookie, slip, choices]) once."""
    asked = (
        flood.post_json(
            f"/budgets/{cycle}/ballot/", order["host"], {"slip": slip, "area": 1, "choices": choices}, cookie
        )
        for cycle, cookie, slip, choices in order["ballots"]
    )
    return await _flood(order, iter(asked))


async def _flood(order, requests):
    tally = await flood.flood(
        "127.0.0.1", order["port"], requests, clients=order["clients"], seconds=order["seconds"]
    )
    return {
        "rate": tally.rate,
        "statuses": {str(status): count for status, count in tally.statuses.items()},
        "p50": tally.percentile(0.5),
        "p95": tally.percentile(0.95),
        "p99": tally.percentile(0.99),
    }


if __name__ == "__main__":
    print(json.dumps(uvloop.run(globals()[sys.argv[1]](json.load(sys.stdin)))))
