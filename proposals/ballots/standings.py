"""The standings that are shown while a box is open: a file beside each copy of its key, outside the database.

What stands there everybody may know. It is no row because rows stay in logs and dumps; a file is replaced, and it is
read by every process of every host, however often one begins anew. Only what is whole is believed: a file that is torn,
or was touched by somebody else, shows nothing, is named by the doctor, and is written anew by whoever shows standings.
"""

import contextlib
import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from proposals.ballots.models import Box
from proposals.ballots.registry import instrument_of

SUFFIX = ".standing"

Standing = dict[str, Any]  # "voters" it holds, "counted_at" (RFC 3339), and what the instrument says of it


def kept(box: Box) -> dict[int, Standing]:
    """{area: the last standing of it that was shown}; what no folder holds is missing."""
    found: dict[int, Standing] = {}
    for path in _places(box):
        for area, standing in _whole(box, _content(path)).items():
            if standing["voters"] > found.get(area, {"voters": 0})["voters"]:
                found[area] = standing
    return found


def keep(box: Box, moved: Mapping[int, Standing]) -> None:
    """Have `moved` in each folder that can be written to, beside what stands there of other areas."""
    content = json.dumps(kept(box) | moved, ensure_ascii=False).encode()
    for path in _places(box):
        _write(path, content)


def faulty(box: Box) -> list[Path]:
    """The files of a box in which not everything is a standing, and whole."""
    return [path for path in _places(box) if path.exists() and not _is_whole(box, _content(path))]


def heal(box: Box) -> None:
    """Write the files that are `faulty` anew with what is whole in any."""
    if broken := faulty(box):
        content = json.dumps(kept(box), ensure_ascii=False).encode()
        for path in broken:
            _write(path, content)


def forget(box: Box) -> None:
    """Once the result is there."""
    for path in _places(box):
        with contextlib.suppress(OSError):
            path.unlink()


def _content(path):
    """What JSON says in a file; None where there is none."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None


def _is_whole(box, content):
    return isinstance(content, dict) and len(_whole(box, content)) == len(content)


def _whole(box, content) -> dict[int, Standing]:
    """The standings in `content`, without what is none."""
    if not isinstance(content, dict):
        return {}
    is_standing = instrument_of(box).is_standing
    return {
        int(area): said
        for area, said in content.items()
        if area.isdecimal() and isinstance(said, dict) and _is_counted(said) and is_standing(said)
    }


def _is_counted(said):
    """Whether it tells how many voters it holds, and when it was counted."""
    try:
        at = datetime.fromisoformat(said["counted_at"])
    except (KeyError, TypeError, ValueError):
        return False
    return at.tzinfo is not None and type(said.get("voters")) is int and said["voters"] > 0


def _write(path, content):
    with contextlib.suppress(OSError):  # a folder that is away has the other; see `keys`
        beside = path.with_suffix(f".{os.getpid()}")
        beside.write_bytes(content)
        os.replace(beside, path)


def _places(box):
    return [folder / f"{box.fingerprint}{SUFFIX}" for folder in settings.BALLOT_KEYS]
