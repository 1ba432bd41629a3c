"""The socket for plugs: which kinds of topics exist and how their public numbers are read."""

from collections import defaultdict

_plugs = {}


def topic(kind):
    """Register the decorated class as the reader of topics `kind:key`.

    It has `read(keys, now) -> {key: dict}`: for each of the keys (strings) that a stranger may see, its
    public numbers, among them a `version` that only grows. It may have `words() -> {code: label}`,
    the labels of its phases in the language now active.
    """

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


def words():
    """Every plug's labels in the language now active: `{kind: {code: label}}`."""
    return {kind: plug.words() for kind, plug in _plugs.items() if hasattr(plug, "words")}
