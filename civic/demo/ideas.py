"""The ideas of the town for its budgets, from the call to the list of projects, by the verbs everybody uses."""

from datetime import datetime, timedelta
from typing import Any

from civic.accounts.models import Person
from civic.agencies.models import Agency, Official
from civic.city.models import District, Theme
from civic.demo import words
from proposals.budgets import actions
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Cycle
from proposals.models import Proposal

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WAY = ("handed_in", "passed", "asked", "judged", "listed")  # how far an idea has come


def play(told: list[dict[str, Any]], cycle: Cycle, cast: dict[str, Person], team: Person) -> None:
    """Bring each idea of `told`, tables of town/budgets.toml, to the `state` it names."""
    starts = enumerate(told)
    made = {row["title"]: _handed_in(row, cycle, cast, cycle.call_at + DAY + number * HOUR) for number, row in starts}
    for row in told:
        if row["state"] == "withdrawn":
            actions.withdraw_idea(made[row["title"]], cast[row["by"]], now=cycle.call_at + 2 * DAY)
        elif row["state"] == "joined":
            _joined(row, made[row["title"]], made[row["carrier"]], cast, team, cycle.screening_at + DAY)
    for row in told:
        if row["state"] == "refused":
            said = {name: row[name] for name in ("grounds", "note")}
            actions.refuse_idea(made[row["title"]], team, now=cycle.screening_at + 2 * DAY, **said)
        elif row["state"] in WAY:
            _judged(row, made[row["title"]], cycle, team)


def adopt(told: dict[str, Any], cycle: Cycle, team: Person, now: datetime) -> Idea:
    """Take the proposal called `title` over, for the area called `area`."""
    proposal, area = Proposal.objects.get(title=told["title"]), cycle.areas.get(name_zh=told["area"])
    return actions.adopt(cycle, team, proposal, area=area, now=now)


def _handed_in(row, cycle, cast, at):
    author, area = cast[row["by"]], cycle.areas.get(name_zh=row["area"])
    said = {name: row.get(name, "") for name in ("title", "body", "place")} | {"cost": row.get("cost")}
    theme, district = Theme.objects.get(name_zh=row["theme"]), District.objects.filter(name_zh=row["area"]).first()
    idea = actions.save_idea(author, now=at, cycle=cycle, area=area, theme=theme, district=district, **said)
    for paper in row.get("evidence", ()):
        actions.add_evidence(idea, author, now=at, title=paper["title"], file=words.file_of(paper))
    if row["state"] == "draft":
        return idea
    return actions.hand_in(idea, author, now=at + timedelta(minutes=20))


def _joined(row, idea, carrier, cast, team, now):
    joining = actions.ask_to_join(carrier, idea, team, now=now, note=row["note"])
    for author in {carrier.author, cast[row["by"]]}:
        actions.answer_joining(joining, author, now=now + DAY, agrees=True)


def _judged(row, idea, cycle, team):
    """As far on its way as its state says."""
    far = WAY.index(row["state"])
    if far >= 1:
        actions.pass_idea(idea, team, now=cycle.screening_at + 3 * DAY)
    if far >= 2:
        agency = Agency.objects.get(code=row["agency"])
        actions.ask_agency(idea, team, now=cycle.feasibility_at + HOUR, agency=agency)
    if far >= 3:
        official = Official.objects.filter(agency=agency).order_by("pk").first().person
        lights = {name: (said[0], said[1]) for name, said in row["lights"].items()}
        now = cycle.feasibility_at + 7 * DAY
        actions.judge(idea, official, now=now, lights=lights, estimate=row.get("estimate"))
    if far >= 4:
        actions.list_idea(idea, team, now=cycle.feasibility_at + 9 * DAY)
