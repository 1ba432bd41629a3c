"""New numbers of the law."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.record.actions import write
from civic.seen import may_replace
from civic.text import is_empty
from civic.verbs import lock_people, lock_things
from civic.windows import may_be_effective, may_be_withdrawn
from civic.writing import kept
from proposals import marks, rules
from proposals.models import Terms


@transaction.atomic
def set_terms(
    administrator: Person, *, now: datetime, effective_on: date, seen: str | None = None, **numbers: Any
) -> Terms:
    """Let other terms hold from a day to come on; returns them. `numbers`: the other columns of `Terms`; `seen`:
    `marks.terms` of those that `administrator` saw them take the place of.

    What is open already keeps the terms it was opened under.
    """
    lock_people(administrator)
    require(rules.may_set_terms(administrator), Denied)
    require(may_be_effective(effective_on, now))
    with connection.cursor() as cursor:
        cursor.execute("lock table proposals_terms in share row exclusive mode")
    require(rules.may_begin_on(effective_on, Terms.objects.beginnings()))
    require(may_replace(seen, marks.terms(effective_on)))
    require(rules.may_be_terms({name: numbers[name] for name in rules.TERMS_LIMITS if name in numbers}))
    terms = Terms.objects.create(effective_on=effective_on, **numbers)
    write("terms", f"terms:{terms.pk}", actor=administrator, at=now, effective_on=effective_on, **numbers)
    return terms


@transaction.atomic
def withdraw_terms(terms: Terms, administrator: Person, *, now: datetime, reason: str) -> Terms:
    """Take back terms that do not hold yet; they stay on record, with the `reason`."""
    (terms,) = lock_things([Terms.objects.filter(pk=terms.pk)])
    lock_people(administrator)
    require(rules.may_set_terms(administrator), Denied)
    require(may_be_withdrawn(terms, now))
    if is_empty(reason):
        raise Refused(Refusal("no_reason", _("Please give the reason.")))
    reason = kept(reason, rules.REASON_LIMIT, one_line=True)
    terms.withdrawn_at = now
    terms.save(update_fields=["withdrawn_at"])
    write("terms_withdrawn", f"terms:{terms.pk}", actor=administrator, at=now, reason=reason)
    return terms
