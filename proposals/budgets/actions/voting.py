"""What voters do: cast a ballot. `proposals.ballots` keeps it; here is judged whether it counts."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from civic.accounts.acting import Citizen
from civic.accounts.models import Person, Verification
from civic.lifecycle import Actor, Refusal, Refused, Session
from civic.verbs import change, lock_things
from proposals.ballots import actions as ballots
from proposals.ballots import reading
from proposals.ballots.models import Box, Roll
from proposals.budgets import rules
from proposals.budgets.models import Area, Cycle, Project

Marks = Sequence[tuple[int, int]]  # (number of a project, points), in the order in which they were given


class Arrival(NamedTuple):
    """A ballot for an area (its number; None: the city-wide pot) of a cycle, and the instant it arrived. `session`: how
    its person is signed in."""

    cycle_id: int
    area: int | None
    person_id: int
    arrived_at: datetime
    marks: Marks
    session: Session | None = None


class Voter(NamedTuple):
    """A citizen with what a ballot asks of them; see `rules.Voter`."""

    pk: int
    level: int
    is_active: bool
    suspended_at: datetime | None
    session: Session | None
    born_on: date | None
    district_id: int | None


class _Outline(NamedTuple):
    """A cycle with its areas by number (None: the city-wide pot)."""

    facts: Cycle
    areas: Mapping[int | None, Area]


class _Cycle(NamedTuple):
    """An outline with the districts of each area, and its projects by area and number."""

    facts: Cycle
    areas: Mapping[int | None, Area]
    districts: Mapping[int, Collection[int]]
    projects: Mapping[int, Mapping[int, Project]]


def choices_of(cycle: Cycle, marks: Marks) -> tuple[int, ...]:
    """A ballot as whole numbers, as it is sealed and lies among the papers: where points are given each project is
    followed by its points; sorted, unless it is a ranking."""
    ordered = marks if cycle.form == "ranking" else sorted(marks)
    if cycle.form == "points":
        return tuple(number for mark in ordered for number in mark)
    return tuple(number for number, _points in ordered)


def marks_of(cycle: Cycle, choices: Sequence[int]) -> list[tuple[int, int]]:
    """The marks of a ballot out of its whole numbers; undoes `choices_of`."""
    if cycle.form == "points":
        return list(zip(choices[::2], choices[1::2], strict=True))
    return [(number, 1) for number in choices]


def places_of(cycle: Cycle) -> int:
    """How many whole numbers a ballot of the cycle holds at most."""
    return cycle.most * (2 if cycle.form == "points" else 1)


def vote(
    cycle: Cycle,
    area: int | None,
    person: Person,
    *,
    now: datetime,
    marks: Marks,
    clock: Callable[[], datetime] | None = timezone.now,
) -> ballots.Cast:
    """Cast one ballot, which replaces an earlier one; raises `Refused`, and then the earlier one stands."""
    (answer,) = vote_many([Arrival(cycle.pk, area, person.pk, now, marks, person.session)], clock=clock, gathered=True)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


@transaction.atomic
def vote_many(
    arrivals: Sequence[Arrival],
    *,
    clock: Callable[[], datetime] | None = timezone.now,
    gathered: bool = False,
) -> list[ballots.Cast | Refusal]:
    """Cast many ballots at once: an answer for each, in order. `clock`, `gathered`: as in `ballots.cast_many`."""
    outlines = _outlines({arrival.cycle_id for arrival in arrivals})
    answers: dict[int, ballots.Cast | Refusal] = {}
    asked: list[tuple[int, Arrival, ballots.Arrival]] = []
    for place, arrival in enumerate(arrivals):
        found = outlines.get(arrival.cycle_id)
        area = found.areas.get(arrival.area) if found else None
        if area is None or area.box_id is None:
            answers[place] = rules.NO_VOTE if found is None or area else rules.NO_AREA
            continue
        if refusal := rules.may_be_so_many(found.facts, len(arrival.marks)):
            answers[place] = refusal
            continue
        choices = choices_of(found.facts, arrival.marks)
        said = ballots.Arrival(area.box_id, arrival.person_id, arrival.arrived_at, choices, area.number)
        asked.append((place, arrival, said))
    by_ballot = {id(said): arrival for _place, arrival, said in asked}

    def judge(some: Sequence[ballots.Arrival], _boxes: Mapping[int, Box], people: Mapping[int, Citizen]):
        """By the projects as they stand under the lock of the box: one may have fallen out while we waited for it."""
        return _judged([by_ballot[id(each)] for each in some], _cycles(outlines), people)

    given = ballots.cast_many([said for _place, _arrival, said in asked], judge, clock=clock, gathered=gathered)
    answers |= {place: answer for (place, _arrival, _said), answer in zip(asked, given, strict=True)}
    _count_in_both(outlines, [(arrival, answers[place]) for place, arrival, _said in asked])
    return [answers[place] for place in range(len(arrivals))]


def _outlines(ids: Collection[int]) -> dict[int, _Outline]:
    """The cycles of `ids`. One with two boxes is locked: who votes in both is counted on its row."""
    rows = {cycle.pk: cycle for cycle in Cycle.objects.filter(pk__in=ids)}
    areas: dict[int, dict[int | None, Area]] = {pk: {} for pk in rows}
    for area in Area.objects.filter(cycle__in=rows):
        areas[area.cycle_id][None if area.is_citywide else area.number] = area
    double = [pk for pk, own in areas.items() if len({area.box_id for area in own.values()}) > 1]
    if double:
        rows |= {cycle.pk: cycle for cycle in lock_things([Cycle.objects.filter(pk__in=double)])}
    return {pk: _Outline(rows[pk], own) for pk, own in areas.items()}


def _cycles(outlines: Mapping[int, _Outline]) -> dict[int, _Cycle]:
    """The cycles of `outlines` as they stand under the lock of their boxes. Areas do not change once there is a box."""
    rows = Cycle.objects.in_bulk(outlines)
    districts: dict[int, set[int]] = {}
    for area, district in Area.districts.through.objects.filter(area__cycle__in=rows).values_list("area", "district"):
        districts.setdefault(area, set()).add(district)
    projects: dict[int, dict[int, Project]] = {}
    for project in Project.objects.filter(cycle__in=rows).only("area", "number", "cost", "dropped_at"):
        projects.setdefault(project.area_id, {})[project.number] = project
    return {
        pk: _Cycle(
            rows[pk],
            outline.areas,
            {area.pk: districts.get(area.pk, set()) for area in outline.areas.values()},
            {area.pk: projects.get(area.pk, {}) for area in outline.areas.values()},
        )
        for pk, outline in outlines.items()
    }


def _judged(arrivals, cycles, people):
    """The refusal of each arrival, or None."""
    proofs = proofs_of({arrival.person_id for arrival in arrivals})
    refusals = []
    for arrival in arrivals:
        found, person = cycles[arrival.cycle_id], people.get(arrival.person_id)
        voter = person and _with_proofs(person._replace(session=arrival.session), proofs)
        area = found.areas[arrival.area]
        refusals.append(
            rules.may_vote(found.facts, voter, arrival.arrived_at)
            or rules.may_vote_in(found.facts, area, voter, found.districts[area.pk], None)
            or rules.may_cast(found.facts, area, found.projects[area.pk], arrival.marks)
        )
    return refusals


def proofs_of(ids: Collection[int]) -> dict[int, tuple[date | None, int | None]]:
    """{person: (born on, district)} of those of whom a live proof says so, the strongest last."""
    live = Verification.objects.filter(person__in=ids, ended_at=None).order_by("level", "proved_at")
    found: dict[int, tuple[date | None, int | None]] = {}
    for person, born_on, district in live.values_list("person_id", "born_on", "district_id"):
        before = found.get(person, (None, None))
        found[person] = (born_on or before[0], district or before[1])
    return found


def _count_in_both(cycles, given):
    """Count whoever is on the roll of both boxes of a cycle since just now."""
    for pk, found in cycles.items():
        boxes = {area.box_id for area in found.areas.values() if area.box_id}
        fresh = {
            arrival.person_id
            for arrival, answer in given
            if arrival.cycle_id == pk and isinstance(answer, ballots.Cast) and answer.fresh
        }
        if len(boxes) < 2 or not fresh:
            continue
        counts: dict[int, int] = {}
        for person in Roll.objects.filter(box__in=boxes, person__in=fresh).values_list("person_id", flat=True):
            counts[person] = counts.get(person, 0) + 1
        both = sum(number > 1 for number in counts.values())
        if both:
            Cycle.objects.filter(pk=pk).update(in_both=F("in_both") + both)


def voted_in_by_either(person: Person, other: Person) -> QuerySet:
    """The cycles with an open box in which one of two people has voted; who voted in two of them is counted there."""
    rolls = reading.rolls_of(person) | reading.rolls_of(other)
    areas = Area.objects.filter(box__in=rolls.values("box"), box__closed_at=None)
    return Cycle.objects.filter(pk__in=areas.values("cycle"))


# Accounts that are one person's are one voter; the second of the two is not joined to the first yet.
IN_BOTH = """
    select count(*) from (
        select case when %s in (p.id, p.same_as_id) then %s else coalesce(p.same_as_id, p.id) end as voter
          from budgets_area a join ballots_roll r on r.box_id = a.box_id join accounts_person p on p.id = r.person_id
         where a.cycle_id = %s group by 1 having count(distinct r.box_id) > 1) as voters
"""


def count_in_both_anew(person: Person, other: Person, *, now: datetime) -> None:
    """Count again who is on the roll of both boxes, where `other` is about to be joined with `person`: part of that
    verb, under the locks of the cycles."""
    for cycle in voted_in_by_either(person, other).order_by("pk"):
        if rules.is_open(cycle, now):
            with connection.cursor() as cursor:
                cursor.execute(IN_BOTH, [other.pk, person.pk, cycle.pk])
                (number,) = cursor.fetchone()
            if number != cycle.in_both:
                change(cycle, in_both=number)


def voter_of(person: Person) -> Voter:
    """A person with what a ballot asks of them."""
    return voters_of([person])[person.pk]


def voters_of(people: Iterable[Person]) -> dict[int, Voter]:
    """{id: `voter_of`} of many people, in one query."""
    known = {person.pk: person for person in people}
    proofs = proofs_of(known)
    return {pk: _with_proofs(person, proofs) for pk, person in known.items()}


def _with_proofs(person: Actor, proofs: Mapping[int, tuple[date | None, int | None]]) -> Voter:
    """`proofs` as `proofs_of` has them."""
    known = proofs.get(person.pk, (None, None))
    return Voter(person.pk, person.level, person.is_active, person.suspended_at, person.session, *known)
