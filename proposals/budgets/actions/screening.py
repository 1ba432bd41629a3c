"""What the budget team does with ideas: let them pass or not, ask whether two may be joined, take a proposal over."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.protection import keep_private
from civic.lifecycle import Refusal, Refused, require
from civic.outbox.actions import post, recall
from civic.seen import may_replace
from civic.verbs import change, letting, lock_people, lock_things, tell
from civic.writing import kept
from proposals.budgets import idea_rules, marks, rules
from proposals.budgets.actions.calling import lock_ideas
from proposals.budgets.ideas import Idea, Joining
from proposals.budgets.models import Area, Cycle
from proposals.models import Proposal
from proposals.rules import LETTER_LEFT


@transaction.atomic
def pass_idea(idea: Idea, person: Person, *, now: datetime, seen: str | None = None) -> Idea:
    """Let an idea pass. Its letter, here and below, waits until that can no longer be taken back. `seen`:
    `marks.whole_idea`."""
    (idea,) = lock_ideas(idea, people=[person])
    require(idea_rules.may_screen(idea, idea.cycle, person, now))
    require(may_replace(seen, marks.whole_idea(idea)))
    change(idea, screened_at=now, screened_by=person)
    tell(idea, "idea_passed", person, now, letter_at=idea_rules.taken_back_until(idea))
    return idea


@transaction.atomic
def refuse_idea(
    idea: Idea, person: Person, *, now: datetime, grounds: Collection[str], note: str, seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Idea:  # fmt: skip
    """Not let it pass, on published `grounds` (codes) with a `note`; `confirmed`: passages of the note that may be
    public."""
    (idea,) = lock_ideas(idea, people=[person])
    grounds, note = sorted(set(grounds)), kept(note, rules.TEXT_LIMIT)
    require(idea_rules.may_refuse(idea, idea.cycle, person, now, grounds, note))
    require(may_replace(seen, marks.whole_idea(idea)))
    keep_private(idea, idea.author, person, note, now=now, confirmed=confirmed, deed="idea_refused")
    change(idea, screened_at=now, screened_by=person, refused_at=now, grounds=grounds, note=note)
    tell(idea, "idea_refused", person, now, letter_at=idea_rules.taken_back_until(idea), grounds=grounds)
    tell_joined(idea, idea_rules.taken_back_until(idea))
    return idea


def tell_joined(carrier: Idea, at: datetime) -> None:
    """Post the letter to the authors of the ideas that `carrier` stood for: it came to its end."""
    if carrier.carried.exists():
        post("budgets.carrier_ended", carrier.record_key, key=f"{carrier.record_key}:carrier_ended", at=at)


@transaction.atomic
def take_screening_back(idea: Idea, person: Person, *, now: datetime) -> Idea:
    """Have it wait for its screening again, before anybody has been told."""
    (idea,) = lock_ideas(idea, people=[person])
    require(idea_rules.may_take_back(idea, idea.cycle, person, now))
    decision = "idea_refused" if idea.refused_at else "idea_passed"
    if not recall(f"{idea.record_key}:{decision}", f"{idea.record_key}:carrier_ended"):
        raise Refused(LETTER_LEFT)
    with letting("budgets.taken_back", idea.pk):
        change(idea, screened_at=None, screened_by=None, refused_at=None, grounds=[], note="")
    tell(idea, "screening_taken_back", person, now, letter=False)
    return idea


@transaction.atomic
def ask_to_join(carrier: Idea, idea: Idea, person: Person, *, now: datetime, note: str) -> Joining:
    """Ask the authors of both, once, whether `carrier` may stand for `idea`, too."""
    carrier, idea = lock_ideas(carrier, idea, people=[person])
    note = kept(note, rules.NOTE_LIMIT)
    require(idea_rules.may_ask_to_join(carrier, idea, idea.cycle, person, now, note))
    if Joining.objects.filter(carrier=carrier, idea=idea).exists():
        raise Refused(Refusal("asked", _("Both authors have been asked about these two already.")))
    joining = Joining.objects.create(carrier=carrier, idea=idea, note=note, asked_at=now)
    tell(idea, "joining_asked", person, now, public=False, letter=False, carrier=carrier.pk)
    key = f"{idea.record_key}:joining_asked:{carrier.pk}"
    post("budgets.joining_asked", idea.record_key, key=key, at=now, joining=joining.pk)
    return joining


@transaction.atomic
def adopt(cycle: Cycle, person: Person, proposal: Proposal, *, area: Area, now: datetime) -> Idea:
    """Take an established proposal over as an idea of its proposer that has passed; adopted again, the same idea."""
    proposal, cycle = lock_things([Proposal.objects.filter(pk=proposal.pk), Cycle.objects.filter(pk=cycle.pk)])
    lock_people(person)
    require(idea_rules.may_adopt(cycle, proposal, person, now))
    if there := Idea.objects.filter(cycle=cycle, proposal=proposal).first():
        return there
    words = {name: getattr(proposal, name) for name in ("title", "body", "theme", "district")}
    idea = Idea.objects.create(
        cycle=cycle, area=cycle.areas.get(pk=area.pk), author_id=proposal.proposer_id, proposal=proposal,
        created_at=now, submitted_at=now, screened_at=now, screened_by=person, **words,
    )  # fmt: skip
    change(cycle)
    tell(idea, "idea_adopted", person, now, proposal=proposal.pk)
    return idea
