"""What apps register: which desks there are, and for whom."""

from dataclasses import dataclass

from django.urls import reverse

from civic.lifecycle import Officer
from civic.navigation import way

FIRST = 50  # place of the desks in the main navigation

_desks = []


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk for people with `role`; `view` is the name of its first page's address, `title` its name in words."""

    role: str
    view: str
    title: object

    @property
    def url(self) -> str:
        return reverse(self.view)


def register(desk: Desk) -> None:
    """Register a desk, in the main navigation too; desks stand in the order of registration."""
    _desks.append(desk)
    way(FIRST + len(_desks), desk.view, desk.title, role=desk.role)


def desks_of(person: Officer) -> list[Desk]:
    """The desks of a signed-in person, by their roles."""
    return [desk for desk in _desks if person.has_role(desk.role)]
