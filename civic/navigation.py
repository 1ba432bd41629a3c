"""The ways through the site that stand at the head of every page. An app plugs its own in by a module `navigation`."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.module_loading import autodiscover_modules

_ways = []


@dataclass(frozen=True, slots=True, order=True)
class Way:
    """One way: `order` from the left, its address (name, arguments), its `title`; `role`: who sees it, "" for all."""

    order: int
    view: str
    title: object = field(compare=False)
    args: tuple = ()
    role: str = ""

    @property
    def url(self) -> str:
        return reverse(self.view, args=self.args)


def way(order: int, view: str, title: object, *, args: tuple = (), role: str = "") -> None:
    """Register a way through the site."""
    _ways.append(Way(order, view, title, args, role))
    _ways.sort()


def ways(person) -> list[Way]:
    """The ways of a person, or of a stranger (anonymous), in order."""
    autodiscover_modules("navigation")
    known = person is not None and person.is_authenticated
    return [each for each in _ways if not each.role or (known and person.has_role(each.role))]
