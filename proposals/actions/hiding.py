"""Reasons that should not stand there: anybody reports one, a reviewer hides it or leaves it, the endorser may object
and another reviewer decides. The endorsement itself counts on, whatever becomes of its words."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import Denied, require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.verbs import change, lock_people, lock_things
from civic.writing import kept
from proposals import rules
from proposals.models import Endorsement, HiddenReason, Proposal, ReasonReport

MOST_REPORTS = 20  # kept of one reason: the reviewer looks at it after the first


@transaction.atomic
def report_reason(proposal: Proposal, number: int, *, now: datetime, ground: str, words: str = "") -> None:
    """Say that a reason should not stand there; nobody is asked who says it, and nobody who endorses waits for it."""
    (endorsement,) = lock_things([Endorsement.objects.filter(proposal=proposal, number=number)])
    is_hidden = HiddenReason.objects.standing().filter(proposal=proposal, number=number).exists()
    require(rules.may_report(endorsement.reason, endorsement.voided_at, is_hidden))
    words = kept(words, rules.REASON_LIMIT)
    if ReasonReport.objects.filter(proposal=proposal, number=number).count() < MOST_REPORTS:
        ReasonReport.objects.create(proposal=proposal, number=number, ground=ground, words=words, at=now)


@transaction.atomic
def leave_reason(proposal: Proposal, number: int, reviewer: Person, *, now: datetime) -> None:
    """Decide that a reported reason may stand: the reports go."""
    proposal, endorsement, _hidden = _held(proposal, number, reviewer)
    require(rules.may_judge_reasons(proposal, reviewer, endorsement.person_id), Denied)
    reports = ReasonReport.objects.filter(proposal=proposal, number=number)
    if count := reports.delete()[0]:
        write("reason_left", proposal, actor=reviewer, at=now, public=False, number=number, reports=count)


@transaction.atomic
def hide_reason(
    proposal: Proposal, number: int, reviewer: Person, *, now: datetime, grounds: Collection[str], note: str
) -> HiddenReason:
    """Show a reason no longer, on `grounds` (codes) and with a `note` that its endorser gets as a letter."""
    proposal, endorsement, hidden = _held(proposal, number, reviewer)
    grounds = sorted(set(grounds))
    require(rules.may_hide(proposal, reviewer, endorsement.person_id, endorsement.reason, hidden, grounds, note))
    note = kept(note, rules.TEXT_LIMIT)
    hidden = HiddenReason.objects.create(
        proposal=proposal, number=number, grounds=grounds, note=note, hidden_at=now, hidden_by=reviewer
    )
    ReasonReport.objects.filter(proposal=proposal, number=number).delete()
    _told(proposal, hidden, "reason_hidden", reviewer, now, grounds=grounds)
    return hidden


@transaction.atomic
def object_to_hiding(proposal: Proposal, number: int, endorser: Person, *, now: datetime, words: str) -> HiddenReason:
    """Object, once, as whoever gave the reason; another reviewer will decide."""
    proposal, endorsement, hidden = _held(proposal, number, endorser)
    require(rules.may_object(hidden, endorsement.person_id, endorser, now))
    hidden.objection = kept(words, rules.TEXT_LIMIT, needed=rules.WHY_NOT_HIDE)
    hidden.objected_at = now
    hidden.save(update_fields=["objection", "objected_at"])
    write("reason_objected", proposal, actor=endorser, at=now, public=False, number=number)
    return hidden


@transaction.atomic
def decide_objection(
    proposal: Proposal, number: int, reviewer: Person, *, now: datetime, shows: bool, note: str
) -> HiddenReason:
    """Decide on an objection: show the reason again (`shows`), or let it stay hidden; the endorser gets the `note`."""
    proposal, endorsement, hidden = _held(proposal, number, reviewer)
    require(rules.may_decide(proposal, hidden, endorsement.person_id, reviewer, note))
    hidden.decided_at, hidden.decided_by = now, reviewer
    hidden.decision_note = kept(note, rules.TEXT_LIMIT)
    hidden.shown_again_at = now if shows else None
    hidden.save(update_fields=["decided_at", "decided_by", "decision_note", "shown_again_at"])
    _told(proposal, hidden, "reason_decided", reviewer, now, shown=shows)
    return hidden


def _held(proposal, number, *people):
    """The proposal, the endorsement and what is known of its hiding or None, all locked, and then `people`."""
    own = Proposal.objects.filter(pk=proposal.pk)
    kinds = [
        own,
        Endorsement.objects.filter(proposal__in=own, number=number),
        HiddenReason.objects.filter(proposal__in=own, number=number),
    ]
    proposal, endorsement, *hidden = lock_things(kinds)
    lock_people(*people)
    return proposal, endorsement, hidden[0] if hidden else None


def _told(proposal, hidden, verb, actor, now, **data):
    """On record for everybody, in every page that is open, and in a letter to the endorser."""
    change(proposal)
    write(verb, proposal, actor=actor, at=now, number=hidden.number, **data)
    key = f"{proposal.record_key}:{verb}:{hidden.number}"
    post(f"proposals.{verb}", proposal.record_key, key=key, at=now, number=hidden.number)
