"""What can be read of a box: one's own ballot, all of them while they are sealed, the papers afterwards, the turnout.

Nothing here asks who reads. `own` is for the person themselves; `opened` is for the count, and for a standing that the
policy of the vote lets everybody see.
"""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from civic.accounts.models import Person
from civic.lifecycle import require
from proposals.ballots import keys, rules
from proposals.ballots.models import ONLINE, Box, Paper, Roll, Sealed
from proposals.ballots.sealing import Cipher


class Ballot(NamedTuple):
    """What one person chose, in which area."""

    area: int
    choices: tuple[int, ...]


def cipher_of(box: Box) -> Cipher:
    """What seals and opens the ballots of a box; raises `keys.KeyAway`."""
    return Cipher(keys.read(box.fingerprint), box.pk, box.places)


def state_of_key(box: Box) -> str:
    """What there is of the key of a box, a code of `rules.KEYS`."""
    if box.voided_at:
        return "void"
    if box.key_gone_at:
        return "destroyed"
    return ("lost", "one", "both")[keys.copies(box.fingerprint)]


def has_lost_a_key(boxes: Iterable[Box]) -> bool:
    """Whether the key of one of `boxes` is in neither of its places."""
    return any(state_of_key(box) == "lost" for box in boxes)


def has_voted(box: Box, person_id: int) -> Roll | None:
    """The entry of somebody on the roll; that of an account joined with theirs, if there is none of their own."""
    own = Roll.objects.filter(box=box, person_id=person_id).first()
    return own or Roll.objects.filter(box=box, person__same_as=person_id).first()


def rolls_of(person: Person) -> QuerySet:
    """The entries of somebody on all rolls, under whichever of their accounts."""
    return Roll.objects.filter(Q(person=person) | Q(person__same_as=person))


def shared(person: Person, other: Person) -> QuerySet:
    """The boxes that are not closed on whose roll both stand."""
    open_ones = Box.objects.filter(closed_at=None, pk__in=rolls_of(person).values("box"))
    return open_ones.filter(pk__in=rolls_of(other).values("box"))


def seconds(person: Person, other: Person, now: datetime) -> dict[Box, list[Roll]]:
    """{box that is open: the entries on its roll that are one too many} if `person` and `other` are one. What was given
    by another door stands, else the ballot of `person`'s own account, which they can still change."""
    boxes = {box.pk: box for box in shared(person, other) if rules.may_change(box, now) is None}
    rolls = (rolls_of(person) | rolls_of(other)).filter(box__in=boxes).order_by("box_id")
    mine, found = person.accounts, {}
    for number, entries in groupby(rolls, key=lambda roll: roll.box_id):
        in_order = sorted(entries, key=lambda roll: (roll.how == ONLINE, *_rank(roll, mine)))
        if over := [roll for roll in in_order[1:] if roll.how == ONLINE]:
            found[boxes[number]] = over
    return found


def _rank(roll, accounts):
    return accounts.index(roll.person_id) if roll.person_id in accounts else len(accounts), roll.person_id


def own(box: Box, person_id: int, *, now: datetime) -> Ballot | None:
    """The ballot of a person as it stands, for themselves only, until the close; None if there is none here.

    Raises `Refused` after the close, `keys.KeyAway`, `sealing.Unreadable`.
    """
    require(rules.may_change(box, now))
    cipher = cipher_of(box)
    pseudonym = cipher.pseudonym(person_id)
    row = Sealed.objects.filter(pk=pseudonym, box=box).values_list("area", "ballot").first()
    return row and Ballot(row[0], cipher.open(pseudonym, row[0], bytes(row[1])))


def opened(box: Box) -> Iterator[Ballot]:
    """Every ballot in a box that still has its key, in no order; raises `keys.KeyAway`, `sealing.Unreadable`."""
    cipher = cipher_of(box)
    rows = Sealed.objects.filter(box=box).values_list("pseudonym", "area", "ballot")
    return (Ballot(area, cipher.open(pseudonym, area, bytes(ballot))) for pseudonym, area, ballot in rows)


def papers(box: Box) -> list[Ballot]:
    """Every paper of a box that was opened, sorted by content."""
    rows = Paper.objects.filter(box=box).values_list("area", "choices")
    return sorted(Ballot(area, tuple(choices)) for area, choices in rows)


def voters(box: Box, area: int) -> QuerySet:
    """The ids of everybody on the roll in this area; only while the roll is kept."""
    return Roll.objects.filter(box=box, area=area).values_list("person", flat=True)


def digest_of(ballots: Iterable[Ballot]) -> str:
    """SHA-256, in hexadecimal digits, of ballots that are sorted: a line `area:choice,choice` for each."""
    digest = hashlib.sha256()
    for area, choices in ballots:
        digest.update(f"{area}:{','.join(map(str, choices))}\n".encode())
    return digest.hexdigest()


def turnout_by_area(box: Box) -> dict[int, int]:
    """{area: how many voted}, counted on the roll; only while it is kept."""
    rows = Roll.objects.filter(box=box).order_by().values_list("area")
    return dict(rows.annotate(number=Count("person_id")))


def online_by_area(box: Box) -> dict[int, int]:
    """{area: how many voted online}, counted on the roll."""
    rows = Roll.objects.filter(box=box, how=ONLINE).order_by().values_list("area")
    return dict(rows.annotate(number=Count("person_id")))


def miscounted() -> list[tuple[int, int, int]]:
    """(box, its turnout, the number on its roll) where the two differ, as far as rolls are kept."""
    rolls = Roll.objects.filter(box=OuterRef("pk")).order_by().values("box").annotate(number=Count("person_id"))
    boxes = Box.objects.annotate(on_roll=Coalesce(Subquery(rolls.values("number")), 0))
    wrong = boxes.filter(roll_gone_at=None).exclude(turnout=F("on_roll")).order_by("pk")
    return list(wrong.values_list("pk", "turnout", "on_roll"))
