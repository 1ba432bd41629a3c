"""The process that counts standings: it reads and opens the sealed ballots itself, and tells sums.

    python -m proposals.ballots.recounting

An order is a line of JSON on standard input, its answer a line on standard output (`answer`). It ends with the process
that started it, when there is no more to read. Choices leave it only as what the instrument's function says of all of
an area; it has nothing of them in its arguments, its environment, a file or a log, and says nothing of an error but
what kind it is. Pure: it knows the key of a box while it counts, and no Django application.
"""

import gc
import importlib
import json
import os
import resource
import sys
from pathlib import Path

import psycopg
from django.conf import settings

from proposals.ballots import keys
from proposals.ballots.sealing import Cipher, Unreadable

SEALED = "select uuid_send(pseudonym), ballot from ballots_sealed where box_id = %s and area = %s"
AT_ONCE = 10_000  # rows
NICENESS = 5  # pages and ballots come first


def answer(order: dict) -> dict:
    """{"areas": {area: {"voters", …}}}, or {"fault"} with a word that says what kind.

    `order`: "line" (where the database is, as psycopg takes it), "folders" (of the keys), "box", "places",
    "fingerprint" (of its key), "by" (`registry.Counting`) and "areas" ({area: what `by` is told}).
    """
    try:
        settings.BALLOT_KEYS = list(map(Path, order["folders"]))
        module, _dot, name = order["by"].rpartition(".")
        by = getattr(importlib.import_module(module), name)
        cipher = Cipher(keys.read(order["fingerprint"]), order["box"], order["places"])
        return {"areas": {area: _standing(by, told, ballots) for area, told, ballots in _opened(order, cipher)}}
    except keys.KeyAway:
        return {"fault": "key"}
    except Unreadable:
        return {"fault": "ballot"}
    except Exception as error:
        return {"fault": type(error).__name__}


def _opened(order, cipher):
    """(area, what is told of it, {choices: number}) of each area that is asked for, all as of one instant."""
    with psycopg.connect(**order["line"]) as line:
        line.isolation_level, line.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        for area, told in order["areas"].items():
            with line.cursor("sealed", binary=True) as cursor:
                cursor.itersize = AT_ONCE
                cursor.execute(SEALED, [order["box"], int(area)])
                yield area, told, cipher.open_all(int(area), cursor)


def _standing(by, told, ballots):
    return {**by(told, ballots), "voters": ballots.total()}


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # no image of its memory is ever written
    os.nice(NICENESS)
    gc.disable()  # nothing here goes in circles, and looking for them takes longer than the count
    settings.configure()
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
