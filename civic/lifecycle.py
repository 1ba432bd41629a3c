"""Who acts, and how a rule says no: the words every form of participation shares. Pure: no Django, nothing of ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol


class Step(NamedTuple):
    """One thing by which somebody has shown in a session that it is them: by which `method`, and when."""

    method: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """How somebody is signed in: since when, and by which steps, the first one first."""

    began_at: datetime
    steps: tuple[Step, ...]


class Actor(Protocol):
    """Whoever does something, as every `may_…` receives them; None stands for a stranger.

    `pk` of the person, the `level` they have proved (0 to 4), whether the account is open (`is_active`) and since when
    it is suspended, if it is. `session`: how they are signed in; None for whoever acts without, as a command does.
    """

    pk: int
    level: int
    is_active: bool
    suspended_at: datetime | None
    session: Session | None


class Officer(Actor, Protocol):
    """An actor who may hold roles, as desks and administrations ask for them; `is_superuser`: owns the machine;
    `recused_from`: keys of the things they will have nothing to do with."""

    roles: frozenset[str]
    recused_from: frozenset[str]
    is_superuser: bool

    def has_role(self, role: str) -> bool:
        """Whether they hold it now."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a deed may not be done: a code for programs, a sentence for people (may be lazy). `denies`: who somebody is,
    or how they are proven, is not enough, whatever the thing; the security log is told."""

    code: str
    sentence: object
    denies: bool = False

    def __str__(self):
        return str(self.sentence)


class Refused(Exception):
    """A rule said no. Doors answer 409 with the sentence; nothing was written. `way`: the address where what is asked
    for can be given, if that is somewhere else."""

    way = ""

    def __init__(self, refusal: Refusal):
        super().__init__(refusal.code)
        self.refusal = refusal


class Denied(Refused):
    """No right to this deed at all. Doors answer 403."""


def require(refusal: Refusal | None, error: type[Refused] = Refused) -> None:
    """Raise `error` if a rule gave a refusal; return None if it gave None."""
    if refusal is not None:
        raise error(refusal)
