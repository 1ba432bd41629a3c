"""The law of ideas, pure: how one goes from the call to the list of projects, and who may do what with it.

As in `rules`: every `may_…` returns None or the `Refusal` that says why not; `now` is an argument. Which phase allows a
deed is told by the table there (`rules.PHASES`).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import may_act_at
from civic.desks.rules import may_use_desk, may_work_on
from civic.lifecycle import Actor, Officer, Refusal
from civic.text import is_empty
from civic.writing import filled
from proposals.budgets.grounds import GROUNDS, HIDING
from proposals.budgets.rules import CycleFacts, allows, may_run
from proposals.rules import LETTER_LEFT, LEVEL_TO_DRAFT, LEVEL_TO_PROPOSE, TAKING_BACK_TIME, may_be_named

JUDGING_DAYS = 20  # working days that an agency has; our default

STATES = {
    "draft": _("Draft"),
    "handed_in": _("To be screened"),
    "withdrawn": _("Withdrawn"),
    "joined": _("Joined with another idea"),
    "refused": _("Did not pass the screening"),
    "passed": _("Passed the screening"),
    "asked": _("With the agency"),
    "unfit": _("Not feasible"),
    "fit": _("Feasible"),
    "listed": _("On the list of projects"),
    "late": _("Not ready before the vote"),
}
UNDER_WAY = ("handed_in", "passed", "asked", "fit")

# The three questions an agency answers, and its answers.
QUESTIONS = {"interest": _("Public interest"), "legality": _("Legality"), "budget": _("Budget")}
GREEN, AMBER, RED = "green", "amber", "red"
COLOURS = {GREEN: _("Green: yes"), AMBER: _("Amber: with conditions"), RED: _("Red: no")}


OWN_IDEA = Refusal("own_idea", _("Nobody screens, joins or judges their own idea."))


class IdeaFacts(Protocol):
    """What the rules read of an idea."""

    pk: int
    record_key: str
    author_id: int
    cycle_id: int
    area_id: int | None
    title: str
    body: str
    submitted_at: datetime | None
    withdrawn_at: datetime | None
    joined_at: datetime | None
    screened_at: datetime | None
    screened_by_id: int | None
    refused_at: datetime | None
    agency_id: int | None
    judged_at: datetime | None
    is_feasible: bool | None
    project_id: int | None
    proposal_id: int | None


def state(idea: IdeaFacts, cycle: CycleFacts) -> str:
    """Where an idea is on its way; one of `STATES`."""
    name = _decided(idea)
    return "late" if name in UNDER_WAY and cycle.opened_at else name


def public_states(cycle: CycleFacts) -> list[str]:
    """Those of `STATES` in which everybody may see ideas of the cycle; none is under way once its vote has opened."""
    never = UNDER_WAY if cycle.opened_at else ("late",)
    return [name for name in STATES if name not in ("draft", *never)]


def _decided(idea):
    facts = {
        "withdrawn": idea.withdrawn_at,
        "draft": not idea.submitted_at,
        "joined": idea.joined_at,
        "refused": idea.refused_at,
        "listed": idea.project_id,
        "fit": idea.is_feasible,
        "unfit": idea.judged_at,
        "asked": idea.agency_id,
        "passed": idea.screened_at,
    }
    return next((name for name, holds in facts.items() if holds), "handed_in")


# --- the author ----------------------------------------------------------------------------------

NOT_YOURS = Refusal("not_yours", _("This is somebody else's idea."))
NO_CALL = Refusal("no_call", _("Ideas are taken during the call only."))


def may_begin(cycle: CycleFacts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """Everybody with a confirmed address may write an idea down during the call."""
    if refusal := may_act_at(citizen, LEVEL_TO_DRAFT):
        return refusal
    return None if allows(cycle, "hand_in", now) else NO_CALL


def may_edit(idea: IdeaFacts, cycle: CycleFacts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The author may, while it is a draft and the call lasts."""
    if refusal := may_begin(cycle, citizen, now) or _only_author(idea, citizen):
        return refusal
    if state(idea, cycle) != "draft":
        return Refusal("not_editable", _("What has been handed in stands. You can withdraw it and write a new one."))
    return None


def may_hand_in(idea: IdeaFacts, cycle: CycleFacts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The author may hand a complete draft in during the call."""
    if refusal := may_act_at(citizen, LEVEL_TO_PROPOSE) or may_edit(idea, cycle, citizen, now):
        return refusal
    return _complete(idea)


def _complete(idea):
    if is_empty(idea.title) or is_empty(idea.body):
        return Refusal("incomplete", _("A title and a text are needed to hand it in."))
    return None if idea.area_id else Refusal("no_area", _("Please choose its area first: then you can hand it in."))


def may_withdraw(idea: IdeaFacts, cycle: CycleFacts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The author may take it back during the call."""
    if refusal := may_act_at(citizen, LEVEL_TO_DRAFT) or _only_author(idea, citizen):
        return refusal
    if not allows(cycle, "hand_in", now):
        return NO_CALL
    if state(idea, cycle) != "handed_in":
        return Refusal("not_waiting", _("This idea does not wait for its screening."))
    return None


def ends_with_its_author(idea: IdeaFacts, cycle: CycleFacts, now: datetime) -> bool:
    """Whether it is withdrawn when its author erases the account: during the call, also where they may not act."""
    return allows(cycle, "hand_in", now) and state(idea, cycle) == "handed_in"


def may_separate(
    idea: IdeaFacts, root: IdeaFacts, cycle: CycleFacts, citizen: Actor | None, now: datetime
) -> Refusal | None:
    """The author of a joined idea may have it go on by itself once `root`, the one that stands for it in the end, was
    refused (and its letter has left) or is not feasible, as long as ideas are screened."""
    if refusal := may_act_at(citizen, LEVEL_TO_DRAFT) or _only_author(idea, citizen):
        return refusal
    if refusal := _may_now(cycle, "screen", now) or _must_be(idea, cycle, "joined"):
        return refusal
    name = state(root, cycle)
    if name == "unfit" or name == "refused" and now >= taken_back_until(root):
        return None
    return Refusal("carrier_stands", _("The idea that stands for yours is still under way."))


def may_delete(idea: IdeaFacts, cycle: CycleFacts, citizen: Actor | None) -> Refusal | None:
    """The author may delete a draft at any time."""
    if refusal := may_act_at(citizen, LEVEL_TO_DRAFT) or _only_author(idea, citizen):
        return refusal
    if state(idea, cycle) != "draft":
        return Refusal("not_a_draft", _("Only a draft can be deleted."))
    return None


def _only_author(idea, citizen):
    return None if citizen and citizen.pk == idea.author_id else NOT_YOURS


# --- the budget team -----------------------------------------------------------------------------


def may_screen(idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """The team may let an idea pass, or refuse it, once the call is over; nobody screens their own."""
    return _may_look(idea, person) or _may_now(cycle, "screen", now) or _must_be(idea, cycle, "handed_in")


def may_refuse(
    idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime, grounds: Collection[str], note: str
) -> Refusal | None:
    """As `may_screen`, on `grounds` (codes) with a `note` in words; what must not stand there goes in the call, too."""
    if not grounds or not set(grounds) <= GROUNDS.keys():
        return _may_look(idea, person) or Refusal("no_grounds", _("Please choose at least one ground."))
    deed = "hide" if set(grounds) & HIDING else "screen"
    if refusal := _may_look(idea, person) or _may_now(cycle, deed, now) or _must_be(idea, cycle, "handed_in"):
        return refusal
    return Refusal("no_reason", _("Please give the public reason.")) if is_empty(note) else None


def screened_until(cycle: CycleFacts) -> datetime:
    """When ideas are screened and joined no more."""
    return cycle.display_at or cycle.vote_at


def taken_back_until(idea: IdeaFacts) -> datetime | None:
    """Until when the screening can be taken back, and when its letter leaves; None where there is none."""
    return idea.screened_at and idea.screened_at + TAKING_BACK_TIME


def may_take_back(idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """Whoever screened it may, before the letter about it leaves; that of a proposal taken over leaves at once."""
    if refusal := _may_look(idea, person) or _must_be(idea, cycle, "passed", "refused"):
        return refusal
    if idea.screened_by_id != person.pk:
        return Refusal("other_screener", _("Only whoever decided can take it back."))
    return LETTER_LEFT if idea.proposal_id or now >= taken_back_until(idea) else None


def may_ask_to_join(
    carrier: IdeaFacts, idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime, note: str
) -> Refusal | None:
    """The team may ask both authors whether `carrier` may stand for `idea`, too, and says why; nobody of them."""
    if refusal := _may_look(carrier, person) or _may_look(idea, person) or _may_now(cycle, "join", now):
        return refusal
    if carrier.pk == idea.pk or carrier.cycle_id != idea.cycle_id or carrier.area_id != idea.area_id:
        return Refusal("not_a_pair", _("Please choose another idea of the same area."))
    if refusal := _must_be(carrier, cycle, "handed_in", "passed") or _must_be(idea, cycle, "handed_in", "passed"):
        return refusal
    return Refusal("no_reason", _("Please give the public reason.")) if is_empty(note) else None


def may_answer_joining(
    carrier: IdeaFacts, idea: IdeaFacts, cycle: CycleFacts, citizen: Actor | None, now: datetime
) -> Refusal | None:
    """The authors of both may say yes or no while the team could still ask."""
    if refusal := may_act_at(citizen, LEVEL_TO_DRAFT):
        return refusal
    if citizen.pk not in (carrier.author_id, idea.author_id):
        return NOT_YOURS
    if refusal := _may_now(cycle, "join", now):
        return refusal
    return _must_be(carrier, cycle, "handed_in", "passed") or _must_be(idea, cycle, "handed_in", "passed")


def may_ask_agency(
    idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime, agency: object
) -> Refusal | None:
    """The team names the `agency` (with `is_active`) that has to judge an idea that passed."""
    if refusal := _may_look(idea, person) or _may_now(cycle, "judge", now) or _must_be(idea, cycle, "passed"):
        return refusal
    return may_be_named(agency) if agency else Refusal("no_agency", _("Please name an agency."))


def may_list(idea: IdeaFacts, cycle: CycleFacts, person: Officer | None, now: datetime) -> Refusal | None:
    """The team puts a feasible idea on the list of projects, until the vote opens."""
    return _may_look(idea, person) or _may_now(cycle, "list", now) or _must_be(idea, cycle, "fit")


def may_adopt(cycle: CycleFacts, proposal: object, person: Officer | None, now: datetime) -> Refusal | None:
    """The team may take an established `proposal` over as an idea that has passed, with its text as it is."""
    if refusal := may_run(person) or _may_now(cycle, "adopt", now):
        return refusal
    if proposal.proposer_id == person.pk:
        return OWN_IDEA
    if refusal := may_work_on(proposal, person):
        return refusal
    if not proposal.established_at or proposal.withdrawn_at:
        return Refusal("not_established", _("Only an established proposal can be taken over."))
    return None


def _may_look(idea, person):
    if refusal := may_run(person):
        return refusal
    return _is_impartial(idea, person)


def may_see_to_project(idea: IdeaFacts | None, person: Officer) -> Refusal | None:
    """Whether somebody of the team may change a project or take it out; `idea`: the one it was made of, if any."""
    return _is_impartial(idea, person) if idea else None


def _is_impartial(idea, officer):
    """Nobody works on their own idea, nor on one they have recused themselves from."""
    return OWN_IDEA if idea.author_id == officer.pk else may_work_on(idea, officer)


def _may_now(cycle, deed, now):
    if allows(cycle, deed, now):
        return None
    return Refusal("not_this_phase", _("This phase of the cycle does not allow that."))


def _must_be(idea, cycle, *states):
    name = state(idea, cycle)
    if name in states:
        return None
    sentence = _("That cannot be done with this idea now. Where it stands: %(state)s.")
    return Refusal("not_there", filled(sentence, state=STATES[name]))


# --- the agency ----------------------------------------------------------------------------------

OTHER_AGENCY = Refusal("other_agency", _("Only the responsible agency may do this."))


def may_judge(
    idea: IdeaFacts, cycle: CycleFacts, official: Officer | None, speaks: bool, now: datetime
) -> Refusal | None:
    """Whoever `speaks` for the agency that was named gives the three lights, late or not, until the vote opens."""
    if refusal := may_use_desk(official, "official"):
        return refusal
    if not speaks:
        return OTHER_AGENCY
    if refusal := _is_impartial(idea, official):
        return refusal
    if idea.judged_at:
        return Refusal("judged", _("Your agency has answered already. Its answer stands on the page of the idea."))
    return _may_now(cycle, "judge", now) or _must_be(idea, cycle, "asked")


def may_hand_on(
    idea: IdeaFacts, cycle: CycleFacts, official: Officer | None, speaks: bool, now: datetime, agency: object,
    reason: str,
) -> Refusal | None:  # fmt: skip
    """As `may_judge`: whoever could may say instead, with a public `reason`, that another `agency` has to. The deadline
    stays."""
    if refusal := may_judge(idea, cycle, official, speaks, now):
        return refusal
    if not agency:
        return Refusal("no_agency", _("Please name an agency."))
    if agency.pk == idea.agency_id:
        return Refusal("same_agency", _("It lies with this agency already."))
    if refusal := may_be_named(agency):
        return refusal
    return Refusal("no_reason", _("Please give the public reason.")) if is_empty(reason) else None


def may_be_judgement(lights: Mapping[str, tuple[str, str]], estimate: int | None, amount: int) -> Refusal | None:
    """Whether {question: (colour, sentence)} and an `estimate` are whole, in NT$ like the `amount` of the area.
    What has a red light needs no estimate."""
    if lights.keys() != QUESTIONS.keys() or any(colour not in COLOURS for colour, _words in lights.values()):
        return Refusal("no_lights", _("Please answer all three questions."))
    if any(is_empty(words) for _colour, words in lights.values()):
        return Refusal("no_reason", _("Please give a reason for each answer."))
    if is_feasible(lights) and not estimate:
        return Refusal("no_estimate", _("Please estimate what it costs."))
    if is_feasible(lights) and estimate > amount:
        return Refusal("too_dear", _("This is more than its area has: then the light for the budget is red."))
    return None


def is_feasible(lights: Mapping[str, tuple[str, str]]) -> bool:
    """Whether none of the lights is red."""
    return all(colour != RED for colour, _words in lights.values())
