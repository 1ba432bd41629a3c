"""What a rule answers: one decision per project, with its reason as data."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Tie:
    """A project was equal to `others` when the rule chose among them, and would have fared differently in another
    order of equals; `against` is the one that makes the difference."""

    others: tuple[int, ...]
    against: int


@dataclass(frozen=True)
class Decision:
    """`reason` is a word of `words.SENTENCES`, `figures` what that sentence tells; money in the
    election's unit."""

    index: int
    won: bool
    reason: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    tie: Tie | None = None


@dataclass(frozen=True)
class Outcome:
    """`winners` are indices in the order in which they were chosen; `notes` are facts about the whole
    count."""

    winners: tuple[int, ...]
    decisions: Mapping[int, Decision]
    notes: Mapping[str, Any] = field(default_factory=dict)


def with_ties(decisions: Mapping[int, Decision], choices: Iterable[tuple[int, Collection[int]]]) -> dict[int, Decision]:
    """The decisions, with what ties decided. Each of `choices` is the project that was chosen and all that were equal
    then: those of them that did not win in the end would have, had they come first."""
    told = dict(decisions)
    for chosen, equal in choices:
        lost = [at for at in equal if not decisions[at].won]
        for at in [chosen, *lost] if lost else ():
            others = tuple(each for each in sorted(equal) if each != at)
            told[at] = replace(told[at], tie=Tie(others, lost[0] if at == chosen else chosen))
    return told
