"""Whether an idea is feasible: the team names the agency, that gives its lights, and what is green goes on the list."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.models import Agency
from civic.agencies.protection import keep_private
from civic.agencies.rules import speaks_for
from civic.duties import actions as duties
from civic.duties.rules import working_days
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.verbs import change, letting, tell
from civic.writing import kept
from proposals.budgets import idea_rules, rules
from proposals.budgets.actions.calling import lock_ideas
from proposals.budgets.actions.planning import enter_project
from proposals.budgets.actions.screening import tell_joined
from proposals.budgets.duties import JUDGING
from proposals.budgets.ideas import Idea, Light
from proposals.budgets.models import Cycle, Project


def speaks(idea: Idea, official: Person) -> bool:
    """Whether `official` speaks for the agency that judges `idea`."""
    return idea.agency_id is not None and speaks_for(official, idea.agency)


@transaction.atomic
def ask_agency(idea: Idea, person: Person, *, now: datetime, agency: Agency) -> Idea:
    """Have `agency` judge an idea that passed, within `JUDGING_DAYS` working days."""
    (idea,) = lock_ideas(idea, people=[person])
    agency = Agency.objects.get(pk=agency.pk)
    require(idea_rules.may_ask_agency(idea, idea.cycle, person, now, agency))
    duties.impose(idea, {JUDGING: working_days(idea_rules.JUDGING_DAYS)}, at=now, agency_id=agency.pk)
    change(idea, agency=agency, asked_at=now)
    tell(idea, "agency_asked", person, now, agency=agency.pk)
    return idea


@transaction.atomic
def hand_idea_on(
    idea: Idea, official: Person, *, now: datetime, agency: Agency, reason: str, confirmed: Collection[str] = ()
) -> Idea:
    """Have `agency` judge it instead, with a public reason; the deadline stays."""
    (idea,) = lock_ideas(idea, people=[official])
    agency, reason = Agency.objects.get(pk=agency.pk), kept(reason, rules.NOTE_LIMIT)
    require(idea_rules.may_hand_on(idea, idea.cycle, official, speaks(idea, official), now, agency, reason))
    keep_private(idea, idea.author, official, reason, now=now, confirmed=confirmed, deed="idea_handed_on")
    before = idea.agency
    duties.hand_on(idea, agency_id=agency.pk)
    with letting("budgets.handed_on", idea.pk):
        change(idea, agency=agency)
    said = {"before": before.code, "after": agency.code, "reason": reason}
    note_deed(idea, official, [before], "idea_handed_on", now)
    write("idea_handed_on", idea, actor=before, at=now, **said)
    key = f"{idea.record_key}:handed_on:{idea.version}"
    post("budgets.idea_handed_on", idea.record_key, key=key, at=now, agency=before.pk, reason=reason)
    return idea


@transaction.atomic
def judge(
    idea: Idea, official: Person, *, now: datetime, lights: Mapping[str, tuple[str, str]], estimate: int | None,
    confirmed: Collection[str] = (),
) -> Idea:  # fmt: skip
    """Answer the three questions, {question: (colour, sentence)}, and estimate the cost; that stands once given."""
    (idea,) = lock_ideas(idea, people=[official])
    require(idea_rules.may_judge(idea, idea.cycle, official, speaks(idea, official), now))
    lights = {name: (colour, kept(words, rules.NOTE_LIMIT)) for name, (colour, words) in lights.items()}
    require(idea_rules.may_be_judgement(lights, estimate, idea.area.amount))
    said = [words for _colour, words in lights.values()]
    keep_private(idea, idea.author, official, *said, now=now, confirmed=confirmed, deed="idea_judged")
    Light.objects.bulk_create(
        Light(idea=idea, question=name, colour=lights[name][0], words=lights[name][1]) for name in idea_rules.QUESTIONS
    )
    is_feasible = idea_rules.is_feasible(lights)
    duties.fulfil(idea, JUDGING, at=now)
    change(idea, judged_at=now, is_feasible=is_feasible, estimate=estimate)
    note_deed(idea, official, [idea.agency], "idea_judged", now)
    tell(idea, "idea_judged", official, now, is_feasible=is_feasible)
    if not is_feasible:
        tell_joined(idea, now)
    return idea


@transaction.atomic
def list_idea(idea: Idea, person: Person, *, now: datetime) -> Project:
    """Make a project of a feasible idea, at the cost the agency estimates, with the first of its pictures."""
    (idea,) = lock_ideas(idea, people=[person])
    require(idea_rules.may_list(idea, idea.cycle, person, now))
    words = {name: getattr(idea, name) for name in ("area", "title", "body", "place", "theme", "district")}
    picture = next((one for one in idea.evidence.order_by("pk") if one.is_picture), None)
    if picture:
        words |= {"picture": picture.file.name, "picture_says": picture.title}
    project = enter_project(idea.cycle, person, now=now, cost=idea.estimate, **words)
    change(idea, project=project)
    tell(idea, "idea_listed", person, now, number=project.number)
    return project


def end_judging(cycle: Cycle, *, now: datetime) -> None:
    """Nobody owes a judgement once the vote has opened. Part of the transaction that opens it and holds the cycle."""
    for idea in cycle.ideas.filter(agency__isnull=False, judged_at=None).order_by("pk"):
        duties.release(idea, at=now)
