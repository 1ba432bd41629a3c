"""New numbers of the law."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import Denied, require
from civic.record.actions import write
from civic.verbs import lock_people
from civic.windows import may_be_effective
from proposals import rules
from proposals.models import Terms


@transaction.atomic
def set_terms(administrator: Person, *, now: datetime, effective_on: date, **numbers: Any) -> Terms:
    """Let other terms hold from a day to come on; returns them. `numbers`: the other columns of `Terms`.

    What is open already keeps the terms it was opened under.
    """
    lock_people(administrator)
    require(rules.may_set_terms(administrator), Denied)
    require(may_be_effective(effective_on, now))
    terms = Terms.objects.create(effective_on=effective_on, **numbers)
    write("terms", f"terms:{terms.pk}", actor=administrator, at=now, effective_on=effective_on, **numbers)
    return terms
