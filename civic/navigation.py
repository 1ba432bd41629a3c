"""What stands around every page: the ways at its head and foot, and what the site says of itself.

An app plugs its own in by a module `navigation`.
"""

from dataclasses import dataclass, field
from typing import Protocol

from django.urls import reverse

_ways, _ways_at_foot, _introductions = [], [], []


class Reader(Protocol):
    """Whoever reads a page: a person, or Django's anonymous user, who is never asked for a role."""

    is_authenticated: bool

    def has_role(self, role: str) -> bool:
        """Whether they hold it now."""


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One link: `order` from the left, the name of its URL (`view`) and that URL's `args`, its `title`, which may be
    lazy; `role` is the one it is shown to, "" for everybody."""

    order: int
    view: str
    title: object = field(compare=False)
    args: tuple = ()
    role: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view, args=self.args)


def way(order: int, view: str, title: object, *, args: tuple = (), role: str = "") -> None:
    """Register a link of the main navigation, see `Way`."""
    _ways.append(Way(order, view, title, args, role))
    _ways.sort()


def way_at_foot(order: int, view: str, title: object) -> None:
    """Register a way that stands at the foot of every page."""
    _ways_at_foot.append(Way(order, view, title))
    _ways_at_foot.sort()


def introduce(*, summary: object, footing: object) -> None:
    """Say what one can do here: `summary` to search engines, on pages that say nothing of their own; `footing` to
    everybody, at the foot of every page."""
    _introductions.append({"summary": summary, "footing": footing})


def ways(person: Reader | None) -> list[Way]:
    """The links that `person` is shown, in order; None and Django's anonymous user are strangers."""
    known = getattr(person, "is_authenticated", False)  # a page of an error is rendered for "", nobody at all
    return [each for each in _ways if not each.role or (known and person.has_role(each.role))]


def ways_at_foot() -> list[Way]:
    """The ways at the foot of every page, in order."""
    return list(_ways_at_foot)


def introductions() -> list[dict]:
    """What each app says of the site: `summary` and `footing`."""
    return list(_introductions)
