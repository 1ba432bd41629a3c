"""The sockets: kinds of letters, and the address book."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings

kinds = {}
_books = []


@dataclass(frozen=True, slots=True)
class Address:
    """Where and how to write to somebody: `language` is a language code, `nickname` how to greet them."""

    email: str
    language: str
    nickname: str


def letter(kind: str) -> Callable:
    """Register a class that knows one kind of mailing, such as "proposals.opened".

    It has `audience(mailing, after_id, limit)`: at most `limit` numbers of people above `after_id`,
    ascending, fewer only at the end; and `context(mailing, language)`: a dict for the template
    `mail/<app label>/<name>.txt`, made once per language and round, in that language. The template has
    the blocks `subject` and `body`; greeting and footer come from `mail/frame.txt`. Both may be asked
    again after a crash, and at any later time: they read the facts, they change nothing.
    """

    def register(cls):
        kinds[kind] = cls()
        return cls

    return register


def address_book(addresses: Callable) -> Callable:
    """Register the one function `addresses(person_ids) -> {id: Address}`; whom it leaves out gets no letter."""
    _books[:] = [addresses]
    return addresses


def addresses(person_ids: Iterable[int]) -> dict[int, Address]:
    """Addresses of people, as the address book knows them now."""
    return _books[0](person_ids)


def absolute(path: str) -> str:
    """The full address of a page, for use in letters."""
    return f"{settings.SITE_URL}{path}"
