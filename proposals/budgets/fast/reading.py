"""The fast door for the ballot: the page of whoever may vote in an area and has not voted, as they come by thousands on
the first evening.

Who has voted is left to Django, which opens their ballot; so is whoever may not vote, has a role, or is odd in any way.
"""

import re
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import escape

from civic.accounts.models import Person
from civic.accounts.sessions import signed_in
from civic.serving.doors import door
from civic.serving.shelf import KEPT
from proposals.ballots import keys
from proposals.ballots.models import Roll
from proposals.budgets import rules
from proposals.budgets.actions.voting import voters_of
from proposals.budgets.models import Area, Cycle
from proposals.budgets.pages.ballot import keep_under, shuffled
from proposals.budgets.permission import slip_for
from proposals.fast.pagedoor import SheetDoor, answer, with_token
from proposals.fast.sheet import CUT, KEEP, NAME, ROWS, SLIP, SLOTS, TOKEN, Sheet

AREA = re.compile(rb"area=([0-9]{1,5})")
NUMBER = re.compile(rb'id="p-([0-9]+)"')


class Reader(NamedTuple):
    """Who fills in the ballot of which area of a cycle, in which session."""

    person: Person
    session: str
    cycle_id: int
    area: int


class Voting(NamedTuple):
    """A cycle that takes ballots, with its areas, and the districts of each by its id."""

    cycle: Cycle
    areas: Sequence[Area]
    districts: Mapping[int, Collection[int]]

    def area(self, number: int | None) -> Area | None:
        """The area with this number; the only one where there is but one."""
        if len(self.areas) == 1:
            return self.areas[0]
        return next((area for area in self.areas if area.number == number), None)


class BallotSheet(Sheet):
    """A ballot whose projects are one slot more: `rows` has each by its number, as HTML."""

    def __init__(self, response, cookie):
        super().__init__(response, cookie)
        head, *rows, tail = response.body.split(CUT.encode())
        self.rows = {int(NUMBER.search(row)[1]): row.decode() for row in rows}
        self.parts = SLOTS.split(head + ROWS.encode() + tail)

    @property
    def size(self):
        return super().size + sum(map(len, self.rows.values()))


@door
class BallotPageDoor(SheetDoor):
    path = r"budgets/(?P<id>[0-9]{1,9})/ballot/"
    sheet = BallotSheet

    def __init__(self, bridge, pages):
        super().__init__(bridge, pages)
        self.voting, self.voting_at = {}, 0.0  # as old as a sheet at most

    def is_plain(self, query):
        return not query or AREA.fullmatch(query) is not None

    def wanted(self, scope):
        """(id of a cycle, number of an area, or None for its only one)"""
        found = AREA.fullmatch(scope["query_string"])
        return super().wanted(scope), found and int(found[1])

    def work(self, items):
        now = timezone.now()
        if time.monotonic() >= self.voting_at + KEPT:
            self.voting, self.voting_at = _all_voting(now), time.monotonic()
        return _readers(items, self.voting, now)

    def kind_of(self, reader):
        return "unvoted"

    def filled(self, sheet, reader, brought, language):
        """Name, token and slip, and the projects in this person's order; the token's cookie with it."""
        person, (headers, token) = reader.person, with_token(sheet, brought)
        values = {
            NAME: escape(person.nickname or person.email),
            TOKEN: token,
            SLIP: slip_for(reader.cycle_id, person, reader.session, timezone.now()),
            KEEP: keep_under(reader.cycle_id, reader.area, person.pk),
            ROWS: "".join(map(sheet.rows.get, shuffled(reader.cycle_id, sheet.rows, person.pk))),
        }
        return answer(headers, sheet.filled(values))


def _readers(
    asked: Sequence[tuple[str, tuple[int, int | None]]], voting: Mapping[int, Voting], now: datetime
) -> list[Reader | None]:
    people = signed_in({key for key, _wanted in asked}, now)
    voters = voters_of(people.values())
    special = set(Person.objects.filter(pk__in=list(voters), groups__isnull=False).values_list("pk", flat=True))
    boxes = {area.box_id for found in voting.values() for area in found.areas}
    rolls = Roll.objects.filter(box__in=boxes, person__in=list(voters))
    voted = set(rolls.values_list("box_id", "person_id"))

    def reader(key, pk, number):
        person, found = people.get(key), voting.get(pk)
        area = found and found.area(number)
        if person is None or area is None or person.pk in special:
            return None
        if any((each.box_id, person.pk) in voted for each in found.areas):
            return None
        voter = voters[person.pk]
        refusal = rules.may_vote(found.cycle, voter, now) or rules.may_vote_in(
            found.cycle, area, voter, found.districts[area.pk], None
        )
        return None if refusal else Reader(person, key, pk, area.number)

    return [reader(key, *wanted) for key, wanted in asked]


def _all_voting(now: datetime) -> dict[int, Voting]:
    """{id: Voting} of all cycles that take ballots, and can keep them."""
    cycles = Cycle.objects.public().filter(opened_at__isnull=False, closes_at__gt=now)
    found = {}
    for cycle in cycles.prefetch_related("areas__box", "areas__districts"):
        areas = list(cycle.areas.all())
        if rules.is_open(cycle, now) and all(keys.copies(area.box.fingerprint) for area in areas):
            districts = {area.pk: frozenset(each.pk for each in area.districts.all()) for area in areas}
            found[cycle.pk] = Voting(cycle, areas, districts)
    return found
