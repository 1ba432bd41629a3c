"""The chores of boxes. Nothing is decided here: a box whose window is over takes nothing, closed or not."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q

from civic.clockwork import chore
from civic.windows import COUNTING_TIME
from proposals.ballots import actions, beside, rules
from proposals.ballots.models import Box

logger = logging.getLogger(__name__)


@chore(every=timedelta(seconds=1))
def close(now: datetime) -> int:
    """Close the boxes whose time is over; returns how many."""
    return _each(Box.objects.filter(closed_at=None, closes_at__lte=now - COUNTING_TIME), actions.close, now)


@chore(every=timedelta(seconds=1))
def count(now: datetime) -> int:
    """Open and count the boxes that two people have confirmed; returns how many."""
    return _each(_confirmed().filter(fault=""), actions.finish, now)


@chore(every=timedelta(minutes=1))
def count_again(now: datetime) -> int:
    """Look again at the counts that stand still; returns how many go on."""
    return _each(_confirmed().exclude(fault=""), actions.finish, now)


@chore(every=rules.RHYTHM, apart=True)
def show_standings(now: datetime) -> int:
    """Count what may be shown of the votes that are open; returns how many areas moved.

    It stands apart because it waits for the process that counts; only one clockwork of all processes does it.
    """
    open_boxes = Box.objects.filter(closed_at=None, opens_at__lte=now, closes_at__gt=now + rules.QUIET)
    moved = 0
    for box in open_boxes.order_by("pk"):
        try:
            moved += actions.show_standing(box)
        except beside.NotCounted as fault:  # one that cannot be counted holds up no other
            logger.error("ballots: the standing of box %d cannot be counted (%s)", box.pk, fault)
    return moved


@chore(every=timedelta(days=1), forgets=True)
def forget_rolls(now: datetime) -> int:
    """Delete the rolls that are no longer kept; returns how many."""
    ended = Q(opened_at__lte=now - rules.ROLL_KEPT) | Q(voided_at__lte=now - rules.ROLL_KEPT)
    old = Box.objects.filter(ended, roll_gone_at=None, sealed_gone_at__isnull=False)
    return _each(old, actions.forget_rolls, now)


def _confirmed():
    """Those that two people have confirmed, or that were declared void."""
    settled = Q(second_confirmer__isnull=False) | Q(voided_at__isnull=False)
    return Box.objects.filter(settled, sealed_gone_at=None)


def _each(boxes, verb: Callable, now: datetime) -> int:
    """Do `verb` to each; one that stands still holds up no other."""
    done = 0
    for box in boxes.order_by("pk"):
        try:
            verb(box, now=now)
        except actions.Stopped as stopped:
            logger.error("ballots: the count of box %d stands still (%s)", box.pk, stopped.fault)
        else:
            done += 1
    return done
