"""What the agencies do once a proposal is established: timetable, contact, demands, answer."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.agencies.rules import speaks_for
from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import MONTHS, Span
from civic.lifecycle import Refusal, Refused, require
from civic.verbs import change, locked, tell
from proposals import rules
from proposals.actions.protection import keep_private
from proposals.duties import ANSWER, CONTACT, TIMETABLE
from proposals.models import Answer, Demand, Finding, Proposal


def speaks(proposal: Proposal, official: Person | None) -> bool:
    """Whether `official` speaks for the lead agency or a supporting one."""
    agencies = [proposal.agency, *proposal.supporting.all()]
    return any(speaks_for(official, agency) for agency in agencies if agency)


def leads(proposal: Proposal, official: Person | None) -> bool:
    """Whether `official` speaks for the lead agency."""
    return proposal.agency is not None and speaks_for(official, proposal.agency)


def _for_lead(proposal, official, now):
    proposal = locked(proposal, official)
    require(rules.may_answer_for(proposal, official, leads(proposal, official), now))
    return proposal


@transaction.atomic
def publish_timetable(proposal: Proposal, official: Person, *, now: datetime, text: str) -> Proposal:
    """Publish who does what until when; the last one published stands."""
    proposal = _for_lead(proposal, official, now)
    _need(text, _("Please write the timetable."))
    keep_private(proposal, text)
    first = duties.fulfil(proposal, TIMETABLE, at=now)
    change(proposal, timetable_text=text.strip())
    tell(proposal, "timetable", proposal.agency, now, letter=first is not None)
    return proposal


@transaction.atomic
def record_contact(proposal: Proposal, official: Person, *, now: datetime) -> Proposal:
    """Note that the proposer has been contacted."""
    proposal = _for_lead(proposal, official, now)
    if duties.fulfil(proposal, CONTACT, at=now) is None:
        raise Refused(Refusal("contacted", _("The contact has already been noted.")))
    change(proposal)
    tell(proposal, "contacted", proposal.agency, now, letter=False)
    return proposal


@transaction.atomic
def set_supporting(
    proposal: Proposal, official: Person, *, now: datetime, agencies: Iterable[Agency]
) -> Proposal:
    """Name the agencies that answer together with the lead."""
    proposal = _for_lead(proposal, official, now)
    proposal.supporting.set(agency for agency in agencies if agency != proposal.agency)
    change(proposal)
    codes = sorted(proposal.supporting.values_list("code", flat=True))
    tell(proposal, "supporting", proposal.agency, now, letter=False, agencies=codes)
    return proposal


@transaction.atomic
def set_demands(proposal: Proposal, official: Person, *, now: datetime, texts: Iterable[str]) -> Proposal:
    """Split the proposal into its demands, as agreed with the proposer.

    What has been drafted on a demand stays with it, wherever it now stands in the list; a demand that was
    rewritten keeps what was drafted on its number.
    """
    proposal = _for_lead(proposal, official, now)
    texts = [text.strip() for text in texts if text.strip()]
    if not texts:
        raise Refused(Refusal("no_demands", _("Please write at least one demand.")))
    keep_private(proposal, *texts)
    _renumber(proposal, texts)
    change(proposal)
    tell(proposal, "demands", proposal.agency, now, letter=False, demands=len(texts))
    return proposal


def _renumber(proposal, texts):
    drafted = list(Finding.objects.filter(demand__proposal=proposal).select_related("demand"))
    by_text = {finding.demand.text: finding for finding in drafted if finding.demand.text in texts}
    by_number = {finding.demand.number: finding for finding in drafted if finding.demand.text not in by_text}
    Finding.objects.filter(demand__proposal=proposal).delete()
    proposal.demands.all().delete()
    for number, text in enumerate(texts, 1):
        row = Demand.objects.create(proposal=proposal, number=number, text=text)
        if finding := by_text.pop(text, None) or by_number.pop(number, None):
            kept = {name: getattr(finding, name) for name in ("answer", "agency", "finding", "reasons")}
            Finding.objects.create(demand=row, **kept)


@transaction.atomic
def extend(proposal: Proposal, official: Person, *, now: datetime, reason: str, months: int) -> Proposal:
    """Postpone the answer once, by one or two months, with a public reason."""
    proposal = locked(proposal, official)
    lead = leads(proposal, official)
    due = Duty.objects.about(proposal).filter(kind=ANSWER).first()
    require(rules.may_extend(proposal, official, lead, now, due and due.due_at, reason, months))
    keep_private(proposal, reason)
    duties.extend(proposal, ANSWER, at=now, by=Span(months, MONTHS))
    change(proposal, extended_at=now, extension_reason=reason.strip())
    tell(proposal, "extended", proposal.agency, now, months=months)
    return proposal


@transaction.atomic
def draft_answer(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    text: str,
    findings: Mapping[int, tuple[str, str, Agency] | None],
) -> Answer:
    """Save the joint answer as a draft that only the agencies see; returns the draft.

    `findings`: {demand number: (finding code, reasons, agency), or None for not decided yet}; those not
    named stay as they were.
    """
    proposal = locked(proposal, official)
    require(rules.may_answer_for(proposal, official, speaks(proposal, official), now))
    answer, _created = Answer.objects.update_or_create(
        proposal=proposal, defaults={"text": text, "drafted_at": now}
    )
    demands = {row.number: row for row in proposal.demands.all()}
    for number, drafted in findings.items():
        if drafted is None:
            Finding.objects.filter(demand__proposal=proposal, demand__number=number).delete()
        elif number in demands:
            finding, reasons, agency = drafted
            facts = {"answer": answer, "finding": finding, "reasons": reasons, "agency": agency}
            Finding.objects.update_or_create(demand=demands[number], defaults=facts)
    return answer


@transaction.atomic
def publish_answer(proposal: Proposal, official: Person, *, now: datetime) -> Proposal:
    """Publish the drafted answer with its finding per demand; it cannot be taken back."""
    proposal = locked(proposal, official)
    numbers = [row.number for row in proposal.demands.all()]
    findings = Finding.objects.filter(demand__proposal=proposal).select_related("demand")
    reasons = {finding.demand.number: finding.reasons for finding in findings}
    lead = leads(proposal, official)
    require(rules.may_publish_answer(proposal, official, lead, now, numbers, reasons))
    answer = Answer.objects.filter(proposal=proposal).first()
    _need(answer and answer.text, _("Please write the answer first."))
    keep_private(proposal, answer.text, *reasons.values())
    answer_duty = duties.fulfil(proposal, ANSWER, at=now)
    duties.release(proposal, at=now)
    change(proposal, answered_at=now)
    tell(proposal, "answered", proposal.agency, now, late=now >= answer_duty.due_at)
    return proposal


def _need(text, sentence):
    if not text or not text.strip():
        raise Refused(Refusal("empty", sentence))
