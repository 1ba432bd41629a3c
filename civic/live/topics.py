"""The socket for plugs: which kinds of topics exist and how their public numbers are read."""

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import Error

_plugs = {}
faults = Counter()  # {kind: how often its numbers could not be read in this process}
_broken = set()  # kinds whose last reading failed, which the log knows

logger = logging.getLogger(__name__)


class Topic:
    """One kind of topics. A subclass reads numbers and says what pages need in order to show them.

    A page marks where a topic `kind:key` stands with `data-topic`, and which number of it goes where with `data-live`
    (the attributes are told in `civic/js/live.js`). Of the numbers, live.js itself knows `version` and `phase`, the
    code of where the thing stands; a change of it is spoken at once.
    """

    # For pages without a socket: (address, key). `address?key=1&key=2` answers a list of numbers, each with its key.
    poll = None

    def read(self, keys: list[str], now) -> dict[str, dict]:
        """`{key: numbers}` of those of `keys` that a stranger may see; a `version` that only grows is among them."""
        raise NotImplementedError

    def labels(self) -> dict[str, str]:
        """What the codes among the numbers are called, in the language now active."""
        return {}

    def spoken(self) -> dict[str, str]:
        """The sentence a screen reader speaks when a number moved, by the number's name; it has a place `{number}`."""
        return {}


def topic(kind: str) -> Callable:
    """Register the decorated subclass of `Topic` as the reader of topics `kind:key`."""

    def register(plug):
        _plugs[kind] = plug()
        return plug

    return register


def is_known(name: str) -> bool:
    """Whether `name` looks like a topic that some plug reads."""
    kind, colon, key = name.partition(":")
    return bool(colon) and kind in _plugs and 0 < len(key) <= 40


def read(names: Iterable[str], now: datetime) -> dict[str, dict]:
    """The present of the topics called `names`: `{name: {"topic": name, "version": …, …}}`.

    What a stranger may not see is missing from the answer; what cannot be told, because its plug fails, is None.
    Raises what the database raises.
    """
    keys = defaultdict(list)
    for name in names:
        kind, _, key = name.partition(":")
        keys[kind].append(key)
    present = {}
    for kind, wanted in keys.items():
        present |= _read(kind, wanted, now)
    return present


def _read(kind, keys, now):
    """One plug's fault drops its own numbers."""
    try:
        found = _plugs[kind].read(keys, now)
        return {f"{kind}:{key}": {"topic": f"{kind}:{key}", **said} for key, said in found.items()}
    except Error:
        raise
    except Exception as error:
        note_fault(kind, error)
        return {f"{kind}:{key}": None for key in keys}


def note_fault(kind: str, error: Exception) -> None:
    """A plug of ours failed: counted each time, in the log once until it is `mended`."""
    faults[kind] += 1
    if kind not in _broken:
        _broken.add(kind)
        logger.error("live: the numbers of %s cannot be told", kind, exc_info=error)


def mended(kinds: Iterable[str]) -> None:
    """All that was asked of these kinds could be told."""
    _broken.difference_update(kinds)


def words() -> dict[str, dict]:
    """What live.js is told of each kind: `{kind: {"labels", "spoken", "poll": {"url", "key"}}}`."""
    return {kind: _words_of(plug) for kind, plug in _plugs.items()}


def _words_of(plug):
    said = {"labels": plug.labels(), "spoken": plug.spoken()}
    return said | ({"poll": dict(zip(("url", "key"), plug.poll, strict=True))} if plug.poll else {})
