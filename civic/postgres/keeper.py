"""The keeper: a small process beside the embedded server that stops it when the last of its users is gone.

`python -m civic.postgres.keeper ROOT`, begun with the server. A process that ends holds no claim any more, however it
ended, so a killed `make run` leaves nothing behind either. Some seconds pass first: commands often follow one another.
"""

import contextlib
import sys
import time
from pathlib import Path

from civic.postgres import InUse, Unavailable, recorded, stop
from civic.postgres.server import server_pid
from civic.postgres.turns import give_up, is_claimed, only_keeper

LOOK = 0.5  # seconds between two looks
GRACE = 3  # seconds without a user after which the server is stopped


def keep(root: Path) -> None:
    """Return once nobody uses the server and it is stopped, by whomever; at once if another keeper is at work."""
    with only_keeper(root) as alone:
        since = time.monotonic()
        while alone and (is_claimed(root) or _runs(root)):  # a claim is cheaper to see
            time.sleep(LOOK)
            if is_claimed(root):
                since = time.monotonic()
            elif time.monotonic() - since > GRACE:
                with contextlib.suppress(InUse):  # somebody came, or psql is connected: it is looked at again
                    stop(root)
                give_up(root)


def _runs(root: Path) -> bool:
    place = recorded(root)
    return bool(place and server_pid(place))


if __name__ == "__main__":
    with contextlib.suppress(Unavailable, OSError):  # a clone that is gone has nothing to keep
        keep(Path(sys.argv[1]))
