"""The socket of what else has come of a proposal: an app that takes one over says so on its page, by a module `onward`.
"""

from collections.abc import Callable
from dataclasses import dataclass

_plugs = []


@dataclass(frozen=True, slots=True)
class Onward:
    """What a proposal has become somewhere else, in `words`, with its `title` and `url`."""

    words: object
    title: str
    url: str


def onward(links: Callable) -> Callable:
    """Register `links(proposal) -> list[Onward]`: what everybody may see, in one query."""
    _plugs.append(links)
    return links


def links_of(proposal: object) -> list[Onward]:
    """All that has come of a proposal elsewhere."""
    return [link for links in _plugs for link in links(proposal)]
