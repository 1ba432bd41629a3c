"""What the author of an idea does: write it down, hand it in, withdraw it, agree to a joining, leave."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.protection import citizens_passages
from civic.files import evidence
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.personal import Passage, require_confirmed
from civic.seen import may_replace
from civic.text import is_empty
from civic.verbs import change, lock_people, lock_things, tell
from civic.writing import kept
from proposals.budgets import idea_rules, marks, rules
from proposals.budgets.ideas import Idea, IdeaEvidence, Joining
from proposals.budgets.models import Cycle

LIMITS = {"title": rules.TITLE_LIMIT, "body": rules.TEXT_LIMIT, "place": rules.PLACE_LIMIT}


def lock_ideas(*ideas: Idea, people: Collection[Any]) -> list[Idea]:
    """The rows of `ideas`, of one cycle, as they are now and in their order, with their cycle; all locked: the cycle,
    then the ideas, then `people`."""
    rows = Idea.objects.filter(pk__in=[idea.pk for idea in ideas])
    cycle, *found = lock_things([Cycle.objects.filter(pk=ideas[0].cycle_id), rows])
    lock_people(*people)
    for idea in found:
        idea.cycle = cycle
    by_pk = {idea.pk: idea for idea in found}
    return [by_pk[idea.pk] for idea in ideas]


@transaction.atomic
def save_idea(
    author: Person, *, now: datetime, cycle: Cycle | None = None, idea: Idea | None = None, seen: str | None = None,
    **fields: Any,
) -> Idea:  # fmt: skip
    """Begin a draft in `cycle`, or change one's own, `idea`. `fields`: some of area, title, body, place, theme,
    district, cost. `seen`: `marks.idea` as the author saw it."""
    fields = {name: _as_kept(name, value) for name, value in fields.items()}
    if idea is None:
        (cycle,) = lock_things([Cycle.objects.filter(pk=cycle.pk)])
        lock_people(author)
        require(idea_rules.may_begin(cycle, author, now))
        idea = Idea(cycle=cycle, author=author, created_at=now, **fields)
        _judge_words(idea)
        idea.save()
        return idea
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_edit(idea, idea.cycle, author, now))
    changed = {name: value for name, value in fields.items() if getattr(idea, name) != value}
    if changed:
        require(may_replace(seen, marks.idea(idea)))
        change(idea, **changed)
        _judge_words(idea)
    return idea


def _as_kept(name, value):
    return kept(value, LIMITS[name], one_line=name != "body") if name in LIMITS else value


def _judge_words(idea):
    if is_empty(idea.title) and is_empty(idea.body):
        raise Refused(Refusal("empty", _("Please write a title or a text first.")))
    if idea.area and idea.area.cycle_id != idea.cycle_id:
        raise Refused(Refusal("no_area", _("Please choose an area of this cycle.")))


@transaction.atomic
def add_evidence(
    idea: Idea, author: Person, *, now: datetime, title: str, url: str = "", file: File | None = None
) -> IdeaEvidence:
    """Attach a link or a file to one's draft; see `evidence.add`."""
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_edit(idea, idea.cycle, author, now))
    return evidence.add(idea.evidence, title=title, url=url, file=file)


@transaction.atomic
def remove_evidence(idea: Idea, author: Person, one: IdeaEvidence, *, now: datetime) -> None:
    """Take a link or file of one's draft away again, from the disk too."""
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_edit(idea, idea.cycle, author, now))
    evidence.remove(idea.evidence, one)


def passages_of(idea: Idea) -> list[Passage]:
    """What in the texts and the evidence of an idea gives somebody away."""
    return citizens_passages(idea.title, idea.body, idea.place, *evidence.texts(idea.evidence))


@transaction.atomic
def hand_in(
    idea: Idea, author: Person, *, now: datetime, seen: str | None = None, confirmed: Collection[str] = ()
) -> Idea:
    """Hand the draft in: from now on everybody reads it. Raises `Unconfirmed` for passages that give somebody away and
    are not `confirmed`."""
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_hand_in(idea, idea.cycle, author, now))
    require(may_replace(seen, marks.whole_idea(idea)))
    require_confirmed(passages_of(idea), confirmed)
    change(idea, submitted_at=now)
    tell(idea, "idea_received", author, now)
    return idea


@transaction.atomic
def withdraw_idea(idea: Idea, author: Person, *, now: datetime) -> Idea:
    """Take one's idea back during the call; its page stays."""
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_withdraw(idea, idea.cycle, author, now))
    _withdraw(idea, author, now)
    return idea


def _withdraw(idea, author, now):
    change(idea, withdrawn_at=now)
    tell(idea, "idea_withdrawn", author, now, letter=False)


@transaction.atomic
def delete_idea(idea: Idea, author: Person) -> None:
    """Delete one's draft with its evidence, from the disk too. Nobody else has seen it."""
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_delete(idea, idea.cycle, author))
    gone = list(idea.evidence.all())
    idea.delete()
    evidence.delete_files(gone)


@transaction.atomic
def answer_joining(joining: Joining, author: Person, *, now: datetime, agrees: bool) -> Joining:
    """Say yes or no to the joining of one's idea with another; with the second yes they are joined. One no is final;
    harmless when repeated."""
    carrier, idea = lock_ideas(joining.carrier, joining.idea, people=[author])
    joining = Joining.objects.select_for_update().get(pk=joining.pk)
    own = [f"{name}_agreed_at" for name, one in (("carrier", carrier), ("idea", idea)) if one.author_id == author.pk]
    has_agreed = bool(own) and all(getattr(joining, name) for name in own)
    if own and joining.declined_at or has_agreed and agrees:
        return joining
    require(idea_rules.may_answer_joining(carrier, idea, idea.cycle, author, now), Denied)
    if not agrees:
        joining.declined_at = now
    else:
        for name in own:
            setattr(joining, name, now)
    joining.save(update_fields=["declined_at", "carrier_agreed_at", "idea_agreed_at"])
    tell(idea, "joining_answered", author, now, public=False, letter=False, agrees=agrees, carrier=carrier.pk)
    if joining.carrier_agreed_at and joining.idea_agreed_at:
        _join(carrier, idea, now)
    return joining


def _join(carrier, idea, now):
    """Let `carrier` stand for `idea`, and for what that stood for."""
    change(idea, carrier=carrier, joined_at=now)
    change(carrier)
    tell(idea, "idea_joined", "clock", now, carrier=carrier.pk)


@transaction.atomic
def separate(idea: Idea, author: Person, *, now: datetime) -> Idea:
    """Have one's joined idea go on by itself where it stood before, since the one that stands for it came to its end.
    """
    (idea,) = lock_ideas(idea, people=[author])
    require(idea_rules.may_separate(idea, idea.root, idea.cycle, author, now))
    carrier = idea.carrier_id
    change(idea, carrier=None, joined_at=None)
    tell(idea, "idea_separated", author, now, letter=False, carrier=carrier)
    return idea


@transaction.atomic
def join_ideas(person: Person, other: Person) -> None:
    """Let the ideas of `other` be those of `person`: part of joining the two accounts, within its fence."""
    Idea.objects.filter(author=other).update(author=person)


def leave_ideas(author: Person, *, now: datetime) -> None:
    """Delete drafts and withdraw what is handed in as long as the call lasts, whether or not the author may act; the
    rest stays, without a nickname. What they were still asked about a joining is answered with no."""
    own = Idea.objects.filter(author=author)
    gone = list(IdeaEvidence.objects.filter(idea__author=author, idea__submitted_at=None))
    own.filter(submitted_at=None).delete()
    evidence.delete_files(gone)
    for idea in own.filter(withdrawn_at=None).order_by("pk"):
        (idea,) = lock_ideas(idea, people=[author])
        if idea_rules.ends_with_its_author(idea, idea.cycle, now):
            _withdraw(idea, author, now)
    asked = Q(idea__in=own, idea_agreed_at=None) | Q(carrier__in=own, carrier_agreed_at=None)
    Joining.objects.filter(asked, declined_at=None).update(declined_at=now)
