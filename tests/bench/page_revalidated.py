"""The hot page asked by browsers that revalidate, half of them with If-None-Match, against the same without."""

import sys
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import page_hot
from tests.bench.tools import ground

ROUNDS, SECONDS, CLIENTS = 7, 2, 32


def main():
    ground.begin()
    from tests.bench.tools import processes
    from tests.bench.tools.report import figure, median_ratio

    (proposal,) = ground.collecting(1)
    page_hot.endorsed(proposal, 300)
    path = f"/proposals/{proposal}/"
    replies, plain = [], []
    with processes.server() as server:
        order = {"host": server.host, "port": server.port, "clients": CLIENTS, "seconds": SECONDS, "paths": [path]}
        for _ in range(ROUNDS):
            with urllib.request.urlopen(f"http://{server.host}{path}") as page:
                etag = page.headers["ETag"]
            replies.append(processes.load("pages", order | {"etag": etag}))
            plain.append(processes.load("pages", order)["rate"])
    ours = [reply["rate"] for reply in replies]
    figure(
        "page_revalidated",
        sorted(ours)[ROUNDS // 2],
        "answers/s",
        ratio=median_ratio(ours, plain),
        against="the same without If-None-Match",
        ours=[round(rate) for rate in ours],
        plain=[round(rate) for rate in plain],
        statuses=[reply["statuses"] for reply in replies],
        p95_ms=[round(reply["p95"]) for reply in replies],
    )


if __name__ == "__main__":
    main()
