"""The town's words, as written in `town/*.toml`; checked where they are used, by the town's own test."""

import tomllib
from functools import cache
from itertools import product
from pathlib import Path

TOWN = Path(__file__).with_name("town")


@cache
def _file(name):
    return tomllib.loads((TOWN / f"{name}.toml").read_text(encoding="utf-8"))


def agencies():
    return _file("agencies")["agency"]


def people():
    return _file("people")["person"]


def reasons():
    return _file("reasons")["reasons"]


def outcomes():
    return _file("outcomes")["outcome"]


def nicknames():
    """Some 800 different ones."""
    return [first + second for first, second in product(_file("crowd")["first"], _file("crowd")["second"])]


def proposals():
    """All proposals, in the order of their files."""
    files = sorted((TOWN / "proposals").glob("*.toml"))
    return [told for file in files for told in _file(f"proposals/{file.stem}")["proposal"]]
