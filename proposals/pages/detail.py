"""What the page of one proposal says: gathered once, in a bounded number of queries."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone

from civic.accounts import once, staff
from civic.accounts.models import Person
from civic.city import calendar
from civic.duties.models import Duty
from proposals import actions, marks, rules
from proposals.grounds import GROUNDS
from proposals.models import Answer, Endorsement, HiddenReason, Proposal
from proposals.pages.card import Shown
from proposals.pages.curve import Curve, draw
from proposals.pages.days import endorsed_by_day
from proposals.pages.deadlines import public_deadlines
from proposals.pages.former import amended_parts, former_answers
from proposals.pages.forms import EndorsementForm, SubmissionForm
from proposals.pages.homes import homes
from proposals.pages.milestones import milestones
from proposals.pages.onward import links_of
from proposals.pages.sharing import sharing
from proposals.pages.similar import similar, similar_to_public
from proposals.pages.timeline import timeline

LATEST = 10


def reader_of(request: HttpRequest) -> Person | None:
    """The signed-in person as this page knows them, or None."""
    return staff.reader(request)


def page(proposal: Proposal, reader: Person | None, now: datetime, form: Form | None = None) -> dict:
    """The context of `proposals/detail.html`; `form` is an endorsement form that came back with errors."""
    duties = list(Duty.objects.about(proposal).with_moves())
    sight = Shown(proposal, now, reader, duties)
    insider = sight.is_own or rules.may_read_everything(reader)
    demands, answer = answered(proposal, sight.phase)
    return {
        "proposal": proposal,
        "shown": sight,
        "milestones": milestones(proposal, sight.phase, duties),
        "sharing": sharing(proposal, now) if proposal.opens_at else None,
        "grounds": [GROUNDS[code].words for code in proposal.grounds],
        "evidence": [] if sight.hides_text else list(proposal.evidence.order_by("pk")),
        "supporting": list(proposal.supporting.all()) if proposal.established_at else [],
        "deadlines": public_deadlines(proposal, duties, now),
        "timeline": timeline(proposal, duties, now, everything=insider),
        "demands": demands,
        "answer": answer,
        "amended": [] if sight.hides_text else amended_parts(proposal, insider=insider),
        "former_answers": former_answers(proposal) if answer else [],
        "onward": links_of(proposal) if proposal.established_at else [],
        "similar": _similar(proposal, sight.phase, now),
        **_deeds(proposal, reader, now),
        **_endorsing(proposal, reader, now, form),
    }


def _similar(proposal, phase, now):
    if phase == "draft":
        return similar(proposal.title, proposal.body, now, proposal.pk)
    return similar_to_public(proposal, now) if proposal.opens_at else []


def _deeds(proposal, reader, now):
    """Which doors the proposer finds on the page; each asks the rule that the gate asks."""
    if reader is None or proposal.proposer_id != reader.pk:
        return {}
    may_edit = rules.may_edit(proposal, reader, now) is None
    return {
        "may_edit": may_edit,
        "submission_form": _submission(proposal) if may_edit else None,
        "submit_refusal": rules.may_submit(proposal, reader, now),
        "amend_refusal": rules.may_amend(proposal, reader, now),
        "seen": marks.reviewed(proposal),
        "anew": once.key() if rules.may_start_anew(proposal, reader, now) is None else "",
        "may_delete": rules.may_delete(proposal, reader, now) is None,
        "may_withdraw": rules.may_withdraw(proposal, reader, now) is None,
        "has_messages": proposal.established_at is not None and (proposal.messages.exists() or proposal.looks.exists()),
    }


def _submission(proposal):
    """The form that hands it in, with what must be confirmed first."""
    form = SubmissionForm()
    form.ask(actions.passages_of(proposal))
    return form


def _endorsing(proposal, reader, now, form):
    if not proposal.opens_at:
        return {}
    own = proposal.endorsements.select_related("person").filter(person=reader).first() if reader else None
    refusal = rules.may_endorse(proposal, reader, now)
    if reader and not own and not refusal:
        form = form or EndorsementForm()
    return {
        "own_endorsement": own,
        "endorse_refusal": refusal,
        "form": form,
        "voices": voices(_with_own(latest(proposal.endorsements.counted()), own)),
        "curve": curve(proposal, now),
        "homes": homes(proposal, now),
    }


def _with_own(newest, own):
    """The `newest` endorsements, and before them one's own, if that counts and is not there anyway."""
    return newest if own is None or own.voided_at or own in newest else [own, *newest]


def latest(endorsements: QuerySet) -> list[Endorsement]:
    """The newest with a reason that is shown; where nobody gave one, the newest."""
    newest = endorsements.select_related("person").order_by("-number")
    hidden = HiddenReason.objects.standing().filter(proposal=OuterRef("proposal_id"), number=OuterRef("number"))
    return list(newest.exclude(reason="").exclude(Exists(hidden))[:LATEST]) or list(newest[:LATEST])


def voices(endorsements: Iterable[Endorsement]) -> list[Endorsement]:
    """Endorsements, and for what is `hidden` why; the words of a hidden reason are not handed on."""
    endorsements = list(endorsements)
    numbers = [endorsement.number for endorsement in endorsements if endorsement.reason]
    proposals = {endorsement.proposal_id for endorsement in endorsements}
    found = HiddenReason.objects.standing().filter(proposal__in=proposals, number__in=numbers) if numbers else ()
    hidden = {(one.proposal_id, one.number): one for one in found}
    for endorsement in endorsements:
        endorsement.hidden = hidden.get((endorsement.proposal_id, endorsement.number))
        if endorsement.hidden:
            endorsement.reason = ""
    return endorsements


def curve(proposal: Proposal, now: datetime) -> Curve | None:
    """The curve of the proposal's window; None before it opens."""
    return draw(
        endorsed_by_day(proposal, now),
        first_day=timezone.localdate(proposal.opens_at),
        last_day=calendar.last_day(proposal.closes_at),
        today=timezone.localdate(now),
        goal=proposal.threshold,
        established_on=proposal.established_at and timezone.localdate(proposal.established_at),
    )


def answered(proposal: Proposal, phase: str) -> tuple[list[dict], Answer | None]:
    """The demands, each with its finding once the answer is published, and the answer itself or None.

    None is published without a demand, or with one that has no finding.
    """
    if not proposal.established_at:
        return [], None
    if phase != "answered":
        return [{"demand": demand} for demand in proposal.demands.all()], None
    demands = proposal.demands.select_related("finding__agency", "finding__answer")
    rows = [{"demand": demand, "finding": demand.finding} for demand in demands]
    return rows, rows[0]["finding"].answer
