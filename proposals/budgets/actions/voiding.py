"""A vote whose ballots cannot be read any more is declared void, in public, by two people of the team."""

from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import Refused, require
from civic.outbox.actions import post
from civic.seen import may_replace
from civic.verbs import change, lock_people, lock_things, tell
from civic.writing import kept
from proposals.ballots import actions as ballots
from proposals.ballots.reading import has_lost_a_key
from proposals.budgets import marks, rules
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle


@transaction.atomic
def declare_void(cycle: Cycle, person: Person, *, now: datetime, reason: str, seen: str | None = None) -> Cycle:
    """Declare with a public reason that the vote has no result, since the key of one of its boxes is lost.

    With the second of two who write the same reason it is void: none of its boxes is ever opened, also not one that
    could be, and the clock destroys what is left of keys and sealed ballots. Until then the first may write theirs
    anew. `seen`: `marks.voiding` as it was shown.
    """
    cycle, *boxes = lock_things([Cycle.objects.filter(pk=cycle.pk), boxes_of(cycle)])
    lock_people(person)
    reason = kept(reason, rules.NOTE_LIMIT, one_line=True)
    require(rules.may_void(cycle, person, now, has_lost_a_key(boxes), reason))
    require(may_replace(seen, marks.voiding(cycle)))
    if cycle.void_asked_by_id in (None, person.pk):
        change(cycle, void_reason=reason, void_asked_by=person)
        tell(cycle, "budgets.void_asked", person, now, letter=False, reason=reason)
        return cycle
    if reason != cycle.void_reason:
        raise Refused(rules.OTHER_REASON)
    for box in boxes:
        ballots.void(box, now=now, actor=person)
    change(cycle, voided_at=now, looks_again_at=None)
    tell(cycle, "budgets.voided", person, now, letter=False, reason=reason)
    post("budgets.voided", cycle.record_key, key=f"{cycle.record_key}:voided", at=now)
    return cycle
