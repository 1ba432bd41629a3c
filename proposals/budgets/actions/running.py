"""What happens while the vote is on: it opens by the clock, a project falls out, its end moves later."""

from datetime import datetime, timedelta

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.seen import may_replace
from civic.verbs import change, lock_people, lock_things, locked, tell
from civic.windows import Window
from civic.writing import kept
from proposals.ballots import actions as ballots
from proposals.budgets import idea_rules, marks, rules
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.actions.following import post_of_end, post_of_phase
from proposals.budgets.actions.judging import end_judging
from proposals.budgets.actions.voting import places_of
from proposals.budgets.models import Cycle, Project


@transaction.atomic
def take_turns(cycle: Cycle, *, now: datetime) -> bool:
    """Do what the clock has changed by `now`: raise the version, and open the vote. False if it was done already."""
    cycle = locked(cycle)
    if cycle.looks_again_at is None or cycle.looks_again_at > now:
        return False
    if cycle.published_at and cycle.opened_at is None and cycle.vote_at and cycle.vote_at <= now:
        _open(cycle, now)
    elif cycle.published_at:
        post_of_phase(cycle, now)
    change(cycle, looks_again_at=rules.next_turn(cycle, now))
    return True


def _open(cycle, now):
    """Stamp what binds everybody from now on, and set up the boxes: one for the city-wide pot, one for all areas."""
    areas = list(cycle.areas.all())
    window = Window(cycle.vote_at, cycle.closes_at)
    for citywide in (False, True):
        some = [area.pk for area in areas if area.is_citywide is citywide]
        if some:
            box = ballots.make_box(cycle.record_key, window, places_of(cycle), now=now, actor="clock")
            cycle.areas.filter(pk__in=some).update(box=box)
    end_judging(cycle, now=now)
    change(cycle, opened_at=now, rules_version=rules.VERSION)
    tell(cycle, "budgets.vote_opened", "clock", now, letter=False)
    post("budgets.vote_opened", cycle.record_key, key=f"{cycle.record_key}:vote_opened", at=now)
    post_of_end(cycle, now)


@transaction.atomic
def drop(cycle: Cycle, person: Person, project: Project, *, now: datetime, reason: str) -> Project:
    """Take a project out of the vote with a public reason. Ballots keep what else they say; every voter is told.

    The boxes are locked, too: a ballot with it either comes first, or is judged without it.
    """
    cycle, *_boxes = lock_things([Cycle.objects.filter(pk=cycle.pk), boxes_of(cycle)])
    lock_people(person)
    project = cycle.projects.get(pk=project.pk)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(rules.may_drop(cycle, project, person, now, reason))
    require(idea_rules.may_see_to_project(getattr(project, "idea", None), person))
    project.dropped_at, project.dropped_reason = now, reason
    project.save(update_fields=["dropped_at", "dropped_reason"])
    change(cycle)
    tell(cycle, "budgets.dropped", person, now, letter=False, number=project.number)
    post(
        "budgets.dropped",
        cycle.record_key,
        key=f"{cycle.record_key}:dropped:{project.number}",
        at=now,
        number=project.number,
    )
    return project


@transaction.atomic
def prolong(
    cycle: Cycle, person: Person, *, now: datetime, by: timedelta, reason: str, seen: str | None = None
) -> Cycle:
    """Let the vote end later, with a public reason. `seen`: `marks.end` as it was shown."""
    cycle, *boxes = lock_things([Cycle.objects.filter(pk=cycle.pk), boxes_of(cycle)])
    lock_people(person)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(rules.may_prolong(cycle, person, now, by, reason))
    require(may_replace(seen, marks.end(cycle)))
    was, closes_at = cycle.closes_at, cycle.closes_at + by
    for box in boxes:
        ballots.prolong(box, closes_at, now=now, actor=person, reason=reason)
    change(cycle, closes_at=closes_at, looks_again_at=rules.next_turn(cycle, now))
    said = {"was": was.isoformat(), "closes_at": closes_at.isoformat(), "reason": reason}
    tell(cycle, "budgets.prolonged", person, now, letter=False, **said)
    post("budgets.prolonged", cycle.record_key, key=f"{cycle.record_key}:prolonged:{cycle.version}", at=now, **said)
    post_of_end(cycle, now)
    return cycle
