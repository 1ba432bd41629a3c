"""The socket for plugs: which kinds of topics exist and how their public numbers are read."""

from collections import defaultdict

_plugs = {}


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


def topic(kind):
    """Register the decorated subclass of `Topic` as the reader of topics `kind:key`."""

    def register(plug):
        _plugs[kind] = plug()
        return plug

    return register


def is_known(name):
    """Whether `name` looks like a topic that some plug reads."""
    kind, colon, key = name.partition(":")
    return bool(colon) and kind in _plugs and 0 < len(key) <= 40


def read(names, now):
    """The present of the topics called `names`: `{name: {"topic": name, "version": …, …}}`.

    What a stranger may not see is missing from the answer.
    """
    keys = defaultdict(list)
    for name in names:
        kind, _, key = name.partition(":")
        keys[kind].append(key)
    return {
        f"{kind}:{key}": {"topic": f"{kind}:{key}", **numbers}
        for kind, wanted in keys.items()
        for key, numbers in _plugs[kind].read(wanted, now).items()
    }


def words() -> dict[str, dict]:
    """What live.js is told of each kind: `{kind: {"labels", "spoken", "poll": {"url", "key"}}}`."""
    return {kind: _words_of(plug) for kind, plug in _plugs.items()}


def _words_of(plug):
    said = {"labels": plug.labels(), "spoken": plug.spoken()}
    return said | ({"poll": dict(zip(("url", "key"), plug.poll, strict=True))} if plug.poll else {})
