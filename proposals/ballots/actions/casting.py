"""The one piece of code that writes rolls and sealed ballots.

One transaction for any number of ballots in any number of boxes: lock the boxes in order, then the people, judge every
arrival, put whoever is new on the roll, and keep the last ballot of each. Rows are written in shuffled order, and no
statement holds a choice: what the database is told, and what it may write into its log, is sealed.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from civic.accounts.acting import Citizen, hold
from civic.lifecycle import Refusal, Refused
from civic.live import announce
from civic.verbs import as_array, wait_at_most
from proposals.ballots import keys, rules
from proposals.ballots.models import JOINED, ONLINE, Box
from proposals.ballots.reading import cipher_of

_chance = random.SystemRandom()


@dataclass(frozen=True, slots=True)
class Arrival:
    """The ballot of one person for one box, and the instant it arrived. What it chose is in no `repr`.

    Choices whose order means nothing must come sorted: the order somebody clicked in would be a mark.
    """

    box_id: int
    person_id: int
    arrived_at: datetime
    choices: tuple[int, ...] = field(repr=False)
    area: int = 0


@dataclass(frozen=True, slots=True)
class Cast:
    """It counts; `fresh` is False if its person was on the roll before."""

    fresh: bool


# Judges all ballots of a batch that their boxes may take, under the locks: one answer for each, in order. People that
# are gone are missing from the third. It must not ask the database by what somebody chose: statements end up in logs.
Judge = Callable[[Sequence[Arrival], Mapping[int, Box], Mapping[int, Citizen]], Sequence[Refusal | None]]


def cast(arrival: Arrival, judge: Judge, *, clock: Callable[[], datetime] | None = timezone.now) -> Cast:
    """Cast one ballot; raises `Refused`. The rest as in `cast_many`."""
    (answer,) = cast_many([arrival], judge, clock=clock, gathered=True)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer


@transaction.atomic
def cast_many(
    arrivals: Sequence[Arrival],
    judge: Judge,
    *,
    clock: Callable[[], datetime] | None = timezone.now,
    gathered: bool = False,
) -> list[Cast | Refusal]:
    """Cast many ballots at once. Returns for each arrival, in order, a `Cast` or a `Refusal`; durable on return.

    A ballot that is refused leaves the earlier one of its person standing; of several that are not, the last counts.
    The area of the first is that of all. Casting the same again is harmless, so a batch that failed may be repeated;
    not one by one, see docs/secrecy.md. `clock` tells the time under the lock and refuses arrivals older than
    `COUNTING_TIME`; None accepts any (demo). `gathered`: how the change is announced, see `civic.live.bus`.
    """
    wait_at_most()
    boxes = _lock({arrival.box_id for arrival in arrivals})
    people = hold({arrival.person_id for arrival in arrivals})
    ciphers = {pk: cipher for pk, box in boxes.items() if (cipher := _cipher_of(box))}
    refusals = _judged(arrivals, judge, boxes, people, ciphers, clock() if clock else None)
    rolls = _rolls({(arrival.box_id, arrival.person_id) for arrival in arrivals})
    known = set(rolls)
    refusals = [
        refusal or _bound_elsewhere(arrival, rolls) for arrival, refusal in zip(arrivals, refusals, strict=True)
    ]
    last = {(a.box_id, a.person_id): a for a, refusal in zip(arrivals, refusals, strict=True) if refusal is None}
    fresh = [arrival for key, arrival in last.items() if key not in known]
    _enter_on_the_roll(fresh)
    _keep(last.values(), ciphers)
    _move({pk: boxes[pk] for pk, _person in last}, Counter(arrival.box_id for arrival in fresh), gathered)
    return _answers(arrivals, refusals, {(arrival.box_id, arrival.person_id) for arrival in fresh})


def _lock(ids):
    rows = Box.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    return {box.pk: box for box in rows}


def _cipher_of(box):
    try:
        return cipher_of(box)
    except keys.KeyAway:
        return None


def _judged(arrivals, judge, boxes, people, ciphers, now):
    """The refusal of each arrival, or None: by the law of boxes, then by the instrument's."""
    refusals = [
        rules.may_take(boxes.get(arrival.box_id), arrival.choices, arrival.arrived_at, now)
        or (None if arrival.box_id in ciphers else rules.KEY_AWAY)
        for arrival in arrivals
    ]
    taken = [arrival for arrival, refusal in zip(arrivals, refusals, strict=True) if refusal is None]
    judged = judge(taken, boxes, people) if taken else []
    if len(judged) != len(taken):
        raise ValueError("the judge has another number of answers than there are ballots")
    judged = iter(judged)
    return [next(judged) if refusal is None else refusal for refusal in refusals]


def _bound_elsewhere(arrival, rolls):
    """The refusal of whoever is on the roll in another area, or by another door; else binds them to this one."""
    area, how = rolls.setdefault((arrival.box_id, arrival.person_id), (arrival.area, ONLINE))
    if how != ONLINE:
        return rules.OTHER_ACCOUNT if how == JOINED else rules.OTHER_DOOR
    return rules.OTHER_AREA if area != arrival.area else None


# Whoever has two accounts that were joined is on the roll if one of them is, and by their own entry if both are.
ROLLS = """
    with asked as (select * from unnest(%s::bigint[], %s::bigint[]) as t (box_id, person_id))
    select r.box_id, a.person_id, r.area, %s, 0 as place
      from asked a join accounts_person p on p.same_as_id = a.person_id
      join ballots_roll r on r.box_id = a.box_id and r.person_id = p.id
     union all
    select r.box_id, r.person_id, r.area, r.how, 1 from asked join ballots_roll r using (box_id, person_id)
     order by place
"""

# Somebody who is on the roll already is left out before; a conflict fails the batch.
ENTER = """
    insert into ballots_roll (box_id, person_id, area, how)
    select box_id, person_id, area, %s from unnest(%s::bigint[], %s::bigint[], %s::int[]) as t (box_id, person_id, area)
"""

KEEP = """
    insert into ballots_sealed (pseudonym, box_id, area, ballot)
    select pseudonym, box_id, area, decode(ballot, 'hex')
      from unnest(%s::uuid[], %s::bigint[], %s::int[], %s::text[]) as t (pseudonym, box_id, area, ballot)
    on conflict (pseudonym) do update set ballot = excluded.ballot
"""

MOVE = """
    update ballots_box b set turnout = b.turnout + t.added, version = b.version + 1
      from unnest(%s::bigint[], %s::int[]) as t (id, added) where b.id = t.id
"""


def _rolls(asked):
    """{(box, person): (area, how)} of those who are on the roll."""
    with connection.cursor() as cursor:
        columns = [as_array(column) for column in zip(*asked, strict=True)] if asked else ["{}", "{}"]
        cursor.execute(ROLLS, [*columns, JOINED])
        return {(box, person): (area, how) for box, person, area, how, _place in cursor.fetchall()}


def _enter_on_the_roll(arrivals):
    if arrivals:
        _write(ENTER, [(each.box_id, each.person_id, each.area) for each in arrivals], before=[ONLINE])


def _keep(arrivals, ciphers):
    rows = []
    for arrival in arrivals:
        cipher = ciphers[arrival.box_id]
        pseudonym = cipher.pseudonym(arrival.person_id)
        ballot = cipher.seal(pseudonym, arrival.area, arrival.choices).hex()
        rows.append((str(pseudonym), arrival.box_id, arrival.area, ballot))
    if rows:
        _write(KEEP, rows)


def _write(statement, rows, before=()):
    """Write `rows` in an order that tells nothing."""
    _chance.shuffle(rows)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, *(as_array(column) for column in zip(*rows, strict=True))])


def _move(boxes, added, gathered):
    """Raise turnout and version of the boxes that took something, and announce them."""
    if not boxes:
        return
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [as_array(boxes), as_array(added[pk] for pk in boxes)])
    announce(*{box.topic for box in boxes.values()}, gathered=gathered)


def _answers(arrivals, refusals, fresh):
    """Whoever is new on the roll is told so by the first of their ballots that counts."""
    answers = []
    for arrival, refusal in zip(arrivals, refusals, strict=True):
        key = arrival.box_id, arrival.person_id
        answers.append(refusal or Cast(key in fresh))
        if refusal is None:
            fresh.discard(key)
    return answers
