"""The fast door for the ballot: the page of whoever may vote in an area and has not voted, as they come by thousands on
the first evening.

Who has voted is left to Django, which opens their ballot; so is whoever may not vote, has a role, or is odd in any way.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import escape

from civic.accounts.models import Person
from civic.accounts.sessions import signed_in
from civic.serving.doors import door
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

    def is_plain(self, query):
        return not query or AREA.fullmatch(query) is not None

    def wanted(self, scope):
        """(id of a cycle, number of an area, or None for its only one)"""
        found = AREA.fullmatch(scope["query_string"])
        return super().wanted(scope), found and int(found[1])

    def work(self, items):
        return _readers(items)

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


def _readers(asked: Sequence[tuple[str, tuple[int, int | None]]]) -> list[Reader | None]:
    now = timezone.now()
    people = signed_in({key for key, _wanted in asked}, now)
    cycles = _open_cycles({cycle for _key, (cycle, _area) in asked}, now)
    ids = {person.pk for person in people.values()}
    voters = voters_of(people.values())
    special = set(Person.objects.filter(pk__in=ids, groups__isnull=False).values_list("pk", flat=True))
    boxes = {area.box_id for _cycle, areas in cycles.values() for area in areas}
    voted = set(Roll.objects.filter(box__in=boxes, person__in=ids).values_list("box_id", "person_id"))
    readers: list[Reader | None] = []
    for key, (pk, number) in asked:
        person, (cycle, areas) = people.get(key), cycles.get(pk, (None, ()))
        area = _area(areas, number)
        is_plain = (
            person is not None
            and area is not None
            and person.pk not in special
            and not any((each.box_id, person.pk) in voted for each in areas)
            and not rules.may_vote(cycle, voters[person.pk], now)
            and not rules.may_vote_in(cycle, area, voters[person.pk], {d.pk for d in area.districts.all()}, None)
        )
        readers.append(Reader(person, key, pk, area.number) if is_plain else None)
    return readers


def _open_cycles(ids, now):
    """{id: (cycle, its areas)} of those that take ballots, and can keep them."""
    found = Cycle.objects.public().filter(pk__in=ids).prefetch_related("areas__box", "areas__districts")
    cycles = {cycle.pk: (cycle, list(cycle.areas.all())) for cycle in found if rules.is_open(cycle, now)}
    return {pk: pair for pk, pair in cycles.items() if all(keys.copies(area.box.fingerprint) for area in pair[1])}


def _area(areas: Sequence[Area], number: int | None) -> Area | None:
    if len(areas) == 1:
        return areas[0]
    return next((area for area in areas if area.number == number), None)
