"""An instrument of the tests' own: three things are chosen at most, and thing 0 never."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from civic.accounts.rules import may_act_at
from civic.lifecycle import Refusal
from civic.windows import COUNTING_TIME, Window
from proposals.ballots import actions
from proposals.ballots.actions import Arrival
from proposals.ballots.models import Box
from proposals.ballots.registry import Counting, Instrument, Title

TAIPEI = ZoneInfo("Asia/Taipei")
TICK = timedelta(microseconds=1)
MADE = datetime(2026, 3, 1, 9, tzinfo=TAIPEI)
OPENS, CLOSES = datetime(2026, 3, 2, tzinfo=TAIPEI), datetime(2026, 3, 16, tzinfo=TAIPEI)
DURING, CLOSED = datetime(2026, 3, 5, 12, tzinfo=TAIPEI), CLOSES + COUNTING_TIME
COUNTED = datetime(2026, 3, 16, 20, tzinfo=TAIPEI)
MOST, PLACES = 3, 6


class Things(Instrument):
    def titles(self, boxes):
        return {box.pk: Title(f"Thing {box.pk}", f"/things/{box.pk}/") for box in boxes}

    def impossible(self, box, papers):
        return sum(against(choices) is not None for _area, choices in papers)

    def standing(self, box, now):
        return Counting("tests.ballots.sums.by", {0: "area 0", 1: "area 1"})

    def is_standing(self, said):
        return isinstance(said.get("votes"), dict)


def against(choices):
    """The refusal of choices, or None."""
    return Refusal("not_so", "Not so.") if 0 in choices or len(choices) > MOST else None


def judge(arrivals, boxes, people):
    return [may_act_at(people.get(each.person_id), 2) or against(each.choices) for each in arrivals]


def box(subject="thing:1", window=None):
    return actions.make_box(subject, window or Window(OPENS, CLOSES), PLACES, now=MADE, actor="operator")


def arrival(box, person, *choices, area=0, at=DURING):
    return Arrival(box.pk, getattr(person, "pk", person), at, choices, area)


def cast(*arrivals, clock=lambda: DURING):
    """What each of the ballots of one batch was told."""
    return actions.cast_many(arrivals, judge, clock=clock)


def vote(box, person, *choices, area=0):
    """One ballot, which counts."""
    return actions.cast(arrival(box, person, *choices, area=area), judge, clock=lambda: DURING)


def anybody(person):
    """Whoever is asked may count."""
    return None


def confirmed(box, first, second):
    """The box, closed, and confirmed by two people."""
    box = actions.close(box, now=CLOSED)
    for person in (first, second):
        box = actions.confirm(box, person, now=CLOSED, may=anybody)
    return box


def counted(box, first, second):
    """The box, once everything is done. In a database of one's own."""
    return actions.finish(confirmed(box, first, second), now=COUNTED)


def again(box):
    return Box.objects.get(pk=box.pk)
