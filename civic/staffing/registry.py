"""What apps register: the kinds of things that somebody can recuse themselves from at a desk.

An app plugs its kinds in by a file `recusals.py`, with `recusable`.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet

_kinds = {}


def recusable(prefix: str, things: Callable[[Any], QuerySet], page: Callable[[Any, Any], str]) -> None:
    """Register things whose keys begin with `prefix`: `things(person)` are those that lie on a desk of theirs, and
    `page(thing, person)` is the address of one there."""
    _kinds[prefix] = things, page


def thing_of(key: str, person: Any) -> Any:
    """The thing with this key if it lies on a desk of `person`, else None."""
    prefix, _colon, number = key.partition(":")
    if prefix not in _kinds or not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    return _kinds[prefix][0](person).filter(pk=number).first()


def page_of(thing: Any, person: Any) -> str:
    """The address at which `person` works on a thing."""
    return _kinds[thing.record_key.partition(":")[0]][1](thing, person)
