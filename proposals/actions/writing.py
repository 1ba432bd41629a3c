"""What the proposer does: draft, submit, amend, withdraw."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.city import calendar
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.verbs import change, lock_people, locked, tell
from proposals import rules
from proposals.models import Evidence, Proposal, Terms

FIELDS = ("title", "body", "benefits", "theme", "district", "agency")


@transaction.atomic
def save_draft(proposer, *, now, proposal=None, **fields):
    """Create a draft, or change one's own draft or text to be amended. `fields`: some of `FIELDS`."""
    if proposal is None:
        lock_people(proposer)
        require(rules.may_draft(proposer, now), Denied)
        return Proposal.objects.create(proposer=proposer, created_at=now, **fields)
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    change(proposal, **fields)
    return proposal


@transaction.atomic
def add_evidence(proposal, proposer, *, now, title, url="", file=None):
    """Attach a link or a file (exactly one of them) while the text can be edited."""
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    if bool(url) == bool(file):
        raise Refused(Refusal("link_or_file", _("Please give either a link or a file.")))
    return Evidence.objects.create(proposal=proposal, title=title, url=url, file=file or "")


@transaction.atomic
def remove_evidence(proposal, proposer, evidence, *, now):
    """Take a link or file away again, from the disk too, while the text can be edited."""
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    for found in proposal.evidence.filter(pk=evidence.pk):
        found.delete()
        if found.file:
            transaction.on_commit(partial(found.file.storage.delete, found.file.name))


@transaction.atomic
def submit(proposal, proposer, *, now):
    """Hand the draft in. The review is due when the last of the working days after today ends."""
    proposal = locked(proposal, proposer)
    require(rules.may_submit(proposal, proposer, now))
    day = timezone.localdate(now)
    days = Terms.objects.in_force(day).review_days
    due = calendar.end_of_day(calendar.add_working_days(day, days))
    change(proposal, submitted_at=now, review_due_at=due)
    tell(proposal, "received", proposer, now, public=False)
    return proposal


@transaction.atomic
def amend(proposal, proposer, *, now):
    """Hand the amended text in. The review clock goes on with the working days it had left.

    The day on which the amendment was asked counts as not yet used, so at least one day is left.
    """
    proposal = locked(proposal, proposer)
    require(rules.may_amend(proposal, proposer, now))
    asked_on = timezone.localdate(proposal.amend_asked_at)
    left = calendar.working_days_between(
        asked_on - timedelta(days=1), calendar.last_day(proposal.review_due_at)
    )
    due = calendar.end_of_day(calendar.add_working_days(timezone.localdate(now), max(left, 1)))
    change(proposal, amended_at=now, review_due_at=due)
    tell(proposal, "amended", proposer, now, public=False, letter=False)
    return proposal


@transaction.atomic
def withdraw(proposal, proposer, *, now, reason):
    """Withdraw before the threshold. A page that was public stays, with the reason."""
    proposal = locked(proposal, proposer)
    require(rules.may_withdraw(proposal, proposer, now))
    if not reason.strip():
        raise Refused(Refusal("no_reason", _("Please give the reason; it stays on the page.")))
    change(proposal, withdrawn_at=now, withdrawn_reason=reason.strip(), looks_again_at=None)
    tell(proposal, "withdrawn", proposer, now, public=proposal.opens_at is not None)
    return proposal
