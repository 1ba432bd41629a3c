"""What the proposer does: draft, submit, amend, withdraw."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.protection import citizens_passages
from civic.duties import actions as duties
from civic.duties.rules import working_days
from civic.files import evidence
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.personal import Passage, require_confirmed
from civic.seen import may_replace
from civic.text import IDENTITY
from civic.verbs import change, lock_people, locked, tell
from civic.writing import kept
from proposals import marks, rules
from proposals.duties import REVIEW
from proposals.models import Evidence, Proposal, Terms
from proposals.models.former import FormerText


@transaction.atomic
def save_draft(
    proposer: Person, *, now: datetime, proposal: Proposal | None = None, seen: str | None = None, **fields: Any
) -> Proposal:
    """Create a draft, or change one's own draft or text to be amended. A draft needs no title yet, but some words.

    `fields`: some of title, body, benefits, difference, theme, district, agency. `seen`: `marks.words` as the proposer
    saw them.
    """
    fields = {name: _as_kept(name, value) for name, value in fields.items()}
    if proposal is None:
        lock_people(proposer)
        require(rules.may_draft(proposer, now), Denied)
        require(rules.may_be_kept(*(fields.get(name, "") for name in rules.NEEDED_TEXTS)))
        return Proposal.objects.create(proposer=proposer, created_at=now, **fields)
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    changed = {name: value for name, value in fields.items() if getattr(proposal, name) != value}
    if changed:
        require(may_replace(seen, marks.words(proposal)))
        require(rules.may_be_kept(*(changed.get(name, getattr(proposal, name)) for name in rules.NEEDED_TEXTS)))
        change(proposal, **changed)
    return proposal


LIMITS = {
    "title": rules.TITLE_LIMIT,
    "body": rules.TEXT_LIMIT,
    "benefits": rules.TEXT_LIMIT,
    "difference": rules.REASON_LIMIT,
}


def _as_kept(name, value):
    return kept(value, LIMITS[name], one_line=name == "title") if name in LIMITS else value


@transaction.atomic
def add_evidence(
    proposal: Proposal, proposer: Person, *, now: datetime, title: str, url: str = "", file: File | None = None
) -> Evidence:
    """Attach a link or a file (exactly one of them) while the text can be edited and there is room; returns it.

    `file` is one that the intake took (`civic.files.intake`).
    """
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    return evidence.add(proposal.evidence, title=title, url=url, file=file)


@transaction.atomic
def remove_evidence(proposal: Proposal, proposer: Person, one: Evidence, *, now: datetime) -> None:
    """Take a link or file away again, from the disk too, while the text can be edited."""
    proposal = locked(proposal, proposer)
    require(rules.may_edit(proposal, proposer, now))
    evidence.remove(proposal.evidence, one)


def passages_of(proposal: Proposal) -> list[Passage]:
    """What in the texts and the evidence of a proposal gives somebody away."""
    return citizens_passages(proposal.title, proposal.body, proposal.benefits, *evidence.texts(proposal.evidence))


@transaction.atomic
def submit(
    proposal: Proposal, proposer: Person, *, now: datetime, seen: str | None = None, confirmed: Collection[str] = ()
) -> Proposal:
    """Hand the draft in. The review is due when the last of the working days after today ends.

    `seen`: `marks.reviewed` as the proposer looked it over, here and below. Raises `Unconfirmed` for passages that
    give somebody away and are not `confirmed`.
    """
    proposal = locked(proposal, proposer)
    require(rules.may_submit(proposal, proposer, now))
    require(may_replace(seen, marks.reviewed(proposal)))
    require_confirmed(passages_of(proposal), confirmed)
    days = Terms.objects.in_force(timezone.localdate(now)).review_days
    duties.impose(proposal, {REVIEW: working_days(days)}, at=now)
    change(proposal, submitted_at=now)
    tell(proposal, "received", proposer, now, public=False)
    return proposal


@transaction.atomic
def amend(
    proposal: Proposal, proposer: Person, *, now: datetime, seen: str | None = None, confirmed: Collection[str] = ()
) -> Proposal:
    """Hand the amended text in. The review clock goes on with the working days it had left. `confirmed`: as in
    `submit`; what the former text gives away beside that keeps it from being shown."""
    proposal = locked(proposal, proposer)
    require(rules.may_amend(proposal, proposer, now))
    require(may_replace(seen, marks.reviewed(proposal)))
    require_confirmed(passages_of(proposal), confirmed)
    hidden = {"former_hidden": True} if _hide_former(proposal, confirmed) else {}
    duties.resume(proposal, REVIEW, at=now)
    change(proposal, amended_at=now, looks_again_at=None)
    tell(proposal, "amended", proposer, now, public=False, letter=False, **hidden)
    return proposal


def _hide_former(proposal, confirmed):
    """Whether the former text is hidden now: somebody's data stand in it that nobody has said may be public, such as
    what the proposer has just taken out."""
    former = FormerText.objects.filter(proposal=proposal, is_hidden=False).first()
    found = citizens_passages(former.title, former.body, former.benefits) if former else []
    if all(passage.kind != IDENTITY and passage.key in confirmed for passage in found):
        return False
    former.is_hidden = True
    former.save(update_fields=["is_hidden"])
    return True


@transaction.atomic
def start_anew(proposal: Proposal, proposer: Person, *, now: datetime) -> Proposal:
    """A new draft with the text and the links of one's own that ended without an answer; returns the draft."""
    proposal = locked(proposal, proposer)
    require(rules.may_start_anew(proposal, proposer, now))
    same = {name: getattr(proposal, name) for name in ("title", "body", "benefits", "theme", "district", "agency")}
    draft = Proposal.objects.create(proposer=proposer, created_at=now, **same)
    links = proposal.evidence.exclude(url="").order_by("pk")
    Evidence.objects.bulk_create(Evidence(proposal=draft, title=link.title, url=link.url) for link in links)
    return draft


@transaction.atomic
def delete_draft(proposal: Proposal, proposer: Person, *, now: datetime) -> None:
    """Delete one's own draft with its evidence, from the disk too. Nobody else has seen it, and nothing of it stays."""
    proposal = locked(proposal, proposer)
    require(rules.may_delete(proposal, proposer, now))
    gone = list(proposal.evidence.exclude(file=""))
    proposal.delete()
    evidence.delete_files(gone)


@transaction.atomic
def withdraw(
    proposal: Proposal, proposer: Person, *, now: datetime, reason: str, confirmed: Collection[str] = ()
) -> Proposal:
    """Withdraw before the threshold. A page that was public stays, with the reason. `confirmed`: as in `submit`."""
    proposal = locked(proposal, proposer)
    require(rules.may_withdraw(proposal, proposer, now))
    reason = kept(reason, rules.REASON_LIMIT)
    if not reason:
        raise Refused(Refusal("no_reason", _("Please give the reason; it stays on the page.")))
    require_confirmed(citizens_passages(reason), confirmed)
    duties.release(proposal, at=now)
    change(proposal, withdrawn_at=now, withdrawn_reason=reason, looks_again_at=None)
    tell(proposal, "withdrawn", proposer, now, public=proposal.opens_at is not None)
    return proposal
