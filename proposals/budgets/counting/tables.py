"""The bytes of a file as rows of cells.

The format is text in UTF-8, separated by semicolons, as `csv` reads it. What was saved otherwise by an office program
is refused with what it is and how to save it, before anything in it is believed. Raises Malformed.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from .letters import clean, narrow
from .refusals import Malformed

LONGEST_LINE = 1_000_000  # bytes; the longest line seen in a real file has about 10,000
END = "\0"  # a line after the last; no text has it, so a cell that does was still open at the end of the file
SEPARATED = {",": "commas", "\t": "tabs", "|": "bars"}
SEP = re.compile(r" *sep=([;,|\t])[ ;]*", re.IGNORECASE)
KINDS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "Excel (.xls)",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
}


def lines(stream: BinaryIO, progress: Callable[[int], None] | None) -> Iterator[str]:
    """Decoded lines, each at most LONGEST_LINE long, so that a hostile file cannot fill the memory."""
    done = 0
    for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE + 1), b""), 1):
        if number == 1:
            _must_be_text(raw)
        if len(raw) > LONGEST_LINE:
            if b"\r" in raw:
                raise Malformed(number, "old_line_ends")
            raise Malformed(number, "long_line", most=f"{LONGEST_LINE:,}")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed(number, "not_utf8") from None
        if number == 1:
            text = text.lstrip("\ufeff")
        if "\0" in text:
            raise Malformed(number, "nul")
        done += len(raw)
        if progress and number % 5000 == 0:
            progress(done)
        yield text


def _must_be_text(head: bytes) -> None:
    """What the first bytes give away: other kinds of files, and text of two bytes a letter."""
    if head.startswith(b"PK"):
        raise Malformed(1, "packed")
    for begun, kind in KINDS.items():
        if head.startswith(begun):
            raise Malformed(1, "no_text", kind=kind)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" in head[:2] and head[:2] != b"\0\0"):
        raise Malformed(1, "utf_16")


def rows(text: Iterable[str]) -> Iterator[tuple[list[str], int]]:
    """Rows that are not blank, each with the number of its first line; at last ([], the number of lines)."""
    reader = csv.reader(chain(text, [END]), delimiter=";")
    while True:
        number = reader.line_num + 1
        try:
            row = next(reader)
        except csv.Error as error:
            raise Malformed(number, "open_quote" if "limit" in str(error) else "old_line_ends") from None
        if row == [END]:
            yield [], max(reader.line_num - 1, 1)
            return
        if row and END in row[-1]:
            raise Malformed(number, "open_quote")
        if row and (len(row) > 1 or row[0].strip()):
            yield row, number


def title(row: list[str]) -> str:
    """The title that stands alone in a row, in capitals; "" if it does not stand alone."""
    return clean(narrow(row[0])).upper() if not any(map(str.strip, row[1:])) else ""


def tells_separator(row: list[str]) -> str | None:
    """The separator that an office program writes in the first line ("sep=;"); None if this is no such line."""
    told = SEP.fullmatch(";".join(row))
    return told and told[1]


def separator_of(cells: list[str], needed: Iterable[str]) -> str | None:
    """What separates a heading that is not separated by semicolons: a key of SEPARATED."""
    for mark in SEPARATED:
        names = [clean(part).lower().strip('"') for cell in cells for part in cell.split(mark)]
        if mark in "".join(cells) and set(needed) <= set(names):
            return mark
    return None
