"""From the last ballot to papers that are nobody's: four steps, each with its marker, each taken up again wherever a
process died.

(a) `close` shuts the box. (b) `_open` opens every ballot and writes the papers, sorted by content, in one transaction:
one `xmin`, and an order that tells nothing. (c) `_destroy_key` reads the papers again, and only if they are what was
opened destroys the key. (d) `_forget_sealed` deletes what nobody can read any more. The clock does (a); for the others
two people confirm. Whatever does not agree stops the closing and destroys nothing. A box that was declared `void`,
since its key is lost, goes through (c) and (d) alone.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import connection, transaction

from civic.lifecycle import Denied, Refusal, require
from civic.verbs import change, locked, tell
from proposals.ballots import keys, reading, rules, standings
from proposals.ballots.models import Box, Roll, Sealed
from proposals.ballots.registry import instrument_of
from proposals.ballots.sealing import Unreadable

COPY = "copy ballots_paper (id, box_id, area, choices) from stdin"


class Stopped(Exception):
    """The closing stands still with nothing changed and nothing destroyed; `fault` is a code of `rules.FAULTS`."""

    def __init__(self, fault: str):
        super().__init__(fault)
        self.fault = fault


@transaction.atomic(durable=True)
def close(box: Box, *, now: datetime) -> Box:
    """Step (a), by the clock: from here on the box takes nothing. Harmless when repeated; `Refused` before the end. A
    key that is lost by now is noted at once, not only when two people have confirmed."""
    box = locked(box)
    if not box.closed_at:
        require(rules.may_close(box, now))
        change(box, closed_at=now)
        tell(box, "ballots.closed", "clock", now, letter=False, box=box.pk, turnout=box.turnout)
        if reading.state_of_key(box) == "lost":
            _stand_still(box, "key", now)
    return box


@transaction.atomic
def confirm(box: Box, person: Any, *, now: datetime, may: Callable[[Any], Refusal | None]) -> Box:
    """Confirm as `person` that a closed box is to be opened and counted; with the second of two, `finish` may begin.

    `may(person)`, asked under the lock, says whether they are one of those who count. Raises `Denied`, `Refused`.
    """
    box = locked(box, person)
    require(may(person), Denied)
    require(rules.may_confirm(box, person.pk))
    place = "second_confirmer" if box.first_confirmer_id else "first_confirmer"
    change(box, **{place: person})
    tell(box, "ballots.count_confirmed", person, now, letter=False, box=box.pk)
    return box


@transaction.atomic
def void(box: Box, *, now: datetime, actor: Any) -> Box:
    """Declare that a box is never opened, closed or not; `finish` then destroys what there is of its key, and deletes
    the sealed ballots. Who may, and why, the caller has asked and published."""
    box = locked(box, actor)
    require(rules.may_void(box))
    change(box, voided_at=now, closed_at=box.closed_at or now, fault="")
    tell(box, "ballots.voided", actor, now, letter=False, box=box.pk, turnout=box.turnout)
    return box


def finish(box: Box, *, now: datetime) -> Box:
    """Steps (b) to (d), from wherever they stand; the box is counted, its key and its sealed ballots are gone. One that
    was declared void goes without being opened.

    Not within a transaction. Raises `Refused` until two people have confirmed, `Stopped` (and notes it on the box) if
    something does not agree. Afterwards it may be called again.
    """
    try:
        box = _open(box, now)
        box = _destroy_key(box, now)
    except Stopped as stopped:
        _note(box, stopped.fault, now)
        raise
    return _forget_sealed(box, now)


@transaction.atomic(durable=True)
def _open(box, now):
    """Step (b)."""
    box = locked(box)
    if box.opened_at or box.voided_at:
        return box
    require(rules.may_open(box))
    ballots = _all_ballots(box)
    if Counter(ballot.area for ballot in ballots) != reading.online_by_area(box):
        raise Stopped("roll")
    if Roll.objects.filter(box=box).count() != box.turnout:
        raise Stopped("turnout")
    if instrument_of(box).impossible(box, ballots):
        raise Stopped("rules")
    digest = reading.digest_of(ballots)
    with connection.cursor() as cursor:
        cursor.execute("set local synchronous_commit = on")  # the key goes next: these papers must be on the disk
        with connection.wrap_database_errors, cursor.copy(COPY) as copy:
            for area, choices in ballots:
                copy.write_row((uuid4(), box.pk, area, list(choices)))
    change(box, digest=digest, opened_at=now, fault="")
    tell(box, "ballots.counted", "clock", now, letter=False, box=box.pk, papers=len(ballots), digest=digest)
    return box


def _all_ballots(box):
    """Every ballot in the box, sorted by content."""
    try:
        return sorted(reading.opened(box))
    except keys.KeyAway:
        raise Stopped("key") from None
    except Unreadable:
        raise Stopped("ballot") from None


@transaction.atomic(durable=True)
def _destroy_key(box, now):
    """Step (c), in a transaction of its own: what it reads is committed."""
    box = locked(box)
    if box.key_gone_at:
        return box
    if not box.voided_at and reading.digest_of(reading.papers(box)) != box.digest:
        raise Stopped("digest")
    try:
        keys.destroy(box.fingerprint, lone=box.voided_at is not None)
    except (keys.KeyAway, OSError):
        raise Stopped("copy") from None
    change(box, key_gone_at=now, fault="")
    tell(box, "ballots.key_destroyed", "clock", now, letter=False, box=box.pk, fingerprint=box.fingerprint)
    return box


def _forget_sealed(box, now):
    """Step (d): deleted, then swept from the table's pages, then marked."""
    if box.sealed_gone_at:
        return box
    standings.forget(box)
    Sealed.objects.filter(box=box).delete()
    with connection.cursor() as cursor:
        cursor.execute("vacuum ballots_sealed")
    with transaction.atomic(durable=True):
        box = locked(box)
        if not box.sealed_gone_at:
            change(box, sealed_gone_at=now)
            tell(box, "ballots.sealed_deleted", "clock", now, letter=False, box=box.pk)
    return box


@transaction.atomic(durable=True)
def _note(box, fault, now):
    """Put on the box and on record why the count stands still, once for each reason."""
    box = locked(box)
    if box.fault != fault:
        _stand_still(box, fault, now)


def _stand_still(box, fault, now):
    change(box, fault=fault)
    tell(box, "ballots.count_stopped", "clock", now, letter=False, box=box.pk, fault=fault)


@transaction.atomic(durable=True)
def forget_rolls(box: Box, *, now: datetime) -> Box:
    """Delete the roll of a box once it is no longer kept; the turnout stays. Harmless when repeated or too early."""
    box = locked(box)
    ended_at = box.opened_at or box.voided_at
    if box.sealed_gone_at and not box.roll_gone_at and now >= ended_at + rules.ROLL_KEPT:
        Roll.objects.filter(box=box).delete()
        change(box, roll_gone_at=now)
        tell(box, "ballots.roll_deleted", "clock", now, letter=False, box=box.pk)
    return box
