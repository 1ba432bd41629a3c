"""Cycles for tests, made by the verbs."""

from datetime import timedelta

from django.utils import timezone

from proposals.ballots import actions as ballots
from proposals.budgets import actions
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Cycle
from tests import people
from tests.people import DAY, NOON

OPEN = NOON  # the vote opens
CLOSE = NOON + 10 * DAY  # it closes
DURING = NOON + 3 * DAY
BEFORE = NOON - 5 * DAY
CALL, SCREENING = NOON, NOON + 10 * DAY  # of a cycle with a call
FEASIBILITY, DISPLAY = NOON + 20 * DAY, NOON + 60 * DAY
AFTER = CLOSE + timedelta(minutes=5)


def today():
    """The fields of a cycle whose vote is on at this moment: for pages, whose verbs look at the real clock."""
    return {"vote_at": timezone.now() - 3 * DAY, "closes_at": timezone.now() + 7 * DAY}


def team():
    """Two people of the budget team."""
    return people.person("Tia", roles=["budget"]), people.person("Tom", roles=["budget"])


def planned(person, *, amounts=(100,), citywide=None, costs=(40, 30, 50), **fields):
    """A cycle that only the team sees: an area for each of `amounts`, the same projects in each; `citywide` is the
    amount of a pot for all."""
    said = {
        "title": "港邊的錢", "summary": "一起決定。", "year": 2026, "vote_at": OPEN, "closes_at": CLOSE, "least": 1,
        "most": 2, "form": "approval", "rule": "greedy", "seed_source": "公開抽籤", "level": 2, "home": "chosen",
        "policy": "turnout",
    } | fields  # fmt: skip
    cycle = actions.plan(person, now=BEFORE, **said)
    rows = [(amount, False) for amount in amounts] + ([(citywide, True)] if citywide else [])
    areas = [
        {"name_zh": f"第{n}區", "name_en": f"Area {n}", "amount": amount, "is_citywide": is_pot, "districts": []}
        for n, (amount, is_pot) in enumerate(rows, 1)
    ]
    for area in actions.save_areas(cycle, person, now=BEFORE, seen=None, areas=areas):
        for n, cost in enumerate(costs, 1):
            actions.enter_project(cycle, person, now=BEFORE, area=area, title=f"第{area.number}區的第{n}案", cost=cost)
    return Cycle.objects.get(pk=cycle.pk)


def voting(person, **fields):
    """A cycle whose vote has opened."""
    cycle = actions.publish(planned(person, **fields), person, now=BEFORE + DAY)
    actions.take_turns(cycle, now=cycle.vote_at)
    return Cycle.objects.get(pk=cycle.pk)


def vote(cycle, person, *numbers, area=1, now=DURING):
    """A ballot for projects by their numbers; a pair is a number with its points."""
    marks = [number if isinstance(number, tuple) else (number, 1) for number in numbers]
    return actions.vote(cycle, area, person, now=now, marks=marks, clock=None)


def counted(cycle, first, second, seed="7 8 9"):
    """The cycle after its count. Not within a transaction."""
    for box in boxes_of(cycle):
        ballots.close(box, now=AFTER)
    for person in (first, second):
        actions.confirm_count(cycle, person, now=AFTER, seed=seed)
    for box in boxes_of(cycle):
        ballots.finish(box, now=AFTER)
    assert actions.count_cycle(cycle, now=AFTER)
    return Cycle.objects.get(pk=cycle.pk)


def calling(person, **fields):
    """A public cycle with a call from `CALL` on, screening ten days later, feasibility after twenty."""
    stations = {"call_at": CALL, "screening_at": SCREENING, "feasibility_at": FEASIBILITY, "display_at": DISPLAY}
    cycle = planned(person, **{"vote_at": DISPLAY + 10 * DAY, "closes_at": DISPLAY + 20 * DAY} | stations | fields)
    return actions.publish(cycle, person, now=BEFORE)


def handed_in(cycle, author, *, now=None, **fields):
    """An idea of `author` that waits for its screening."""
    said = {"area": cycle.areas.first(), "title": "在路口種樹", "body": "夏天沒有樹蔭。"} | fields
    idea = actions.save_idea(author, now=now or CALL, cycle=cycle, **said)
    return actions.hand_in(idea, author, now=now or CALL)


def asked(cycle, author, person, agency):
    """An idea that passed and lies with `agency`."""
    idea = actions.pass_idea(handed_in(cycle, author), person, now=SCREENING)
    return actions.ask_agency(idea, person, now=FEASIBILITY, agency=agency)


def lights(interest="green", legality="green", budget="amber"):
    """What an agency answers."""
    return {
        "interest": (interest, "大家都用得到。"),
        "legality": (legality, "是市有地。"),
        "budget": (budget, "要分兩期。"),
    }
