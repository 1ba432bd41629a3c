"""Workshops between the screening and the feasibility: the team invites, and tells what came of them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.lifecycle import Refusal, Refused, require
from civic.outbox.actions import post
from civic.seen import may_replace
from civic.verbs import change, locked, tell
from civic.writing import kept
from proposals.budgets import marks, rules
from proposals.budgets.models import Area, Cycle, Workshop


@transaction.atomic
def invite(
    cycle: Cycle, person: Person, *, now: datetime, at: datetime, place: str, invited: str, area: Area | None = None,
    workshop: Workshop | None = None, seen: str | None = None,
) -> Workshop:  # fmt: skip
    """Say when, where and for whom a workshop is held: a new one, or `workshop`. `seen`: `marks.workshop`."""
    cycle = locked(cycle, person)
    place, invited = kept(place, rules.PLACE_LIMIT, one_line=True), kept(invited, rules.NOTE_LIMIT)
    require(rules.may_invite(cycle, person, now, at, place, invited))
    if area is not None and area.cycle_id != cycle.pk:
        raise Refused(Refusal("no_area", _("Please choose an area of this cycle.")))
    fields: dict[str, Any] = {"at": at, "place": place, "invited": invited, "area": area}
    is_new = workshop is None
    if is_new:
        workshop = Workshop.objects.create(cycle=cycle, **fields)
    else:
        workshop = cycle.workshops.get(pk=workshop.pk)
        require(may_replace(seen, marks.workshop(workshop)))
        require(rules.may_move(workshop))
        for name, value in fields.items():
            setattr(workshop, name, value)
        workshop.save()
    change(cycle)
    tell(cycle, "budgets.workshop", person, now, letter=False, workshop=workshop.pk, begins=at, place=place)
    _post(cycle, workshop, "invited" if is_new else "moved", now)
    return workshop


def _post(cycle, workshop, news, now):
    """Post the letter to whoever follows the cycle: a workshop was "invited" to, "moved", called "off", or it is "told"
    what came of it. The letter says what was said then."""
    if not cycle.published_at:
        return
    said = {"begins": workshop.at.isoformat(), "place": workshop.place, "invited": workshop.invited}
    key = f"{cycle.record_key}:workshop:{workshop.pk}:{cycle.version}"
    post("budgets.workshop", cycle.record_key, key=key, at=now, news=news, area=workshop.area_id, **said)


@transaction.atomic
def tell_outcome(
    workshop: Workshop, person: Person, *, now: datetime, outcome: str, seen: str | None = None
) -> Workshop:
    """Publish what came of a workshop, or change that until the vote opens. `seen`: `marks.workshop`."""
    cycle = locked(workshop.cycle, person)
    workshop = cycle.workshops.get(pk=workshop.pk)
    outcome = kept(outcome, rules.TEXT_LIMIT)
    require(rules.may_tell_outcome(cycle, person, now, workshop.at, outcome))
    require(may_replace(seen, marks.workshop(workshop)))
    is_first = workshop.told_at is None
    workshop.outcome, workshop.told_at = outcome, now
    workshop.save(update_fields=["outcome", "told_at"])
    change(cycle)
    tell(cycle, "budgets.workshop_told", person, now, letter=False, workshop=workshop.pk)
    if is_first:
        _post(cycle, workshop, "told", now)
    return workshop


@transaction.atomic
def call_off(workshop: Workshop, person: Person, *, now: datetime, seen: str | None = None) -> None:
    """Take a workshop back that has not been held; harmless when repeated."""
    cycle = locked(workshop.cycle, person)
    there = cycle.workshops.filter(pk=workshop.pk).first()
    if there is None:
        return
    require(rules.may_invite(cycle, person, now, there.at, there.place, there.invited) or rules.may_move(there))
    require(may_replace(seen, marks.workshop(there)))
    number = there.pk
    there.delete()
    change(cycle)
    tell(cycle, "budgets.workshop_off", person, now, letter=False, begins=there.at, place=there.place)
    there.pk = number  # its letter is named by it
    _post(cycle, there, "off", now)
