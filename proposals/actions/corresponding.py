"""What the agency and the proposer write to each other, a look at how to reach the proposer otherwise, and when what is
private is forgotten."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.duties import actions as duties
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.security.actions import note
from civic.verbs import change, locked, tell
from civic.writing import kept
from proposals import rules
from proposals.actions.answering import leads
from proposals.duties import CONTACT
from proposals.models import Proposal
from proposals.models.correspondence import KEPT, Look, Message


@transaction.atomic
def write_to_proposer(proposal: Proposal, official: Person, *, now: datetime, text: str) -> Proposal:
    """Send the proposer a message of the lead agency; the first one fulfils the duty to contact them.

    They get it as a letter that leads to a page on which to reply.
    """
    proposal = locked(proposal, official, proposal.proposer)
    is_there = proposal.proposer.is_active
    require(rules.may_write_to_proposer(proposal, official, leads(proposal, official), is_there))
    require(rules.may_send(text))
    note_deed(proposal, official, [proposal.agency], "message", now)
    _send(proposal, official, now, text, "message", proposal.agency)
    if not proposal.answered_at and duties.fulfil(proposal, CONTACT, at=now):
        change(proposal)
        tell(proposal, "contacted", proposal.agency, now, letter=False)
    return proposal


@transaction.atomic
def reply(proposal: Proposal, proposer: Person, *, now: datetime, text: str) -> Proposal:
    """Send the lead agency the proposer's words; its officials get a letter that leads to their desk."""
    proposal = locked(proposal, proposer)
    require(rules.may_reply(proposal, proposer, proposal.messages.exists()))
    require(rules.may_send(text))
    _send(proposal, proposer, now, text, "reply", None)
    return proposal


def _send(proposal, author, now, text, kind, agency):
    message = Message.objects.create(
        proposal=proposal, author=author, agency=agency, text=kept(text, rules.TEXT_LIMIT), written_at=now
    )
    write(kind, proposal.record_key, actor=author, at=now, public=False, message=message.pk)
    key = f"{proposal.record_key}:{kind}:{message.pk}"
    post(f"proposals.{kind}", proposal.record_key, key=key, at=now, message=message.pk)


@transaction.atomic
def look_up_contact(proposal: Proposal, official: Person, *, now: datetime, reason: str) -> Look:
    """Note that `official` is shown the proposer's phone number and e-mail address, and what for; returns the note."""
    proposal = locked(proposal, official)
    lead, is_there = leads(proposal, official), proposal.proposer.is_active
    require(rules.may_look_up_contact(proposal, official, lead, now, is_there, reason))
    reason = kept(reason, rules.REASON_LIMIT, one_line=True)
    note_deed(proposal, official, [proposal.agency], "looked_up", now)
    write("looked_up", proposal.record_key, actor=official, at=now, public=False)
    look = Look.objects.create(proposal=proposal, agency=proposal.agency, official=official, reason=reason, at=now)
    note("looked_up", about=proposal.proposer, actor=official, thing=proposal.record_key, look=look.pk)
    return look


@transaction.atomic
def forget_correspondence(now: datetime) -> int:
    """Delete messages and looks older than `KEPT`; returns how many."""
    old = now - KEPT
    return Message.objects.filter(written_at__lt=old).delete()[0] + Look.objects.filter(at__lt=old).delete()[0]


@transaction.atomic
def forget_differences(now: datetime) -> int:
    """Erase what proposers told reviewers of similar proposals, `rules.DIFFERENCE_KEPT` after the review has ended, by
    whatever end; returns how many."""
    old = now - rules.DIFFERENCE_KEPT
    ended = Q(reviewed_at__lt=old) | Q(withdrawn_at__lt=old) | Q(amend_due_at__lt=old, amended_at=None)
    told = Proposal.objects.filter(ended).exclude(difference="").order_by("pk").select_for_update(no_key=True)
    return Proposal.objects.filter(pk__in=list(told.values_list("pk", flat=True))).update(difference="")
