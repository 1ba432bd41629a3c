"""Durable endorsements a second over HTTP on 200 proposals, against pgbench doing the same spread."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench import endorse_hot


def main():
    endorse_hot.main("endorse_spread", "spread", proposals=200, fastest=9000)


if __name__ == "__main__":
    main()
