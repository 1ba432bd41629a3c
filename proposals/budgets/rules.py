"""The law of participatory budgeting, pure: which phase a cycle is in, and who may do what now.

Every `may_…` returns None or the `Refusal` that says why not; page and verb ask the same one. `now` is always an
argument, aware. What is fixed when the vote opens (`FIXED`) binds everybody afterwards. Sources: the practice of
Taiwan's cities, and the choices in docs/decisions. May import the rules of desks and accounts, windows, and the pure
modules; no model and no database.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from civic.accounts.rules import may_act_at
from civic.desks.rules import may_use_desk
from civic.lifecycle import Actor, Officer, Refusal
from civic.text import is_empty
from civic.windows import Window
from civic.writing import filled

VERSION = "2026-12"  # stamped on a cycle when its vote opens; raised whenever a rule here changes

ROLE = "budget"  # whoever runs participatory budgeting for the city
LONGEST_PROLONGATION = timedelta(days=30)
FILES_RULE = "official"  # of a count that was imported: the rule its file names
TITLE_LIMIT = 80
TEXT_LIMIT = 10_000
PLACE_LIMIT = 100
NOTE_LIMIT = 500
MOST_PROJECTS = 300  # on one ballot: a sealed one has room for so many
MOST_AREAS = 100
FOLLOWERS_KEPT = timedelta(days=30)  # after the count: who had asked for letters


@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a cycle in `words`, with what may be done in it: as everybody is told, and as codes of deeds."""

    words: object
    says: object
    allows: frozenset[str] = frozenset()


# From the first to the last. A cycle leaves phases out for which it names no day.
PHASES = {
    "planned": Phase(
        _("In preparation"), _("The budget team plans areas, days and rules."), frozenset({"plan", "enter", "invite"})
    ),
    "call": Phase(
        _("Call for ideas"), _("Everybody can hand in ideas, and withdraw their own."),
        frozenset({"plan", "enter", "invite", "hand_in", "hide", "adopt"}),
    ),
    "screening": Phase(
        _("Screening"), _("The team looks at each idea on published grounds, and asks authors about joining ideas."),
        frozenset({"plan", "enter", "invite", "adopt", "hide", "screen", "join"}),
    ),
    "workshop": Phase(
        _("Workshops"), _("Authors, neighbours and the team meet about ideas, and join them; screening goes on."),
        frozenset({"plan", "enter", "invite", "adopt", "hide", "screen", "join", "tell"}),
    ),
    "feasibility": Phase(
        _("Feasibility"), _("Agencies say of each idea whether it can be done, and what it costs; the list is made."),
        frozenset({"plan", "enter", "adopt", "hide", "screen", "join", "judge", "list", "tell"}),
    ),
    "display": Phase(
        _("On display"), _("Everybody can read the list before the vote; the last judgements come in."),
        frozenset({"plan", "enter", "judge", "list", "tell"}),
    ),
    "vote": Phase(
        _("Vote"), _("Whoever may vote can vote, and change it until the end. The rules can no longer be changed."),
        frozenset({"vote", "drop", "prolong", "void"}),
    ),
    "count": Phase(
        _("Being counted"), _("Two people of the team confirm the count; then the ballots are opened."),
        frozenset({"count", "void"}),
    ),
    "result": Phase(_("Result"), _("Everybody can read why each project won or lost, and count again.")),
    "void": Phase(_("Vote declared void"), _("There is no result.")),  # instead of one
}
# Deeds: plan the cycle; enter projects; invite to workshops, and tell what came of them; hand an idea in, and withdraw
# it; hide what must not stand there; adopt a proposal as an idea; screen ideas; join them; judge whether they are
# feasible; list them as projects; vote; drop a project; prolong the vote; declare it void; count. See `idea_rules` for
# those with ideas.
# The columns with the instants at which the phases begin; the vote ends at `closes_at`.
STATIONS = {
    "call": "call_at",
    "screening": "screening_at",
    "workshop": "workshop_at",
    "feasibility": "feasibility_at",
    "display": "display_at",
    "vote": "vote_at",
    "count": "closes_at",
}

# Of whose beginning those who follow the cycle are told.
TOLD = tuple(name for name, phase in PHASES.items() if "plan" in phase.allows and name in STATIONS)

FORMS = {
    "approval": _("Choose projects"),
    "knapsack": _("Spend the budget yourself"),
    "points": _("Give points"),
    "ranking": _("Put them in order"),
}
POLICIES = {
    "turnout": _("Until the close only how many have voted"),
    "open": _("How many have voted, and how the vote stands"),
    "after": _("Nothing before the count"),
}
SHOWN = {
    "turnout": frozenset({"turnout"}),
    "open": frozenset({"turnout", "standing"}),
    "after": frozenset(),
}
HOMES = {"home": _("where one lives"), "chosen": _("one that the voter chooses")}
# What no one can change once the vote has opened.
FIXED = (
    "rule", "form", "least", "most", "points", "age", "counts_on", "level", "home", "policy", "seed_source", "vote_at",
)  # fmt: skip


OTHER_SEED = Refusal("other_seed", _("This is not the seed that was written first. Please compare both with the draw."))
OTHER_REASON = Refusal(
    "other_reason", _("This is not the reason that was written first. Both have to declare the same.")
)
NO_VOTE = Refusal("no_vote", _("There is no vote here that takes ballots now."))
NO_AREA = Refusal("no_area", _("Please choose the area you vote in."))


class CycleFacts(Protocol):
    """What the rules read of a cycle: a `Cycle`, or a row with those of these columns that a rule needs."""

    published_at: datetime | None
    call_at: datetime | None
    screening_at: datetime | None
    workshop_at: datetime | None
    feasibility_at: datetime | None
    display_at: datetime | None
    vote_at: datetime | None
    closes_at: datetime | None
    opened_at: datetime | None
    counted_at: datetime | None
    voided_at: datetime | None
    void_asked_by_id: int | None
    void_reason: str
    count_asked_by_id: int | None
    seed: str
    rule: str
    form: str
    policy: str
    least: int
    most: int
    points: int
    age: int
    counts_on: date | None
    level: int
    home: str


class Voter(Actor, Protocol):
    """An actor with what a ballot asks of them: the day they were born and the district they live in, as a live proof
    says; None where none does."""

    born_on: date | None
    district_id: int | None


class AreaFacts(Protocol):
    """What the rules read of an area: its number in the cycle, its amount, and the districts whose people it is for."""

    number: int
    amount: int
    is_citywide: bool


class ProjectFacts(Protocol):
    """What the rules read of a project on a ballot."""

    number: int
    cost: int
    dropped_at: datetime | None


def phase(cycle: CycleFacts, now: datetime) -> str:
    """The name of the phase at `now`; one of `PHASES`."""
    if cycle.counted_at or cycle.voided_at:
        return "result" if cycle.counted_at else "void"
    begun = [name for name, column in STATIONS.items() if (at := getattr(cycle, column)) and at <= now]
    return begun[-1] if begun and cycle.published_at else "planned"


def allows(cycle: CycleFacts, deed: str, now: datetime) -> bool:
    """Whether the phase at `now` allows a deed at all."""
    return deed in PHASES[phase(cycle, now)].allows


def next_turn(cycle: CycleFacts, now: datetime) -> datetime | None:
    """The next instant at which the clock alone changes what people see, or None."""
    stations = (getattr(cycle, column) for column in STATIONS.values())
    return min((at for at in stations if at and at > now), default=None)


def shown(cycle: CycleFacts) -> frozenset[str]:
    """What everybody may see of the vote: some of "turnout" and "standing", by the policy stamped at its opening; once
    it is counted "turnout" and "result". Page, JSON and socket all ask here."""
    if cycle.counted_at is not None:
        return frozenset({"turnout", "result"})
    return SHOWN[cycle.policy]


# --- the budget team -----------------------------------------------------------------------------


def may_run(person: Officer | None) -> Refusal | None:
    """Whether somebody runs participatory budgeting for the city."""
    return may_use_desk(person, ROLE)


def may_plan(cycle: CycleFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """The budget team may change a cycle, its areas and its rules until the vote opens."""
    if refusal := may_run(person):
        return refusal
    if cycle.opened_at or not allows(cycle, "plan", now):
        return Refusal("fixed", _("The vote has opened: what was promised to the voters can no longer be changed."))
    return None


def may_enter(cycle: CycleFacts, person: Officer | None, now: datetime, there: int) -> Refusal | None:
    """The team may add and change projects until the vote opens; `there` of them are in the cycle."""
    if refusal := may_plan(cycle, person, now):
        return refusal
    if there >= MOST_PROJECTS:
        return Refusal("projects_full", _("There is room for 300 projects."))
    return None


def may_be_planned(stations: Sequence[datetime | None]) -> Refusal | None:
    """Whether the phases, in the order of `STATIONS` (None: left out), come one after the other."""
    named = [at for at in stations if at]
    if any(later <= earlier for earlier, later in zip(named, named[1:], strict=False)):
        return Refusal("out_of_order", _("Each phase has to begin after the one before it."))
    if not all(stations[-2:]):
        return Refusal("no_vote", _("Please say when the vote begins and when it ends."))
    begins = dict(zip(STATIONS, stations, strict=True))
    if begins["call"] and not (begins["screening"] and begins["feasibility"]):
        return Refusal("call_alone", _("A call for ideas needs a screening and a phase for their feasibility."))
    return None


def may_be_ballot(form: str, least: int, most: int, points: int) -> Refusal | None:
    """Whether a ballot can be filled in as it is planned."""
    if not 0 <= least <= most or most < 1:
        return Refusal("picks", _("The least number of projects cannot be above the most."))
    if form == "points" and points < most:
        return Refusal("points", _("There have to be as many points as projects, at least."))
    return None


def may_ask_age(age: int, counts_on: date | None) -> Refusal | None:
    """Whether a lowest age can be asked for: it is that of a day."""
    if age and counts_on is None:
        return Refusal("no_day", _("Please say on which day the age counts."))
    return None


def may_be_areas(areas: Sequence[bool]) -> Refusal | None:
    """Whether a cycle can have these areas, of which each is city-wide or not."""
    if not 0 < len(areas) <= MOST_AREAS:
        return Refusal("no_areas", _("A cycle has at least one area."))
    if sum(areas) > 1:
        return Refusal("two_pots", _("There is one city-wide pot at most."))
    return None


def may_leave_out(there: int) -> Refusal | None:
    """Whether an area can be left out, with so many projects, ideas and workshops."""
    return Refusal("has_projects", _("An area with projects or ideas cannot be left out.")) if there else None


def may_be_reached(cycle: CycleFacts, areas: Mapping[object, int]) -> Refusal | None:
    """Whether each of `areas` (with the number of its projects) has as many as a ballot has to name; where one has not
    when the vote opens, all it has are enough there."""
    short = [area for area, projects in areas.items() if projects < cycle.least]
    if not short:
        return None
    sentence = _("Fewer projects than a ballot has to name (%(least)s) are in: %(areas)s.")
    return Refusal("too_few_projects", filled(sentence, least=cycle.least, areas=" · ".join(map(str, short))))


def may_invite(
    cycle: CycleFacts, person: Officer | None, now: datetime, at: datetime | None, place: str, invited: str
) -> Refusal | None:
    """The team may say until the phase of workshops is over when (`at`), where and for whom one is, or take it back."""
    if refusal := may_run(person):
        return refusal
    if cycle.workshop_at is None:
        return Refusal("no_workshops", _("This cycle names no day for workshops."))
    if not allows(cycle, "invite", now):
        return Refusal("not_this_phase", _("This phase of the cycle does not allow that."))
    if at is None or not cycle.workshop_at <= at < after_workshops(cycle):
        return Refusal("not_then", _("A workshop is held in the phase of workshops."))
    if is_empty(place) or is_empty(invited):
        return Refusal("incomplete", _("Please say where it is, and who is invited."))
    return None


def may_move(workshop: object) -> Refusal | None:
    """Whether a `workshop` (with `told_at`) can still be moved or called off: not once it was told what came of it."""
    return Refusal("told", _("What came of this workshop is public already.")) if workshop.told_at else None


def after_workshops(cycle: CycleFacts) -> datetime:
    """When the phase of workshops ends."""
    return cycle.feasibility_at or cycle.display_at or cycle.vote_at


def may_tell_outcome(
    cycle: CycleFacts, person: Officer | None, now: datetime, at: datetime, outcome: str
) -> Refusal | None:
    """The team may say what came of a workshop that began `at`, once it was held, until the vote opens."""
    if refusal := may_run(person):
        return refusal
    if not allows(cycle, "tell", now) or now < at:
        return Refusal("not_held", _("This workshop has not been held yet, or the vote has opened."))
    return Refusal("no_words", _("Please say what came of it.")) if is_empty(outcome) else None


def may_copy(cycle: CycleFacts, person: Officer | None) -> Refusal | None:
    """The team may begin a cycle like one that was voted on here."""
    if refusal := may_run(person):
        return refusal
    if cycle.rule == FILES_RULE:
        return Refusal("imported", _("This count comes from a file: there are no rules here to begin a cycle with."))
    return None


def may_be_ahead(cycle: CycleFacts, now: datetime) -> Refusal | None:
    """Whether the vote of a cycle that everybody sees lies ahead."""
    if cycle.vote_at is None or cycle.vote_at <= now:
        return Refusal("too_late", _("The vote would have begun already. Please choose a later day."))
    return None


def may_publish(cycle: CycleFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """The team may show a cycle to everybody, once."""
    if refusal := may_plan(cycle, person, now):
        return refusal
    if cycle.published_at:
        return Refusal("published", _("This cycle is public already."))
    return may_be_ahead(cycle, now)


def may_drop(
    cycle: CycleFacts, project: ProjectFacts, person: Officer | None, now: datetime, reason: str
) -> Refusal | None:
    """The team may take a project out while the vote is open, with a public `reason`."""
    if refusal := may_run(person):
        return refusal
    if not allows(cycle, "drop", now):
        return Refusal("no_vote_now", _("There is no vote going on."))
    if project.dropped_at:
        return Refusal("dropped", _("This project has been taken out of the vote already."))
    return _with_reason(reason)


def may_prolong(cycle: CycleFacts, person: Officer | None, now: datetime, by: timedelta, reason: str) -> Refusal | None:
    """The team may let the vote end later, with a public `reason`."""
    if refusal := may_run(person):
        return refusal
    if not allows(cycle, "prolong", now):
        return Refusal("no_vote_now", _("There is no vote going on."))
    if not timedelta(0) < by <= LONGEST_PROLONGATION:
        return Refusal("not_later", _("A vote can be prolonged by a minute up to thirty days."))
    return _with_reason(reason)


def may_count(cycle: CycleFacts, person: Officer | None, now: datetime, seed: str) -> Refusal | None:
    """Two people of the team confirm the count, each with the `seed` that was drawn; the first may write it anew."""
    if refusal := may_run(person):
        return refusal
    if not allows(cycle, "count", now):
        return Refusal("not_over", _("The vote is not over yet, or its result is known."))
    if is_empty(seed):
        return Refusal("no_seed", _("Please write the seed of the lot as it was drawn."))
    if cycle.count_asked_by_id == person.pk and seed == cycle.seed:
        return Refusal("second_person", _("A second person of the team has to confirm the count."))
    return None


def may_void(
    cycle: CycleFacts, person: Officer | None, now: datetime, is_lost: bool, reason: str
) -> Refusal | None:
    """Two people of the team declare a vote void, with the same public `reason`, while the key of a box `is_lost`:
    its ballots cannot be read. Nothing else undoes a vote. The first may write theirs anew."""
    if refusal := may_run(person):
        return refusal
    if not cycle.opened_at or not allows(cycle, "void", now):
        return Refusal("no_vote_now", _("There is no vote going on."))
    if not is_lost:
        return Refusal("key_there", _("No key is lost: this vote can be counted."))
    if cycle.void_asked_by_id == person.pk and reason == cycle.void_reason:
        return Refusal("second_person", _("A second person of the team has to declare it, too."))
    return _with_reason(reason)


def _with_reason(reason):
    return Refusal("no_reason", _("Please give the public reason.")) if is_empty(reason) else None


# --- whoever wants to know -----------------------------------------------------------------------


def may_follow(cycle: CycleFacts, person: Actor | None) -> Refusal | None:
    """Whether somebody may ask for the letters about a cycle."""
    if refusal := may_act_at(person, 1):
        return refusal
    if not cycle.published_at or cycle.counted_at or cycle.voided_at:
        return Refusal("no_letters", _("There are no more letters about this budget."))
    return None


# --- the voter -----------------------------------------------------------------------------------


def is_open(cycle: CycleFacts, now: datetime) -> bool:
    """Whether one can vote now."""
    if not (cycle.opened_at and cycle.vote_at) or cycle.voided_at:
        return False
    return now in Window(cycle.vote_at, cycle.closes_at)


STRONGER = ("level_3", "no_age", "not_home")  # refusals that somebody answers by a stronger proof of who they are


def may_vote(cycle: CycleFacts, voter: Voter | None, now: datetime) -> Refusal | None:
    """Whether somebody may vote in this cycle at all; `now` is when the ballot arrived."""
    if refusal := may_act_at(voter, cycle.level):
        return refusal
    if cycle.vote_at is None or now < cycle.vote_at or not cycle.opened_at:
        return Refusal("early", _("The vote has not begun yet."))
    if cycle.voided_at:
        return Refusal("void", _("This vote was declared void."))
    if now >= cycle.closes_at:
        return Refusal("late", _("The vote is over."))
    return _old_enough(cycle, voter)


def _old_enough(cycle, voter):
    if not cycle.age:
        return None
    if voter.born_on is None:
        return Refusal("no_age", _("This vote has a lowest age, and nothing proves yours to us yet."))
    if _birthday(voter.born_on, cycle.age) > cycle.counts_on:
        needed = {"age": cycle.age, "day": cycle.counts_on}
        return Refusal("too_young", filled(_("To vote you have to be %(age)s years old on %(day)s."), **needed))
    return None


def _birthday(born, age):
    """The day on which somebody becomes `age` years old; 29 February becomes 1 March in other years."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def may_vote_in(
    cycle: CycleFacts, area: AreaFacts | None, voter: Voter, districts: Collection[int], chosen: int | None
) -> Refusal | None:
    """Whether a voter may vote in this area: `districts` are those the area is for, `chosen` the number of the area
    their ballot stands in already."""
    if area is None:
        return NO_AREA
    if area.is_citywide:
        return None
    if chosen not in (None, area.number):
        return Refusal("other_area", _("You have voted in another area; everybody votes in one area only."))
    if cycle.home == "home" and voter.district_id not in districts:
        return Refusal("not_home", _("In this vote you vote in the area where you live."))
    return None


def least_of(cycle: CycleFacts, projects: Collection[ProjectFacts]) -> int:
    """How many of the `projects` of an area a ballot names at least: all that stand, where they are fewer."""
    return min(cycle.least, sum(project.dropped_at is None for project in projects))


def may_cast(
    cycle: CycleFacts,
    area: AreaFacts,
    projects: Mapping[int, ProjectFacts],
    marks: Sequence[tuple[int, int]],
    least: int | None = None,
) -> Refusal | None:
    """Whether a ballot may be cast: `projects` are those of the area by number, `marks` (number, points) in the order
    in which they were given, with 1 point each where none are given; `least` is that of `projects`, unless told. No
    mark at all is a blank ballot, and valid."""
    if not marks:
        return None
    numbers = [number for number, _points in marks]
    if len(set(numbers)) < len(numbers):
        return Refusal("twice", _("A project stands twice on this ballot."))
    if any(number not in projects for number in numbers):
        return Refusal("unknown", _("A project on this ballot is not one of this area."))
    if any(projects[number].dropped_at for number in numbers):
        return Refusal("dropped", _("A project on this ballot has been taken out of the vote."))
    return _within_limits(cycle, area, projects, marks, least_of(cycle, projects.values()) if least is None else least)


def may_be_so_many(cycle: CycleFacts, number: int) -> Refusal | None:
    """Whether so many projects may be chosen."""
    if number <= cycle.most:
        return None
    too_many = ngettext_lazy(
        "At most %(most)s project can be chosen.", "At most %(most)s projects can be chosen.", cycle.most
    )
    return Refusal("too_many", filled(too_many, most=cycle.most))


def _within_limits(cycle, area, projects, marks, least):
    if refusal := may_be_so_many(cycle, len(marks)):
        return refusal
    if missing := max(least - len(marks), 0):
        more = ngettext_lazy("%(number)s more to make it count.", "%(number)s more to make it count.", missing)
        return Refusal("too_few", filled(more, number=missing))
    if cycle.form == "points":
        return _points_fit(cycle, [points for _number, points in marks])
    if cycle.form == "knapsack" and sum(projects[number].cost for number, _points in marks) > area.amount:
        return Refusal("over_budget", _("These projects together cost more than there is."))
    return None


def _points_fit(cycle, points):
    if any(each < 1 for each in points):
        return Refusal("no_points", _("Each project chosen gets one point at least."))
    if sum(points) > cycle.points:
        return Refusal("too_many_points", filled(_("Points to give: %(points)s."), points=cycle.points))
    return None
