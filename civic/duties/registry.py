"""What apps register: which kinds of duties there are, and how the things they are about are shown at desks."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_kinds = {}
_subjects = {}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of duty: `name` is `<app label>.<name>`; `words` say what is to be done; `role` is that of those who
    do it, by which desks ask. `ahead` stands in a history while the day is still to come; "" keeps it out of there."""

    name: str
    words: object
    role: str
    ahead: object = ""

    @property
    def app(self) -> str:
        """The label of the app that registered it."""
        return self.name.partition(".")[0]

    @property
    def short(self) -> str:
        """The name without the app: "answer"."""
        return self.name.partition(".")[2]


@dataclass(frozen=True, slots=True)
class Line:
    """What a desk says of the thing that a duty is about: its title, where it is worked on, words about it."""

    title: object
    url: str
    notes: list = field(default_factory=list)


def kind(name: str, words: object, *, role: str, ahead: object = "") -> str:
    """Register a kind of duty; returns its name."""
    _kinds[name] = Kind(name, words, role, ahead)
    return name


def kind_of(name: str) -> Kind:
    """The kind called `name`; KeyError if no app has registered it."""
    return _kinds[name]


def kinds_for(role: str) -> list[str]:
    """The names of the kinds that people with `role` see to."""
    return [kind.name for kind in _kinds.values() if kind.role == role]


def subject(prefix: str) -> Callable[[type], type]:
    """Register the decorated class for things whose keys begin with `prefix`, such as "project" for "project:42".

    It has `lines(duties, person) -> {key: Line}`: how a desk shows the things that `duties`, at most one for each, are
    about to `person`, in a bounded number of queries; what they may not see is left out. And `supported_by(agencies) ->
    keys`: a list or query of the things that `agencies` help with without owing anything themselves.
    """

    def register(plug):
        _subjects[prefix] = plug()
        return plug

    return register


def lines(duties: Iterable, person: Any) -> dict[str, Line]:
    """How a desk shows the things that `duties` are about, by key."""
    by_prefix = defaultdict(list)
    for duty in duties:
        by_prefix[duty.subject.partition(":")[0]].append(duty)
    return {
        key: line for prefix, some in by_prefix.items() for key, line in _subjects[prefix].lines(some, person).items()
    }


def supported_by(agencies: Iterable) -> list:
    """For each kind of thing, the keys of those that `agencies` help with."""
    return [plug.supported_by(agencies) for plug in _subjects.values()]
