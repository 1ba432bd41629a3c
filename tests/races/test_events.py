"""Many people at once for few places: each place is given once, and everybody else waits."""

from django.db import IntegrityError, connection

from cms import event_actions
from cms.models import Event, Registration
from tests import people
from tests.cms import events
from tests.people import DAY, NOON
from tests.races import arena
from tests.races.gates import Gate, done_or_waiting, under_way
from tests.waiting import PATIENCE

NOW = NOON + DAY


def test_no_place_is_given_twice_and_none_is_lost(own_database):
    event = events.planned(people.CAST["eve"](), capacity=3)
    racers = [people.person(f"Racer{number}") for number in range(8)]
    outcomes = arena.at_once(*[lambda who=who: event_actions.register(event, who, now=NOW) for who in racers])
    assert [type(outcome) for outcome in outcomes] == [Registration] * 8
    event.refresh_from_db()
    rows = list(event.registrations.order_by("number"))
    assert event.taken == 3 and [row.is_waiting for row in rows] == [False] * 3 + [True] * 5
    assert [row.number for row in rows] == list(range(1, 9))


def test_without_the_lock_the_fence_holds_and_somebody_gets_an_error(own_database, monkeypatch):
    """The negative control: two who both saw the last place; what the verb's lock spares them is the fence's no."""
    event = events.planned(people.CAST["eve"](), capacity=1)
    mei, bo = people.person("Mei1"), people.person("Bo1")
    monkeypatch.setattr(event_actions, "locked", lambda thing, *people: Event.objects.get(pk=thing.pk))
    gate = Gate(monkeypatch, event_actions, "_tell")
    first = under_way(lambda: event_actions.register(event, mei, now=NOW))
    assert gate.reached.wait(PATIENCE)
    second = under_way(lambda: event_actions.register(event, bo, now=NOW))
    done_or_waiting(second)
    gate.open()
    outcomes = [first.outcome(), second.outcome()]
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 1
    connection.close()
    assert Event.objects.get(pk=event.pk).taken == 1
