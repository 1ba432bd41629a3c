"""The standings that are shown while a box is open: a file beside each copy of its key, outside the database.

What stands there everybody may know. It is no row because rows stay in logs and dumps; a file is replaced, and it is
read by every process of every host, however often one begins anew.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from proposals.ballots.models import Box

SUFFIX = ".standing"

Standing = dict[str, Any]  # "voters" it holds, "counted_at" (RFC 3339), and what the instrument says of it


def kept(box: Box) -> dict[int, Standing]:
    """{area: the last standing of it that was shown}; what no folder holds is missing."""
    found: dict[int, Standing] = {}
    for path in _places(box):
        for area, standing in _read(path).items():
            if standing["voters"] > found.get(area, {"voters": 0})["voters"]:
                found[area] = standing
    return found


def keep(box: Box, moved: Mapping[int, Standing]) -> None:
    """Have `moved` in each folder that can be written to, beside what stands there of other areas."""
    content = json.dumps(kept(box) | moved, ensure_ascii=False).encode()
    for path in _places(box):
        with contextlib.suppress(OSError):
            beside = path.with_suffix(f".{os.getpid()}")
            beside.write_bytes(content)
            os.replace(beside, path)


def forget(box: Box) -> None:
    """Once the result is there."""
    for path in _places(box):
        with contextlib.suppress(OSError):
            path.unlink()


def _read(path: Path) -> dict[int, Standing]:
    try:
        return {int(area): standing for area, standing in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError):
        return {}


def _places(box):
    return [folder / f"{box.fingerprint}{SUFFIX}" for folder in settings.BALLOT_KEYS]
