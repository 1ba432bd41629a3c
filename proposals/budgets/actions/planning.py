"""What the budget team does before the vote: plan a cycle, its areas and projects, and show it to everybody."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.seen import may_replace
from civic.verbs import change, lock_people, locked, tell
from civic.writing import kept
from proposals.budgets import idea_rules, marks, rules
from proposals.budgets.ideas import IdeaEvidence
from proposals.budgets.models import Area, Cycle, Project

LIMITS = {"title": rules.TITLE_LIMIT, "summary": rules.TEXT_LIMIT, "seed_source": rules.NOTE_LIMIT}
PROJECT_LIMITS = {
    "title": rules.TITLE_LIMIT, "body": rules.TEXT_LIMIT, "place": rules.PLACE_LIMIT, "picture_says": 200,
}  # fmt: skip
LINES = ("title", "place", "picture_says", "seed_source")  # texts of one line


@transaction.atomic
def plan(person: Person, *, now: datetime, **fields: Any) -> Cycle:
    """Begin a cycle; nobody but the team sees it yet. `fields`: some of its title, text, stations and rules."""
    lock_people(person)
    require(rules.may_run(person), Denied)
    cycle = Cycle(created_at=now, **_as_kept(fields, LIMITS))
    _judge_plan(cycle)
    cycle.looks_again_at = rules.next_turn(cycle, now)
    cycle.save()
    tell(cycle, "budgets.planned", person, now, public=False, letter=False)
    return cycle


@transaction.atomic
def change_cycle(cycle: Cycle, person: Person, *, now: datetime, seen: str | None, **fields: Any) -> Cycle:
    """Change what a cycle says and how its vote goes, until the vote opens. `seen`: `marks.cycle` as it was shown."""
    cycle = locked(cycle, person)
    require(rules.may_plan(cycle, person, now))
    fields = _as_kept(fields, LIMITS)
    changed = {name: value for name, value in fields.items() if getattr(cycle, name) != value}
    if not changed:
        return cycle
    require(may_replace(seen, marks.cycle(cycle)))
    for name, value in changed.items():
        setattr(cycle, name, value)
    _judge_plan(cycle)
    if cycle.published_at:
        require(rules.may_be_ahead(cycle, now))
    change(cycle, **changed, looks_again_at=rules.next_turn(cycle, now))
    tell(cycle, "budgets.changed", person, now, public=False, letter=False, fields=sorted(changed))
    return cycle


def _judge_plan(cycle):
    require(rules.may_be_planned([getattr(cycle, column) for column in rules.STATIONS.values()]))
    require(rules.may_be_ballot(cycle.form, cycle.least, cycle.most, cycle.points))
    require(rules.may_ask_age(cycle.age, cycle.counts_on))


def _as_kept(fields, limits):
    return {
        name: kept(value, limits[name], one_line=name in LINES) if name in limits else value
        for name, value in fields.items()
    }


@transaction.atomic
def save_areas(
    cycle: Cycle, person: Person, *, now: datetime, seen: str | None, areas: Sequence[dict[str, Any]]
) -> list[Area]:
    """Set the areas of a cycle, in order: each `{"name_zh", "name_en", "amount", "is_citywide", "districts"}`, and with
    "number" one that is there already. An area that is left out goes, unless it has projects."""
    cycle = locked(cycle, person)
    require(rules.may_plan(cycle, person, now))
    require(may_replace(seen, marks.areas(cycle)))
    require(rules.may_be_areas([bool(area["is_citywide"]) for area in areas]))
    there = {area.number: area for area in cycle.areas.all()}
    kept_numbers = {area["number"] for area in areas if area.get("number") in there}
    for number in there.keys() - kept_numbers:
        gone = there[number]
        require(rules.may_leave_out(gone.projects.count() + gone.ideas.count() + gone.workshops.count()))
        gone.delete()
    last = max(there, default=0)
    saved = []
    for fields in areas:
        districts, number = fields["districts"], fields.get("number")
        if number not in kept_numbers:
            number = last = last + 1
        values = {name: fields[name] for name in ("name_zh", "name_en", "amount", "is_citywide")}
        area, _created = Area.objects.update_or_create(cycle=cycle, number=number, defaults=values)
        area.districts.set(() if area.is_citywide else districts)
        saved.append(area)
    change(cycle)
    tell(cycle, "budgets.areas", person, now, public=False, letter=False)
    return saved


@transaction.atomic
def enter_project(
    cycle: Cycle,
    person: Person,
    *,
    now: datetime,
    project: Project | None = None,
    seen: str | None = None,
    **fields: Any,
) -> Project:
    """Add a project, or change one, until the vote opens. `fields`: some of area, title, body, place, theme, district,
    cost, picture (one that the intake took, or the name of one that is on the disk) and picture_says. `seen`:
    `marks.project`."""
    cycle = locked(cycle, person)
    there = cycle.projects.count()
    require(rules.may_enter(cycle, person, now, there if project is None else 0))
    fields = _as_kept(fields, PROJECT_LIMITS)
    if project is None:
        number = (cycle.projects.aggregate(last=Max("number"))["last"] or 0) + 1
        project = Project(cycle=cycle, number=number)
    else:
        project = cycle.projects.get(pk=project.pk)
        require(idea_rules.may_see_to_project(getattr(project, "idea", None), person))
        require(may_replace(seen, marks.project(project)))
    if "picture" in fields:
        _let_go(project.picture)
    for name, value in fields.items():
        setattr(project, name, value)
    if project.area.cycle_id != cycle.pk:
        raise Refused(Refusal("no_area", _("Please choose an area of this cycle.")))
    if project.cost > project.area.amount:
        raise Refused(Refusal("too_dear", _("This costs more than its area has.")))
    project.save()
    change(cycle)
    tell(cycle, "budgets.entered", person, now, public=False, letter=False, number=project.number)
    return project


@transaction.atomic
def remove_project(
    cycle: Cycle, person: Person, project: Project, *, now: datetime, seen: str | None = None
) -> None:
    """Take a project off the list before the vote opens. `seen`: `marks.project` as it was shown."""
    cycle = locked(cycle, person)
    require(rules.may_enter(cycle, person, now, 0))
    project = cycle.projects.filter(pk=project.pk).first()
    if project is None:
        return  # somebody was quicker
    require(idea_rules.may_see_to_project(getattr(project, "idea", None), person))
    require(may_replace(seen, marks.project(project)))
    project.delete()
    _let_go(project.picture)
    change(cycle)
    tell(cycle, "budgets.removed", person, now, public=False, letter=False, number=project.number)


def _let_go(picture):
    """Take the picture of a project from the disk once this is committed, unless it is that of an idea."""
    name, storage = picture.name, picture.storage
    if name and not IdeaEvidence.objects.filter(file=name).exists():
        transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def publish(cycle: Cycle, person: Person, *, now: datetime, seen: str | None = None) -> Cycle:
    """Show the cycle to everybody from now on. `seen`: `marks.whole` as it was shown."""
    cycle = locked(cycle, person)
    require(rules.may_publish(cycle, person, now))
    _judge_plan(cycle)  # a copy of last year's may begin two phases on one day
    require(may_replace(seen, marks.whole(cycle)))
    change(cycle, published_at=now, looks_again_at=rules.next_turn(cycle, now))
    tell(cycle, "budgets.published", person, now, letter=False)
    return cycle


@transaction.atomic
def copy(cycle: Cycle, person: Person, *, now: datetime, year: int) -> Cycle:
    """A new cycle of another year with the texts, rules and areas of this one, and its days moved by whole years."""
    lock_people(person)
    require(rules.may_run(person), Denied)
    require(rules.may_copy(cycle, person))
    same = (
        "title",
        "summary",
        "rule",
        "form",
        "least",
        "most",
        "points",
        "age",
        "level",
        "home",
        "policy",
        "seed_source",
    )
    new = Cycle(created_at=now, year=year, **{name: getattr(cycle, name) for name in same})
    for column in rules.STATIONS.values():
        setattr(new, column, _moved(getattr(cycle, column), year - cycle.year))
    new.counts_on = _moved(cycle.counts_on, year - cycle.year)
    new.looks_again_at = rules.next_turn(new, now)
    new.save()
    for area in cycle.areas.all():
        values = {name: getattr(area, name) for name in ("number", "name_zh", "name_en", "amount", "is_citywide")}
        Area.objects.create(cycle=new, **values).districts.set(area.districts.all())
    tell(new, "budgets.planned", person, now, public=False, letter=False, copied_from=cycle.pk)
    return new


def _moved(day, years):
    """The same day `years` later; 29 February becomes 28 February."""
    if day is None:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
