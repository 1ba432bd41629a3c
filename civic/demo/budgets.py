"""The participatory budgets of the town: planned, voted on and counted by the verbs everybody uses, in the past."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from civic.accounts.models import Person
from civic.city import calendar
from civic.city.models import District, Theme
from civic.demo import ideas, letters, times
from civic.outbox.models import Mailing
from proposals.ballots import actions as ballots
from proposals.budgets import actions, rules
from proposals.budgets.actions.counting import boxes_of
from proposals.budgets.models import Area, Cycle

AT_ONCE = 100  # ballots cast in one batch
BLANK = 0.02  # the share of ballots that choose nothing
BEFORE_THE_VOTE = ("call", "screening", "workshop", "feasibility", "display")
RULES = ("rule", "form", "least", "most", "policy", "home", "level", "seed_source")


class Budgets:
    """Plays budgets up to `now`, which is in the city's time zone; `cast` are the people with a name by their keys,
    `crowd` the ids of all others."""

    def __init__(self, now: datetime, cast: dict[str, Person], crowd: Sequence[int]):
        self.now, self.cast, self.crowd = now, cast, crowd
        self.first, self.second = cast["budget"], cast["budget-2"]
        self.themes = {theme.name_zh: theme for theme in Theme.objects.all()}
        self.districts = {district.name_zh: district for district in District.objects.all()}

    def play(self, told: dict[str, Any]) -> Cycle:
        """The cycle of `told`, a table of town/budgets.toml, up to the end of its vote; the count comes later."""
        planned_at = times.deed(self.now, 1 - told["published"], f"{told['key']} planned")
        cycle = self._planned(told, planned_at)
        actions.publish(cycle, self.first, now=planned_at + timedelta(hours=1))
        self._met(told, cycle, planned_at + timedelta(hours=2))
        ideas.play(told.get("idea", []), cycle, self.cast, self.first)
        for row in told.get("adopted", []):
            ideas.adopt(row, cycle, self.first, times.deed(self.now, 1, told["key"]))
        for column in rules.STATIONS.values():
            at = getattr(cycle, column)
            if at and at <= self.now and column != "closes_at":
                actions.take_turns(cycle, now=at)
        cycle.refresh_from_db()
        if cycle.opened_at:
            self._voted(told, cycle)
            self._dropped(told, cycle)
        return cycle

    def _planned(self, told, at):
        vote_at = self._midnight(told["vote"])
        cycle = actions.plan(
            self.first,
            now=at,
            title=told["title"],
            summary=told["summary"].strip(),
            year=vote_at.year,
            **{rules.STATIONS[name]: self._midnight(told[name]) for name in BEFORE_THE_VOTE if name in told},
            vote_at=vote_at,
            closes_at=self._midnight(told["closes"]),
            **{name: told[name] for name in RULES},
        )
        rows = [
            {
                **{name: area[name] for name in ("name_zh", "name_en", "amount")},
                "is_citywide": area.get("is_citywide", False),
                "districts": [self.districts[name] for name in area.get("districts", ())],
            }
            for area in told["area"]
        ]
        areas = {area.name_zh: area for area in actions.save_areas(cycle, self.first, now=at, seen=None, areas=rows)}
        for project in told.get("project", []):
            texts = {name: project[name] for name in ("title", "body", "place", "cost")}
            district = self.districts.get(project["area"])
            actions.enter_project(
                cycle, self.first, now=at, area=areas[project["area"]], theme=self.themes[project["theme"]],
                district=district, **texts,
            )  # fmt: skip
        return cycle

    def _met(self, told, cycle, announced_at):
        """Workshops, with what came of them the day after."""
        for row in told.get("meeting", []):
            at = self._midnight(row["day"]) + timedelta(hours=row["hour"])
            said = {"at": at, "area": cycle.areas.get(name_zh=row["area"]), **{n: row[n] for n in ("place", "invited")}}
            workshop = actions.invite(cycle, self.first, now=announced_at, **said)
            if "outcome" in row:
                actions.tell_outcome(workshop, self.first, now=at + timedelta(days=1), outcome=row["outcome"].strip())

    def _voted(self, told, cycle):
        """Ballots of the crowd, most of them in the evening, each for what is liked."""
        chance, number = random.Random(told["key"]), told.get("votes", 0)
        until = min(cycle.closes_at, self.now)
        instants = times.arrivals("steady", number, cycle.vote_at.astimezone(self.now.tzinfo), until, told["key"])
        liking = {place: row.get("liking", 5) for place, row in enumerate(told["project"], 1)}
        areas = list(cycle.areas.all())
        projects = {area.pk: list(area.projects.values_list("number", "cost")) for area in areas}
        people = chance.sample(self.crowd, number)
        arrivals = []
        for at, person in zip(instants, people, strict=True):
            area = chance.choice(areas)
            marks = [] if chance.random() < BLANK else _liked(chance, cycle, area, projects[area.pk], liking)
            arrivals.append(actions.Arrival(cycle.pk, None if area.is_citywide else area.number, person, at, marks))
        for start in range(0, number, AT_ONCE):
            actions.vote_many(arrivals[start : start + AT_ONCE], clock=None)

    def _dropped(self, told, cycle):
        for place, row in enumerate(told.get("project", []), 1):
            if "dropped" in row:
                at = times.deed(self.now, -row["dropped"], f"{told['key']} dropped")
                project = cycle.projects.get(number=place)
                actions.drop(cycle, self.first, project, now=at, reason=row["dropped_reason"])

    def count(self, told: dict[str, Any], cycle: Cycle) -> None:
        """Have a cycle counted whose count lies in the past; not within a transaction, and harmless when repeated."""
        if "counted" not in told or cycle.counted_at:
            return
        at = times.deed(self.now, -told["counted"], f"{told['key']} counted")
        for box in boxes_of(cycle):
            ballots.close(box, now=cycle.closes_at + timedelta(minutes=1))
        for person in (self.first, self.second):
            if not boxes_of(cycle).filter(second_confirmer__isnull=False).exists():
                actions.confirm_count(cycle, person, now=at, seed=told["seed"])
        for box in boxes_of(cycle):
            ballots.finish(box, now=at)
        with transaction.atomic():  # no clock between the two: the crowd has no addresses
            actions.count_cycle(cycle, now=at)
            posted = Mailing.objects.filter(kind="budgets.counted", subject=cycle.record_key)
            letters.hand_out([self.first, self.second], self.now, posted)

    def _midnight(self, days):
        return calendar.start_of_day(self.now.date() + timedelta(days=days))


def _liked(chance, cycle, area: Area, projects, liking):
    """Some projects of an area, each the more often the more it is liked, as a ballot of the cycle may have them."""
    order = sorted(projects, key=lambda row: -liking[row[0]] * chance.random())
    number = chance.randint(cycle.least, min(cycle.most, len(order)))
    marks, spent = [], 0
    for project, cost in order:
        fits = cycle.form != "knapsack" or spent + cost <= area.amount
        if fits and (len(marks) < number or cycle.form == "knapsack"):
            marks.append((project, 1))
            spent += cost
    return marks
