"""Reads an archive of proposals and their endorsement lists, as the national platform publishes them. Pure.

Ideas: JSON lines. Lists: one CSV a proposal, `no, endorsed_at, city, town, reason`. Both are streamed, so that a
list of any length takes the same memory. A line that cannot be read is returned as such, not raised (broken bytes, a
quote that is never closed); only a list without the column `endorsed_at` raises, `Unreadable`.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
COLUMNS = ("endorsed_at", "city", "town", "reason")
SHORTEST = len("2016-11-13 10:30")  # an instant has a day and a time of day


class Unreadable(Exception):
    """The line or file is not of the archive's kind; the argument is a sentence that says which and why."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One proposal of the archive: its window is `publish` to `endorse_due` (excluded), its threshold `goal`."""

    id: str
    title: str
    body: str
    benefits: str
    goal: int
    publish: datetime
    endorse_due: datetime


class Row(NamedTuple):
    """One endorsement; `at` is None where the time cannot be read."""

    at: datetime | None
    city: str
    town: str
    reason: str


def ideas(path: Path) -> Iterator[Idea | Unreadable]:
    """Every line of `path`: an `Idea`, or the `Unreadable` that says what is wrong with it."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield _idea(line, f"{path.name}, line {number}")


def _idea(line, where):
    try:
        fields = json.loads(line.decode("utf-8-sig", "replace"))
        idea = Idea(
            id=str(fields["id"]),
            title=_text(fields.get("title")),
            body=_text(fields.get("content")),
            benefits=_text(fields.get("benefit")),
            goal=int(fields.get("endorse_goal") or 5000),
            publish=instant(fields["publish"] or ""),
            endorse_due=instant(fields["endorse_due"] or ""),
        )
    except (ValueError, TypeError, AttributeError) as error:
        return Unreadable(f"{where} cannot be read: {error}.")
    except KeyError as missing:
        return Unreadable(f"{where} has no {missing}.")
    if idea.publish is None or idea.endorse_due is None or not idea.publish < idea.endorse_due or idea.goal < 1:
        return Unreadable(f"{where} ({idea.id}) has no window that opens before it ends, or no goal.")
    return idea


def _text(value):
    return (value or "").replace("\x00", "").strip()


def rows(path: Path, read: Callable[[int], object] = lambda size: None) -> Iterator[Row]:
    """The rows of one list in the order of the file, blank ones left out; `read` is called with bytes gone through."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(_told(file, read))
        pick = _columns(next(reader, []), path)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:  # a field without an end; the reader goes on with the next line
                yield Row(None, "", "", "")
                continue
            if any(row):
                yield pick(row)


def _told(file, read):
    """Lines of `file`, telling `read` the bytes since the last time, roughly every hundred lines."""
    size = 0
    for number, line in enumerate(file, 1):
        size += len(line.encode("utf-8", "replace")) if not line.isascii() else len(line)
        if number % 100 == 0:
            read(size)
            size = 0
        yield line
    read(size)


def _columns(header, path):
    names = [name.strip() for name in header]
    if "endorsed_at" not in names:
        raise Unreadable(f"{path.name} has no column endorsed_at.")
    places = [names.index(name) if name in names else len(names) for name in COLUMNS]
    width = max(places) + 1

    def pick(row):
        row = row + [""] * (width - len(row))
        at, city, town, reason = (row[place] for place in places)
        return Row(instant(at), city.strip(), town.strip(), _text(reason))

    return pick


def instant(text: str) -> datetime | None:
    """`text` as an aware instant, Asia/Taipei where it names no zone; None where it is not a day with a time."""
    text = text.strip().replace("/", "-")
    if len(text) < SHORTEST:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=TAIPEI)
