"""What the agencies do once a proposal is established: timetable, contact, demands, answer."""

from collections.abc import Collection, Iterable, Mapping
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
from civic.seen import may_replace
from civic.verbs import change, letting, locked
from civic.writing import kept
from proposals import marks, rules
from proposals.actions.attending import as_it_is, ask_for_support, in_charge, tell_of
from proposals.actions.protection import keep_private
from proposals.duties import ANSWER, CONTACT, TIMETABLE
from proposals.models import Answer, Demand, Finding, Proposal


def speaks(proposal: Proposal, official: Person | None) -> bool:
    """Whether `official` speaks for the lead agency or a supporting one."""
    return any(speaks_for(official, agency) for agency in in_charge(proposal))


def leads(proposal: Proposal, official: Person | None) -> bool:
    """Whether `official` speaks for the lead agency."""
    return proposal.agency is not None and speaks_for(official, proposal.agency)


def _for_lead(proposal, official, now):
    proposal = locked(proposal, official)
    require(rules.may_answer_for(proposal, official, leads(proposal, official), now))
    return proposal


@transaction.atomic
def publish_timetable(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    text: str,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Publish who does what until when; the last one published stands. `seen`: `marks.timetable` as `official` saw it;
    `confirmed`: see `protection.keep_private`.

    The same text once more says nothing new.
    """
    proposal = _for_lead(proposal, official, now)
    text = kept(text, rules.TEXT_LIMIT, needed=_("Please write the timetable."))
    if text == kept(proposal.timetable_text, rules.TEXT_LIMIT):
        return proposal
    require(may_replace(seen, marks.timetable(proposal)))
    keep_private(proposal, official, text, now=now, confirmed=confirmed, deed="timetable")
    first = duties.fulfil(proposal, TIMETABLE, at=now)
    change(proposal, timetable_text=text)
    tell_of(proposal, official, "timetable", now, letter=first is not None)
    return proposal


@transaction.atomic
def record_contact(proposal: Proposal, official: Person, *, now: datetime) -> Proposal:
    """Note that the proposer has been contacted."""
    proposal = _for_lead(proposal, official, now)
    if duties.fulfil(proposal, CONTACT, at=now) is None:
        raise Refused(Refusal("contacted", _("The contact has already been noted.")))
    change(proposal)
    tell_of(proposal, official, "contacted", now, letter=False)
    return proposal


@transaction.atomic
def set_supporting(
    proposal: Proposal, official: Person, *, now: datetime, agencies: Iterable[Agency], seen: str | None = None
) -> Proposal:
    """Name the agencies that answer together with the lead. `seen`: `marks.supporting` as `official` saw it.

    What has been drafted in the name of one that is taken off stands in that of the lead from now on. The same agencies
    once more say nothing new.
    """
    proposal = _for_lead(proposal, official, now)
    agencies = {agency.code: agency for agency in agencies if agency != proposal.agency}
    codes = sorted(agencies)
    if codes == sorted(proposal.supporting.values_list("code", flat=True)):
        return proposal
    require(may_replace(seen, marks.supporting(proposal)))
    newly = [as_it_is(agency) for agency in set(agencies.values()) - set(proposal.supporting.all())]
    for agency in newly:
        require(rules.may_be_named(agency))
    proposal.supporting.set(agencies.values())
    drafted = Finding.objects.filter(demand__proposal=proposal)
    drafted.exclude(agency__in=in_charge(proposal)).update(agency=proposal.agency)
    change(proposal)
    ask_for_support(proposal, newly, now)
    tell_of(proposal, official, "supporting", now, letter=False, agencies=codes)
    return proposal


@transaction.atomic
def set_demands(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    texts: Iterable[str | tuple[int, str]],
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Split the proposal into its demands, as agreed with the proposer. `seen`: `marks.demands` as `official` saw it;
    `confirmed`: see `protection.keep_private`.

    `texts`, in their order: (id of a demand there is, its text from now on), or the text of one; a text that stands
    already is that demand. What has been drafted on a demand stays with it, wherever it now stands and however it is
    written; it goes with a demand that is left out. The same demands once more say nothing new.
    """
    proposal = _for_lead(proposal, official, now)
    rows = _demands_of(proposal, texts)
    if not rows:
        raise Refused(Refusal("no_demands", _("Please write at least one demand.")))
    before = list(proposal.demands.all())
    if [(row.pk, row.text) for row in rows] == [(row.pk, row.text) for row in before]:
        return proposal
    require(may_replace(seen, marks.demands(proposal)))
    words = [row.text for row in rows]
    keep_private(proposal, official, *words, now=now, confirmed=confirmed, deed="demands")
    with letting("proposals.demands", proposal.pk):
        _renumber(rows, [gone for gone in before if gone.pk not in {row.pk for row in rows}])
    change(proposal)
    tell_of(proposal, official, "demands", now, letter=False, demands=len(rows))
    return proposal


def _demands_of(proposal, texts):
    """The rows that are to stand, in their order, as they are to be; what is new has no id yet."""
    wanted = [(None, text) if isinstance(text, str) else text for text in texts]
    present = {row.pk: row for row in proposal.demands.all()}
    named = {pk for pk, _text in wanted}
    by_text = {row.text: row for row in present.values() if row.pk not in named}
    rows = []
    for pk, typed in wanted:
        if text := kept(typed, rules.DEMAND_LIMIT, one_line=True):
            row = present.pop(pk, None) or by_text.pop(text, None) or Demand(proposal=proposal)
            row.text = text
            rows.append(row)
    return rows


def _renumber(rows, gone):
    """Take away what is `gone`, and write `rows` with their numbers; these are compared when the transaction ends."""
    Finding.objects.filter(demand__in=gone).delete()
    for row in gone:
        row.delete()
    for number, row in enumerate(rows, 1):
        row.number = number
        row.save()


@transaction.atomic
def extend(
    proposal: Proposal, official: Person, *, now: datetime, reason: str, months: int, confirmed: Collection[str] = ()
) -> Proposal:
    """Postpone the answer once, by one or two months, with a public reason. `confirmed`: see
    `protection.keep_private`."""
    proposal = locked(proposal, official)
    lead = leads(proposal, official)
    due = Duty.objects.about(proposal).filter(kind=ANSWER).first()
    require(rules.may_extend(proposal, official, lead, now, due and due.due_at, reason, months))
    reason = kept(reason, rules.TEXT_LIMIT)
    keep_private(proposal, official, reason, now=now, confirmed=confirmed, deed="extended")
    duties.extend(proposal, ANSWER, at=now, by=Span(months, MONTHS))
    change(proposal, extended_at=now, extension_reason=reason)
    tell_of(proposal, official, "extended", now, months=months)
    return proposal


@transaction.atomic
def draft_answer(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    text: str,
    findings: Mapping[int, tuple[str, str, Agency] | None],
    seen: str | None = None,
) -> Answer:
    """Save the joint answer as a draft that only the agencies see; returns the draft.

    `findings`: {demand number: (finding code, reasons, agency), or None for not decided yet}; those not
    named stay as they were. `seen`: `marks.draft` as `official` saw it.
    """
    proposal = locked(proposal, official)
    require(rules.may_answer_for(proposal, official, speaks(proposal, official), now))
    require(may_replace(seen, marks.draft(proposal)))
    before = marks.draft(proposal)
    facts = {"text": kept(text, rules.TEXT_LIMIT)}
    answer, _created = Answer.objects.update_or_create(
        proposal=proposal, defaults=facts, create_defaults={**facts, "drafted_at": now}
    )
    demands = {row.number: row for row in proposal.demands.all()}
    named = [agency.pk for agency in in_charge(proposal)]
    for number, drafted in findings.items():
        if drafted is None:
            Finding.objects.filter(demand__proposal=proposal, demand__number=number).delete()
        elif number in demands:
            finding, reasons, agency = drafted
            require(rules.may_find(agency.pk, named))
            reasons = kept(reasons, rules.TEXT_LIMIT)
            facts = {"answer": answer, "finding": finding, "reasons": reasons, "agency": agency}
            Finding.objects.update_or_create(demand=demands[number], defaults=facts)
    if marks.draft(proposal) != before:
        answer.drafted_at = now
        answer.save(update_fields=["drafted_at"])
    return answer


@transaction.atomic
def publish_answer(
    proposal: Proposal,
    official: Person,
    *,
    now: datetime,
    seen: str | None = None,
    confirmed: Collection[str] = (),
) -> Proposal:
    """Publish the drafted answer with its finding per demand; it cannot be taken back.

    `seen`: `marks.draft` of the preview that `official` has read; any other draft stays one. `confirmed`: see
    `protection.keep_private`.
    """
    proposal = locked(proposal, official)
    numbers = [row.number for row in proposal.demands.all()]
    findings = Finding.objects.filter(demand__proposal=proposal).select_related("demand")
    named = [agency.pk for agency in in_charge(proposal)]
    reasons = {finding.demand.number: finding.reasons for finding in findings}
    lead = leads(proposal, official)
    require(rules.may_publish_answer(proposal, official, lead, now, numbers, reasons))
    for finding in findings:
        require(rules.may_find(finding.agency_id, named))
    require(may_replace(seen, marks.draft(proposal)))
    answer = Answer.objects.filter(proposal=proposal).first()
    words = kept(answer.text if answer else "", rules.TEXT_LIMIT, needed=_("Please write the answer first."))
    keep_private(proposal, official, words, *reasons.values(), now=now, confirmed=confirmed, deed="answered")
    answer_duty = duties.fulfil(proposal, ANSWER, at=now)
    duties.release(proposal, at=now)
    change(proposal, answered_at=now)
    tell_of(proposal, official, "answered", now, late=now >= answer_duty.due_at)
    return proposal
