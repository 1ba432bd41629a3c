"""What stands around every page: the ways at its head and foot, and what the site says of itself.

An app plugs its own in by a module `navigation`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# The columns at the foot of every page, from the left: {name: heading}.
COLUMNS = {"part": _("Taking part"), "rights": _("Your rights"), "about": _("About this site")}

_ways, _ways_at_foot, _introductions, _beginnings, _offers = [], [], [], [], []


class Reader(Protocol):
    """Whoever reads a page: a person, or Django's anonymous user, who is never asked for a role."""

    is_authenticated: bool

    def has_role(self, role: str) -> bool:
        """Whether they hold it now."""


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One link: `order` from the left, the name of its URL (`view`) and that URL's `args`, or an address elsewhere; its
    `title`, which may be lazy; `role` is the one it is shown to, "" for everybody; `column` is its place at the foot;
    `name` that by which floors below find it."""

    order: int
    view: str
    title: object = field(compare=False)
    args: tuple = ()
    role: str = ""
    column: str = ""
    name: str = ""

    @property
    def url(self) -> str:
        return self.view if "://" in self.view else reverse(self.view, args=self.args)


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody who works here can do elsewhere with the thing of a page: `words`, and the address `url`."""

    words: object
    url: str


def way(order: int, view: str, title: object, *, args: tuple = (), role: str = "") -> None:
    """Register a link of the main navigation, see `Way`."""
    _ways.append(Way(order, view, title, args, role))
    _ways.sort()


def way_at_foot(
    order: int, view: str, title: object, *, args: tuple = (), column: str = "part", name: str = ""
) -> None:
    """Register a way that stands in a column at the foot of every page, see `COLUMNS` and `Way`."""
    _ways_at_foot.append(Way(order, view, title, args, column=column, name=name))
    _ways_at_foot.sort()


def beginning(order: int, view: str, title: object) -> None:
    """Register a way to begin something of one's own, offered to whoever finds nothing; see `Way`."""
    _beginnings.append(Way(order, view, title))
    _beginnings.sort()


def beginnings() -> list[Way]:
    """The ways to begin something of one's own, in order."""
    return list(_beginnings)


def offer(offers: Callable) -> Callable:
    """Register `offers(request, thing) -> list[Offer]`: what the reader of a thing's page can do with it. It asks the
    database nothing for strangers and citizens: they get the page made for all."""
    _offers.append(offers)
    return offers


def offers(request: HttpRequest, thing: object) -> list[Offer]:
    """What whoever asks can do elsewhere with the thing of a page."""
    return [found for each in _offers for found in each(request, thing)]


def introduce(*, summary: object, footing: object) -> None:
    """Say what one can do here: `summary` to search engines, on pages that say nothing of their own; `footing` to
    everybody, at the foot of every page."""
    _introductions.append({"summary": summary, "footing": footing})


def ways(person: Reader | None) -> list[Way]:
    """The links that `person` is shown, in order; None and Django's anonymous user are strangers."""
    known = getattr(person, "is_authenticated", False)  # a page of an error is rendered for "", nobody at all
    return [each for each in _ways if not each.role or (known and person.has_role(each.role))]


def ways_at_foot() -> list[tuple[str, object, list[Way]]]:
    """(name, heading, ways in order) of each column at the foot of every page."""
    return [(name, title, [way for way in _ways_at_foot if way.column == name]) for name, title in COLUMNS.items()]


def way_to(name: str) -> str:
    """The address of the way at the foot that an app registered under `name`; "" if none did."""
    return next((way.url for way in _ways_at_foot if way.name == name), "")


def introductions() -> list[dict]:
    """What each app says of the site: `summary` and `footing`."""
    return list(_introductions)


way_at_foot(90, "https://data.gov.tw/license", _("Data: Open Government Data License 1.0"), column="about")
