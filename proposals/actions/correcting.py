"""A published answer is corrected: the new version takes the place of the old one, which stays beside it."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from civic.accounts.models import Person
from civic.agencies.deputies import note_deed
from civic.agencies.models import Agency
from civic.lifecycle import require
from civic.outbox.actions import post
from civic.record.actions import write
from civic.seen import may_replace
from civic.verbs import change, letting, locked
from civic.writing import kept
from proposals import marks, rules
from proposals.actions.answering import leads
from proposals.actions.protection import keep_private
from proposals.models import Finding, Proposal
from proposals.models.former import FormerAnswer


@transaction.atomic
def correct_answer(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    reason: str,
    text: str,
    findings: Mapping[int, tuple[str, str, Agency]],
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Publish a corrected answer with the public `reason`; everybody who got the first is told.

    `findings`: {demand number: (finding code, reasons, agency)} of every demand; `seen`: `marks.draft` of what the
    official read. The deadline stays judged by the first answer. `confirmed`: see `protection.keep_private`.
    """
    proposal = locked(proposal, official)
    rows = list(Finding.objects.filter(demand__proposal=proposal).select_related("demand", "agency"))
    published = {row.demand.number: (row.finding, _even(row.reasons), row.agency) for row in rows}
    corrected = {number: (code, _even(words), agency) for number, (code, words, agency) in findings.items()}
    require(rules.may_correct_answer(proposal, official, leads(proposal, official), now, reason))
    require(may_replace(seen, marks.draft(proposal)))
    answer = proposal.answer
    is_new = (_even(answer.text), published) != (_even(text), corrected)
    reasons = {number: words for number, (_code, words, _agency) in corrected.items()}
    require(rules.may_replace_answer(text, published, reasons, is_new))
    reason, text = _even(reason), _even(text)
    words = (reason, text, *reasons.values())
    keep_private(proposal, official, *words, now=now, confirmed=confirmed, deed="corrected")
    count = proposal.former_answers.count() + 1
    _keep(proposal, answer, rows, count, now, reason)
    answer.text = text
    with letting("proposals.corrected", proposal.pk):
        answer.save(update_fields=["text"])
        for row in rows:
            row.finding, row.reasons, row.agency = corrected[row.demand.number]
            row.save(update_fields=["finding", "reasons", "agency"])
    change(proposal)
    note_deed(proposal, official, [proposal.agency], "corrected", now)
    write("corrected", proposal, actor=proposal.agency, at=now, reason=reason)
    key = f"{proposal.record_key}:corrected:{count}"
    post("proposals.corrected", proposal.record_key, key=key, at=now, reason=reason)
    return proposal


def _even(text):
    """As it is compared and kept."""
    return kept(text, rules.TEXT_LIMIT)


def _keep(proposal, answer, rows, number, now, reason):
    before = proposal.former_answers.last()
    FormerAnswer.objects.create(
        proposal=proposal,
        number=number,
        published_at=before.replaced_at if before else proposal.answered_at,
        replaced_at=now,
        reason=reason,
        agency=proposal.agency,
        text=answer.text,
        findings=[
            {
                "number": row.demand.number,
                "demand": row.demand.text,
                "finding": row.finding,
                "reasons": row.reasons,
                "agency": row.agency.code,
            }
            for row in rows
        ],
    )
