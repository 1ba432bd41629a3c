"""The server with a watch over its event loop: `python tests/bench/tools/stalls.py FILE`.

Writes to FILE, as JSON, the longest that the loop was late (`late`, which another program on the machine can be to
blame for) and the longest its own thread worked without giving it back (`held`), both in milliseconds, since FILE was
last removed.
"""

import asyncio
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))
TICK = 0.005  # seconds between two looks
WRITE = 0.5  # seconds between two lines


async def watch(path):
    late = held = 0.0
    written = time.perf_counter()
    while True:
        began, worked = time.perf_counter(), time.thread_time()
        await asyncio.sleep(TICK)
        now = time.perf_counter()
        if now - written >= WRITE:
            if not path.exists():
                late = held = 0.0
            path.write_text(json.dumps({"late": late, "held": held}))
            written = now
            continue
        late = max(late, 1000 * (now - began - TICK))
        held = max(held, 1000 * (time.thread_time() - worked))


def main(path):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from civic.asgi import Switchboard

    start = Switchboard.start

    async def watched(self):
        await start(self)
        self.stalls = asyncio.create_task(watch(path))

    Switchboard.start = watched
    call_command("run")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
