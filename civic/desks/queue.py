"""The queue of a desk: what is owed, out of the one list of duties."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.working import Recusal
from civic.agencies.models import Agency
from civic.duties import Line
from civic.duties.deadlines import Deadline, as_deadline
from civic.duties.models import Duty
from civic.duties.registry import kinds_for, lines


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing in the queue, and the deadline of it that ends next."""

    line: Line
    due: Deadline


def queue(person: Person, role: str, now: datetime, agencies: Iterable[Agency] | None = None) -> list[Waiting]:
    """What waits for people with `role`, each thing once, the nearest end first; `agencies`: only what they owe or
    help with."""
    owed = Duty.objects.owed().with_moves().filter(kind__in=kinds_for(role))
    if agencies is not None:
        owed = owed.of_agencies(agencies)
    next_of = {}
    for duty in owed:
        next_of.setdefault(duty.subject, duty)
    shown = lines(next_of.values(), person)
    for key in _recused(shown):
        shown[key].notes.append(_("somebody has recused themselves"))
    return [Waiting(shown[key], as_deadline(duty, now)) for key, duty in next_of.items() if key in shown]


def _recused(keys):
    """Those of `keys` from which somebody has recused themselves."""
    return set(Recusal.objects.filter(subject__in=list(keys), undone_at=None).values_list("subject", flat=True))
