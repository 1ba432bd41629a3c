"""The one way in which the end of a window moves: later, by an administrator, with a public reason."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from civic.accounts.models import Person
from civic.lifecycle import Denied, require
from civic.outbox.actions import post, recall
from civic.seen import may_replace
from civic.verbs import change, locked, tell
from civic.writing import kept
from proposals import marks, rules
from proposals.actions.by_the_clock import lapse_key
from proposals.actions.protection import keep_private
from proposals.models import Proposal


@transaction.atomic
def prolong(
    proposal: Proposal,
    administrator: Person,
    *,
    now: datetime,
    by: timedelta,
    reason: str,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Let the window end later `by` this time, such as that in which nobody could get in. One that has ended opens
    again; what came while it was shut does not count, and a letter that it has lapsed does not leave any more.

    `seen`: `marks.window` as `administrator` saw it: who clicks twice, or after somebody else, adds nothing unseen.
    `confirmed`: see `protection.keep_private`.

    The record comes first: the database lets no window end at another time than it says.
    """
    proposal = locked(proposal, administrator)
    require(rules.may_prolong_any(administrator), Denied)
    require(rules.may_prolong(proposal, now, by, reason))
    require(may_replace(seen, marks.window(proposal)))
    reason = kept(reason, rules.TEXT_LIMIT)
    keep_private(proposal, administrator, reason, now=now, confirmed=confirmed, deed="prolonged")
    if now >= proposal.closes_at:
        recall(lapse_key(proposal))
    was, proposal.closes_at = proposal.closes_at, proposal.closes_at + by
    said = {"was": was.isoformat(), "closes_at": proposal.closes_at.isoformat(), "reason": reason}
    key = f"{proposal.record_key}:prolonged:{said['closes_at']}"
    tell(proposal, "prolonged", administrator, now, letter=False, **said)
    post("proposals.prolonged", proposal.record_key, key=key, at=now, **said)
    missed = proposal.looks_again_at if proposal.looks_again_at and proposal.looks_again_at <= now else None
    change(proposal, closes_at=proposal.closes_at, looks_again_at=missed or rules.next_turn(proposal, now))
    return proposal
