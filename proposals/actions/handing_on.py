"""A case that lies at the wrong agency goes on to another one."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.models import Agency
from civic.duties import actions as duties
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.seen import may_replace
from civic.verbs import change, locked
from civic.writing import kept
from proposals import marks, rules
from proposals.actions.answering import leads
from proposals.actions.attending import as_it_is, warn_if_unattended
from proposals.actions.protection import keep_private
from proposals.models import Finding, Proposal


@transaction.atomic
def hand_on(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    agency: Agency,
    reason: str,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Let `agency` lead from now on. The clock goes on; what is done stays done by whoever did it. `official` speaks
    for the agency that leads; before the proposal is established it may be a reviewer or an administrator, too.

    Drafts go along, and what was drafted in the name of the former lead stands in that of the new one: nobody publishes
    a finding of an agency that has given the case away. `seen`: `marks.lead` as `official` saw it; `confirmed`: see
    `protection.keep_private`.
    """
    proposal, agency = locked(proposal, official), as_it_is(agency)
    lead = leads(proposal, official)
    may = rules.may_hand_on if proposal.established_at else rules.may_transfer
    require(may(proposal, official, lead, now, agency, reason))
    require(may_replace(seen, marks.lead(proposal)))
    reason = kept(reason, rules.TEXT_LIMIT)
    keep_private(proposal, official, reason, now=now, confirmed=confirmed, deed="handed_on")
    before = proposal.agency
    duties.hand_on(proposal, agency_id=agency.pk)
    Finding.objects.filter(demand__proposal=proposal, agency=before).update(agency=agency)
    proposal.supporting.remove(agency)
    change(proposal, agency=agency)
    note_deed(proposal, official, [before], "handed_on", now)
    actor, said = before if lead else official, {"before": before.code, "after": agency.code, "reason": reason}
    write("handed_on", proposal, actor=actor, at=now, **said)
    key = f"{proposal.record_key}:handed_on:{proposal.version}"
    told = {"agency": before.pk, "to": agency.pk, "reason": reason}
    post("proposals.handed_on", proposal.record_key, key=key, at=now, **told)
    if not proposal.established_at:
        warn_if_unattended(proposal, agency, f"handed_on:{proposal.version}", now)
    return proposal
