"""Showing how a vote stands while it is open, where it was promised: seldom, and never so that a few can be told."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection, transaction
from django.utils import timezone

from civic.live import announce
from civic.verbs import as_array
from proposals.ballots import beside, reading, rules, standings
from proposals.ballots.models import Box, Shown
from proposals.ballots.registry import instrument_of

# Of two processes that counted at once the second moves nothing: ten more voters than the first is what it lacks.
MOVE = """
    insert into ballots_shown as shown (box_id, area, voters)
    select %s, area, voters from unnest(%s::int[], %s::int[]) as t (area, voters) order by area
    on conflict (box_id, area) do update set voters = excluded.voters where excluded.voters >= shown.voters + %s
    returning area
"""


def show_standing(box: Box, *, clock: Callable[[], datetime] = timezone.now) -> int:
    """Count the areas of a box whose standing may move, and show it; returns how many did.

    Not within a transaction: that a standing was shown is noted before it is, and nothing is shown that was counted
    when the last hour had begun. Raises `beside.NotCounted`.
    """
    counting = instrument_of(box).standing(box, clock())
    if counting is None:
        return 0
    standings.heal(box)
    due = _due(box, reading.online_by_area(box), clock()) & counting.areas.keys()
    if not due:
        return 0
    areas = {area: counting.areas[area] for area in due}
    counted = beside.count(box, counting._replace(areas=areas))
    moved = _move(box, {area: said["voters"] for area, said in counted.items()}, clock())
    at = clock().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    standings.keep(box, {area: {**counted[area], "counted_at": at} for area in moved})
    announce(box.topic, gathered=True)
    return len(moved)


def _due(box, voters, now):
    """The areas of {area: voters} whose standing may move."""
    before = dict(Shown.objects.filter(box=box).values_list("area", "voters"))
    return {
        area for area, number in voters.items() if not rules.may_show_standing(box, before.get(area, 0), number, now)
    }


@transaction.atomic(durable=True)
def _move(box, counted, now):
    """Note what is shown from now on; the areas of {area: voters} of which it may be."""
    box = Box.objects.get(pk=box.pk)
    due = sorted(_due(box, counted, now))
    if not due:
        return []
    with connection.cursor() as cursor:
        columns = as_array(due), as_array(counted[area] for area in due)
        cursor.execute(MOVE, [box.pk, *columns, rules.FEWEST])
        return [area for (area,) in cursor.fetchall()]
