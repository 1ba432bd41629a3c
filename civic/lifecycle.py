"""Windows and refusals: the two words every form of participation shares. Pure, no Django."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of aware instants: `opens_at` belongs to it, `closes_at` does not."""

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self):
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None:
            raise ValueError("a window needs aware instants")
        if self.opens_at >= self.closes_at:
            raise ValueError("a window must open before it closes")

    def __contains__(self, instant):
        return self.opens_at <= instant < self.closes_at


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a deed may not be done: a code for programs, a sentence for people (may be lazy)."""

    code: str
    sentence: object

    def __str__(self):
        return str(self.sentence)


class Refused(Exception):
    """A rule said no. Doors answer 409 with the sentence; nothing was written."""

    def __init__(self, refusal):
        super().__init__(refusal.code)
        self.refusal = refusal


class Denied(Refused):
    """No right to this deed at all. Doors answer 403."""


def demand(refusal, error=Refused):
    """Raise `error` if a rule gave a refusal; return None if it gave None."""
    if refusal is not None:
        raise error(refusal)
