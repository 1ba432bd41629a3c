"""New numbers of the law."""

from django.db import transaction

from civic.lifecycle import Denied, require
from civic.record.actions import write
from civic.verbs import lock_people
from civic.windows import may_be_effective
from proposals import rules
from proposals.models import Terms


@transaction.atomic
def set_terms(administrator, *, now, effective_on, **numbers):
    """Let other terms hold from a day to come on. What is open already keeps the terms it was opened under."""
    lock_people(administrator)
    require(rules.may_set_terms(administrator), Denied)
    require(may_be_effective(effective_on, now))
    terms = Terms.objects.create(effective_on=effective_on, **numbers)
    write("terms", f"terms:{terms.pk}", actor=administrator, at=now, effective_on=effective_on, **numbers)
    return terms
