"""What a rule answers: one decision per project, with its reason as data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Decision:
    """`reason` is a word of `words.SENTENCES`, `figures` what that sentence tells; money in the
    election's unit."""

    index: int
    won: bool
    reason: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """`winners` are indices in the order in which they were chosen; `notes` are facts about the whole
    count."""

    winners: tuple[int, ...]
    decisions: Mapping[int, Decision]
    notes: Mapping[str, Any] = field(default_factory=dict)
