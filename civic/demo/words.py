"""The town's texts as `town/*.toml` has them: lists of tables, each a dict as TOML gives it.

Nothing is checked here: tests/demo builds the town of them.
"""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import SimpleUploadedFile

from civic.files import evidence
from civic.files.intake import take

TOWN = Path(__file__).with_name("town")


@cache
def _file(name):
    return tomllib.loads((TOWN / f"{name}.toml").read_text(encoding="utf-8"))


def agencies() -> list[dict[str, Any]]:
    return _file("agencies")["agency"]


def people() -> list[dict[str, Any]]:
    return _file("people")["person"]


def reasons() -> list[str]:
    return _file("reasons")["reasons"]


def outcomes() -> list[dict[str, Any]]:
    return _file("outcomes")["outcome"]


def news() -> list[dict[str, Any]]:
    """News and events."""
    return _file("events")["news"]


def budgets() -> list[dict[str, Any]]:
    return _file("budgets")["budget"]


def programme() -> dict[str, Any]:
    """The committee and the cases of the yearly programme: {"tenure": …, "case": [...]}."""
    return _file("programme")


def file_of(paper: dict[str, Any]) -> File:
    """The file of a row of evidence, {"title", "file" in town/evidence, "name"}, as the intake takes it."""
    content = (TOWN / "evidence" / paper["file"]).read_bytes()
    return take(SimpleUploadedFile(paper["name"], content), **evidence.FILES)


def nicknames() -> list[str]:
    """Some 800 different ones, for the crowd."""
    return [first + second for first, second in product(_file("crowd")["first"], _file("crowd")["second"])]


def proposals() -> list[dict[str, Any]]:
    """All proposals, in the order of their files."""
    files = sorted((TOWN / "proposals").glob("*.toml"))
    return [told for file in files for told in _file(f"proposals/{file.stem}")["proposal"]]
