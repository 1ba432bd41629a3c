"""The socket for roles: which there are, what they are called, and what they may do in the administrations.

An app plugs its roles in by a module `roles`, with `role`, `allow` and `lend`. After every migration each role has its
group.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

_roles, _permissions, _lenders = [], defaultdict(set), []


@dataclass(frozen=True, slots=True, order=True)
class Role:
    """A role: `order` among the others, `name` (also of its group), and `title`, its name in words."""

    order: int
    name: str
    title: object = field(compare=False)


def role(order: int, name: str, title: object) -> None:
    """Register a role."""
    _roles.append(Role(order, name, title))
    _roles.sort()


def allow(name: str, *permissions: str) -> None:
    """Let a role use permissions ("app.deed_model") in Django's administration.

    Facts are moved by verbs, so allow looking at them only; settings of the city are data and may be changed.
    """
    _permissions[name].update(permissions)


def lend(name: str, people: Callable[..., Any]) -> None:
    """Let those in the QuerySet `people(now)` have a role for as long as they are in it, without being given it."""
    _lenders.append((name, people))


def lenders() -> tuple[tuple[str, Callable[..., Any]], ...]:
    """Each role that is lent, by name, and to whom: see `lend`."""
    return tuple(_lenders)


def roles() -> tuple[Role, ...]:
    """All roles, in order."""
    return tuple(_roles)


def role_names() -> tuple[str, ...]:
    """The names of all roles, in order."""
    return tuple(role.name for role in _roles)


def title_of(name: str) -> str:
    """What the role of this `name` is called; its name, where no app has plugged it in."""
    return next((str(role.title) for role in _roles if role.name == name), name)


def permissions_of(names: Iterable[str]) -> set[str]:
    """What people who have the roles of these `names` may do."""
    return {permission for name in names for permission in _permissions.get(name, ())}
