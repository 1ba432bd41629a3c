"""The law of proposals, pure: which phase it is, and who may do what now.

Every `may_…` returns None or the `Refusal` that says why not; page and verb ask the same one. The person is an
`Actor` (for roles, an `Officer`) or None for a stranger; `now` is always an argument, aware. Sources: the city's rules
for proposals, and the choices in docs/decisions. May import the rules of desks and accounts, windows, and the pure
modules; no model and no database.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.functional import keep_lazy_text
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import may_act_at, may_administer
from civic.desks.rules import LEVEL_AT_DESKS, may_use_desk, may_work_on
from civic.lifecycle import Actor, Officer, Refusal
from civic.text import is_empty
from civic.windows import COUNTING_TIME, Window
from civic.writing import filled
from civic.writing import refusal as not_kept
from proposals.grounds import AGAINST_REASONS, GROUNDS

VERSION = "2026-11"  # stamped on a proposal with its terms; raised whenever a rule here changes

LEVEL_TO_DRAFT = 1
LEVEL_TO_PROPOSE = 2
LEVEL_TO_ENDORSE = 2

LONGEST_PROLONGATION = timedelta(days=90)
DIFFERENCE_KEPT = timedelta(days=180)  # after the review: while somebody may still ask why it passed; our default
REOPENING_TIME = timedelta(days=7)  # after the end, for windows that ended while nobody could get in; our default

# A decision of the review can be taken back for this long; so long its letter waits. Our default.
TAKING_BACK_TIME = timedelta(hours=2)
LETTER_LEFT = Refusal("letter_left", _("The letter has left, and the decision stands."))

PHASES = {
    "draft": _("Draft"),
    "submitted": _("Under review"),
    "amend": _("To be amended"),
    "not_amended": _("Not amended"),
    "scheduled": _("Opens soon"),
    "collecting": _("Collecting endorsements"),
    "counting": _("Being counted"),
    "established": _("Established"),
    "answered": _("Answered"),
    "lapsed": _("Not established"),
    "refused": _("Not accepted"),
    "withdrawn": _("Withdrawn"),
}
PUBLIC_PHASES = [name for name in PHASES if name not in ("draft", "submitted", "amend", "not_amended")]
ENDED = ("not_amended", "lapsed", "refused", "withdrawn")  # over without an answer: the text may begin anew
BEFORE_THRESHOLD = ("scheduled", "collecting", "counting")  # passed, and not established yet
FINDINGS = {
    "adopted": _("Adopted"),
    "partly": _("Partly adopted"),
    "studied": _("To be studied"),
    "declined": _("Not adopted"),
}
# Characters, as people count them (`civic.text.length`).
TITLE_LIMIT = 80
DEMAND_LIMIT = 500
REASON_LIMIT = 500
TEXT_LIMIT = 10_000
NEEDED_TEXTS = {"title": _("the title"), "body": _("the proposal"), "benefits": _("its benefits")}


# The least and the most of each number of the law: what is beyond is a slip of the hand, and could not be taken back.
TERMS_LIMITS = {
    "review_days": (1, 60),
    "window_days": (7, 365),
    "threshold": (100, 1_000_000),
    "timetable_days": (1, 60),
    "contact_days": (1, 60),
    "answer_months": (1, 12),
    "extension_months": (0, 2),
    "amend_days": (7, 120),
}


class TermsFacts(Protocol):
    """What the rules read of the terms a proposal was opened under."""

    extension_months: int


class Facts(Protocol):
    """What the rules read of a proposal: a `Proposal`, or a row with those of these columns that a rule needs."""

    record_key: str
    proposer_id: int
    title: str
    body: str
    benefits: str
    theme_id: int | None
    agency_id: int | None
    submitted_at: datetime | None
    amend_asked_at: datetime | None
    amend_due_at: datetime | None
    amended_at: datetime | None
    reviewed_at: datetime | None
    reviewer_id: int | None
    refused_at: datetime | None
    withdrawn_at: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    established_at: datetime | None
    extended_at: datetime | None
    answered_at: datetime | None
    terms: TermsFacts | None


class AgencyFacts(Protocol):
    """What the rules read of an agency."""

    pk: int
    is_active: bool


class EndorsementFacts(Protocol):
    """What the rules read of an endorsement."""

    voided_at: datetime | None


def phase(proposal: Facts, now: datetime) -> str:
    """The name of the phase at `now`; one of `PHASES`. What people decided comes before the clock."""
    for name, decided_at in (
        ("withdrawn", proposal.withdrawn_at),
        ("refused", proposal.refused_at),
        ("answered", proposal.answered_at),
        ("established", proposal.established_at),
    ):
        if decided_at:
            return name
    if proposal.opens_at:
        return _phase_by_clock(proposal, now)
    if _waits_for_amendment(proposal):
        return "amend" if now < proposal.amend_due_at else "not_amended"
    return "submitted" if proposal.submitted_at else "draft"


def _waits_for_amendment(proposal):
    return proposal.amend_asked_at is not None and proposal.amended_at is None


def _phase_by_clock(proposal, now):
    if now < proposal.opens_at:
        return "scheduled"
    if now < proposal.closes_at:
        return "collecting"
    return "counting" if now < proposal.closes_at + COUNTING_TIME else "lapsed"


def is_open(proposal: Facts, now: datetime) -> bool:
    """Whether one can endorse now; goes on after the threshold, until the window ends."""
    if not proposal.opens_at or proposal.withdrawn_at or proposal.refused_at:
        return False
    return now in Window(proposal.opens_at, proposal.closes_at)


FELL_BELOW = _(
    "Some endorsements turned out void after this proposal was established, so fewer count now than it takes. It stays "
    "established, and the agency owes its answer."
)


def fell_below(proposal: Facts, now: datetime) -> bool:
    """Whether fewer endorsements count at the end than it took to establish it: some were voided since."""
    if proposal.established_at is None or now < proposal.closes_at + COUNTING_TIME:
        return False
    return proposal.endorsement_count < proposal.threshold


def next_turn(proposal: Facts, now: datetime) -> datetime | None:
    """The next instant at which the clock alone changes what people see, or None."""
    if proposal.withdrawn_at or proposal.refused_at:
        return None
    if proposal.opens_at:
        turns = (proposal.opens_at, proposal.closes_at, proposal.closes_at + COUNTING_TIME)
    else:
        turns = (proposal.amend_due_at,) if _waits_for_amendment(proposal) else ()
    return next((turn for turn in turns if turn > now), None)


NOT_AMENDED = Refusal(
    "not_amended", _("The time for amending this text is over. You can begin a new proposal with it.")
)

# --- the proposer ------------------------------------------------------------------------------


def may_draft(citizen: Actor | None, now: datetime) -> Refusal | None:
    """Whether somebody may begin a proposal at all."""
    return may_act_at(citizen, LEVEL_TO_DRAFT)


def may_propose(citizen: Actor | None, now: datetime) -> Refusal | None:
    """Whether somebody may hand one in at all."""
    return may_act_at(citizen, LEVEL_TO_PROPOSE)


def may_edit(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may, while it is a draft or to be amended."""
    if refusal := may_draft(citizen, now) or _only_proposer(proposal, citizen):
        return refusal
    name = phase(proposal, now)
    if name == "not_amended":
        return NOT_AMENDED
    if name not in ("draft", "amend"):
        return Refusal("not_editable", _("The text can only be changed as a draft or when asked to amend it."))
    return None


def may_submit(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may hand a complete draft in."""
    if refusal := may_propose(citizen, now) or _only_proposer(proposal, citizen):
        return refusal
    if phase(proposal, now) != "draft":
        return Refusal("already_submitted", _("This proposal has already been submitted."))
    return _complete(proposal)


def may_amend(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may hand the amended text in, complete and after having been asked."""
    if refusal := may_propose(citizen, now) or _only_proposer(proposal, citizen):
        return refusal
    name = phase(proposal, now)
    if name == "not_amended":
        return NOT_AMENDED
    if name != "amend":
        return Refusal("not_asked", _("Nobody has asked for an amendment, or it has already been made."))
    return _complete(proposal)


def may_withdraw(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may, from submitting on and before the threshold."""
    if refusal := may_act_at(citizen, 1) or _only_proposer(proposal, citizen):
        return refusal
    name = phase(proposal, now)
    if name in ("established", "answered"):
        return Refusal("established", _("An established proposal can no longer be withdrawn: others have endorsed it."))
    if name not in ("submitted", "amend", "scheduled", "collecting"):
        return Refusal("not_withdrawable", _("This proposal can no longer be withdrawn."))
    return None


def may_delete(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may, while it is a draft that nobody else has seen."""
    if refusal := may_act_at(citizen, 1) or _only_proposer(proposal, citizen):
        return refusal
    if phase(proposal, now) != "draft":
        return Refusal("not_a_draft", _("Only a draft can be deleted; what was handed in can be withdrawn."))
    return None


def may_start_anew(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """The proposer may take the text of one that ended without an answer as a new draft."""
    if refusal := may_draft(citizen, now) or _only_proposer(proposal, citizen):
        return refusal
    if phase(proposal, now) not in ENDED:
        return Refusal("not_ended", _("This proposal is still under way."))
    return None


def _only_proposer(proposal, citizen):
    if citizen is None or proposal.proposer_id != citizen.pk:
        return Refusal("not_proposer", _("Only the proposer may do this."))
    return None


def may_be_kept(*texts: str) -> Refusal | None:
    """Whether a draft with these texts says anything yet; which of them is the title does not matter."""
    if all(is_empty(text) for text in texts):
        return Refusal("empty", _("Please write a title or some of the text first."))
    return None


def _complete(proposal):
    empty = [words for name, words in NEEDED_TEXTS.items() if is_empty(getattr(proposal, name))]
    if empty:
        parts = empty if proposal.theme_id else [*empty, _("the theme")]
        return Refusal("incomplete", format_lazy(_("Please fill in first: {parts}."), parts=_listed(*parts)))
    if proposal.theme_id is None:
        return Refusal("no_theme", _("Please choose a theme first."))
    return None


@keep_lazy_text
def _listed(*parts):
    return gettext(", ").join(map(str, parts))


# --- the reviewer ------------------------------------------------------------------------------


OWN = Refusal("own_proposal", _("Nobody reviews their own proposal."))
OWN_TO_ANSWER = Refusal("own_proposal", _("Nobody answers their own proposal, or signs for it."))


def _is_impartial(proposal, officer, own=OWN):
    """Nobody works on their own proposal, nor on one they have recused themselves from."""
    return own if proposal.proposer_id == officer.pk else may_work_on(proposal, officer)


def may_review(proposal: Facts, reviewer: Officer | None, now: datetime) -> Refusal | None:
    """Reviewers may review what waits for it, but nobody their own."""
    if refusal := may_use_desk(reviewer, "reviewer"):
        return refusal
    if refusal := _is_impartial(proposal, reviewer):
        return refusal
    if phase(proposal, now) != "submitted":
        return Refusal("not_under_review", _("This proposal is not waiting for review."))
    return None


def may_ask_to_amend(proposal: Facts, reviewer: Officer | None, now: datetime) -> Refusal | None:
    """Whoever may review it may, once."""
    if refusal := may_review(proposal, reviewer, now):
        return refusal
    if proposal.amend_asked_at:
        return Refusal("asked_once", _("An amendment may be asked for only once."))
    return None


def may_pass(
    proposal: Facts, reviewer: Officer | None, now: datetime, agency: AgencyFacts | None
) -> Refusal | None:
    """`agency`: who will have to answer, by the reviewer's or else the proposer's choice."""
    if refusal := may_review(proposal, reviewer, now):
        return refusal
    if agency is None:
        return Refusal("no_agency", _("Please name the agency that would have to answer."))
    return may_be_named(agency)


def may_be_named(agency: AgencyFacts) -> Refusal | None:
    """Whether `agency` can be made responsible, or be asked to support, from now on."""
    return None if agency.is_active else Refusal("agency_closed", _("This agency no longer exists."))


def may_refuse(
    proposal: Facts, reviewer: Officer | None, now: datetime, grounds: Collection[str], note: str
) -> Refusal | None:
    """Whoever may review it may, on `grounds` (codes) and with a `note` that says why in words."""
    if refusal := may_review(proposal, reviewer, now):
        return refusal
    if not grounds or not set(grounds) <= set(GROUNDS):
        return Refusal("no_grounds", _("Please name at least one ground from the list."))
    if is_empty(note):
        return Refusal("no_reason", _("Please write the reason in words."))
    return None


def taken_back_until(proposal: Facts) -> datetime | None:
    """Until when a decision of the review can be taken back, and when its letter leaves; None where there is none.

    Never once endorsing has begun.
    """
    decided_at = proposal.reviewed_at or (None if proposal.amended_at else proposal.amend_asked_at)
    if decided_at is None:
        return None
    until = decided_at + TAKING_BACK_TIME
    return min(until, proposal.opens_at) if proposal.opens_at else until


def may_take_back(proposal: Facts, reviewer: Officer | None, now: datetime, *, is_untouched: bool) -> Refusal | None:
    """Whoever decided may, until the letter leaves; `is_untouched`: the text is as it was when they decided."""
    if refusal := may_use_desk(reviewer, "reviewer") or may_work_on(proposal, reviewer):
        return refusal
    if phase(proposal, now) not in ("amend", "scheduled", "refused"):
        return Refusal("nothing_decided", _("There is no decision that could be taken back."))
    if proposal.reviewer_id != reviewer.pk:
        return Refusal("other_reviewer", _("Only whoever decided can take it back."))
    if now >= taken_back_until(proposal):
        return LETTER_LEFT
    if not is_untouched:
        return Refusal("touched", _("The proposer has already begun to amend the text."))
    return None


def may_read_everything(person: Officer | None) -> bool:
    """Whether what is not public, drafts apart, is shown: to reviewers and administrators who may act."""
    return may_act_at(person, LEVEL_AT_DESKS) is None and bool(person.roles & {"reviewer", "administrator"})


# --- the endorser ------------------------------------------------------------------------------


def may_endorse(proposal: Facts, citizen: Actor | None, now: datetime) -> Refusal | None:
    """`now` is the instant at which the endorsement arrived. A second endorsement is not judged here."""
    if refusal := may_act_at(citizen, LEVEL_TO_ENDORSE):
        return refusal
    if proposal.withdrawn_at:
        return Refusal("withdrawn", _("The proposer has withdrawn this proposal."))
    if not proposal.opens_at or proposal.refused_at:
        return Refusal("not_open", _("This proposal is not open for endorsement."))
    if now < proposal.opens_at:
        return Refusal("early", _("Endorsing has not begun yet."))
    if now >= proposal.closes_at:
        return Refusal("late", _("The time for endorsing is over."))
    return None


def may_give_reason(reason: str) -> Refusal | None:
    """Whether `reason` can be kept and shown: at most `REASON_LIMIT` characters, all of them characters."""
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in reason):
        return Refusal("reason_unreadable", _("The reason contains characters that cannot be stored."))
    if refusal := not_kept(reason, REASON_LIMIT):
        if refusal.code == "too_long":
            return Refusal("reason_too_long", _("Please keep the reason within 500 characters."))
        return refusal
    return None


def may_void_any(administrator: Officer | None) -> Refusal | None:
    """Whether somebody may say that an endorsement no longer counts."""
    return may_administer(administrator)


def may_void(endorsement: EndorsementFacts, reason: str) -> Refusal | None:
    """Whether this one may be voided, for a `reason` that is put on record."""
    if endorsement.voided_at:
        return Refusal("void", _("This endorsement is void already."))
    if is_empty(reason):
        return Refusal("no_reason", _("Please write the reason in words."))
    return None


# --- reasons that should not stand there -----------------------------------------------------------

DAYS_TO_OBJECT = 30
WHY_NOT_HIDE = _("Please write why your reason should be shown.")


class HiddenFacts(Protocol):
    """What the rules read of a hidden reason."""

    hidden_at: datetime
    hidden_by_id: int
    objected_at: datetime | None
    decided_at: datetime | None


def may_report(reason: str, voided_at: datetime | None, is_hidden: bool) -> Refusal | None:
    """Anybody may report a reason that is shown."""
    if is_empty(reason) or voided_at or is_hidden:
        return Refusal("not_shown", _("This reason is not shown (any more)."))
    return None


def may_hide(
    proposal: Facts,
    reviewer: Officer | None,
    endorser_id: int,
    reason: str,
    hidden: HiddenFacts | None,
    grounds: Collection[str],
    note: str,
) -> Refusal | None:
    """Whoever judges a reason may hide it, on `grounds` and with a `note`; what was hidden once is judged."""
    if refusal := may_judge_reasons(proposal, reviewer, endorser_id):
        return refusal
    if hidden or is_empty(reason):
        return Refusal("judged", _("This reason has been judged already."))
    if not grounds or not set(grounds) <= set(AGAINST_REASONS):
        return Refusal("no_grounds", _("Please name at least one ground from the list."))
    if is_empty(note):
        return Refusal("no_reason", _("Please write the reason in words."))
    return None


def may_judge_reasons(proposal: Facts, reviewer: Officer | None, endorser_id: int) -> Refusal | None:
    """Reviewers may, but nobody the reason they gave themselves, nor one for a `proposal` of their own."""
    if refusal := may_use_desk(reviewer, "reviewer"):
        return refusal
    if endorser_id == reviewer.pk:
        return Refusal("own_reason", _("Nobody judges their own reason."))
    return _is_impartial(proposal, reviewer)


def may_object(hidden: HiddenFacts | None, endorser_id: int, citizen: Actor | None, now: datetime) -> Refusal | None:
    """Whoever gave the reason may object once, within `DAYS_TO_OBJECT` days, also when suspended."""
    if citizen is None:
        return Refusal("sign_in", _("Please sign in first."))
    if citizen.pk != endorser_id:
        return Refusal("not_endorser", _("Only whoever gave this reason may object."))
    if hidden is None:
        return Refusal("not_hidden", _("This reason has not been hidden."))
    if hidden.objected_at:
        return Refusal("objected_once", _("You have objected already."))
    if now >= hidden.hidden_at + timedelta(days=DAYS_TO_OBJECT):
        return Refusal("late", _("The thirty days for an objection are over."))
    return None


def may_decide(
    proposal: Facts, hidden: HiddenFacts | None, endorser_id: int, reviewer: Officer | None, note: str
) -> Refusal | None:
    """Another reviewer decides on an objection, with a `note`."""
    if refusal := may_judge_reasons(proposal, reviewer, endorser_id):
        return refusal
    if hidden is None or not hidden.objected_at or hidden.decided_at:
        return Refusal("nothing_to_decide", _("There is no objection to decide on (any more)."))
    if hidden.hidden_by_id == reviewer.pk:
        return Refusal("own_decision", _("Somebody else decides on an objection."))
    if is_empty(note):
        return Refusal("no_reason", _("Please write the reason in words."))
    return None


# --- the agency --------------------------------------------------------------------------------


def may_attend(proposal: Facts, official: Officer | None, speaks: bool) -> Refusal | None:
    """Whether an agency sees to a proposal at all, answered or not. `speaks`: whether `official` speaks for it."""
    if refusal := may_use_desk(official, "official"):
        return refusal
    if not speaks:
        return Refusal("other_agency", _("Only the responsible agency may do this."))
    if refusal := _is_impartial(proposal, official, OWN_TO_ANSWER):
        return refusal
    if not proposal.established_at:
        return Refusal("not_established", _("This proposal has not been established."))
    return None


def may_answer_for(proposal: Facts, official: Officer | None, speaks: bool, now: datetime) -> Refusal | None:
    """Common to all deeds of an agency. `speaks`: whether `official` speaks for the agencies in charge."""
    if refusal := may_attend(proposal, official, speaks):
        return refusal
    if proposal.answered_at:
        return Refusal("answered", _("This proposal has already been answered."))
    return None


def may_extend(
    proposal: Facts,
    official: Officer | None,
    speaks: bool,
    now: datetime,
    due_at: datetime | None,
    reason: str,
    months: int = 1,
) -> Refusal | None:
    """`due_at`: until when the answer is due; `months`: by how many it is to be postponed."""
    if refusal := may_answer_for(proposal, official, speaks, now):
        return refusal
    if proposal.extended_at:
        return Refusal("extended_once", _("The answer may be postponed only once."))
    if now >= due_at:
        return Refusal("overdue", _("The deadline has passed; it can no longer be postponed."))
    if not 1 <= months <= proposal.terms.extension_months:
        return Refusal("too_long", _("The answer may be postponed by at most two months."))
    if is_empty(reason):
        return Refusal("no_reason", _("Please give the public reason."))
    return None


def may_find(agency_id: int, in_charge: Collection[int]) -> Refusal | None:
    """Whether a finding may stand in the name of an agency; `in_charge`: those that lead or support by now."""
    if agency_id not in in_charge:
        return Refusal("not_in_charge", _("A finding names an agency that does not answer here (any more)."))
    return None


def may_publish_answer(
    proposal: Facts,
    official: Officer | None,
    speaks: bool,
    now: datetime,
    demands: Collection[int],
    findings: Mapping[int, str],
) -> Refusal | None:
    """`demands`: numbers of the proposal's demands; `findings`: {number: reasons} of the draft."""
    if refusal := may_answer_for(proposal, official, speaks, now):
        return refusal
    if not demands:
        return Refusal("no_demands", _("Please split the proposal into its demands first."))
    missing = [number for number in demands if is_empty(findings.get(number, ""))]
    if missing:
        return Refusal("finding_missing", _("Every demand needs a finding with its reasons."))
    return None


def may_hand_on(
    proposal: Facts, official: Officer | None, leads: bool, now: datetime, agency: AgencyFacts | None, reason: str
) -> Refusal | None:
    """The lead agency may hand the case on to another `agency` before it has answered, with a public `reason`."""
    return may_answer_for(proposal, official, leads, now) or _another(proposal, agency, reason)


def may_transfer(
    proposal: Facts, officer: Officer | None, leads: bool, now: datetime, agency: AgencyFacts | None, reason: str
) -> Refusal | None:
    """Before a proposal is established, the agency that was named may have another one take its place, and so may a
    reviewer or an administrator, with a public `reason`."""
    return may_transfer_any(proposal, officer, leads, now) or _another(proposal, agency, reason)


def may_transfer_any(proposal: Facts, officer: Officer | None, leads: bool, now: datetime) -> Refusal | None:
    """The part of `may_transfer` that does not depend on what is typed. `leads`: whether `officer` speaks for it."""
    if not may_read_everything(officer):
        if refusal := may_use_desk(officer, "official"):
            return refusal
        if not leads:
            return Refusal("other_agency", _("Only the responsible agency may do this."))
    if refusal := _is_impartial(proposal, officer):
        return refusal
    name = phase(proposal, now)
    if name not in BEFORE_THRESHOLD:
        return Refusal("not_collecting", _("This can only be done before the proposal is established."))
    if name == "scheduled" and now < taken_back_until(proposal):
        return Refusal("letter_waits", _("Its letter has not left yet: the reviewer can still take the decision back."))
    return None


def _another(proposal, agency, reason):
    if agency is None or agency.pk == proposal.agency_id:
        return Refusal("same_agency", _("Please choose another agency."))
    if refusal := may_be_named(agency):
        return refusal
    if is_empty(reason):
        return Refusal("no_reason", _("Please give the public reason."))
    return None


def may_correct_answer(
    proposal: Facts, official: Officer | None, leads: bool, now: datetime, reason: str
) -> Refusal | None:
    """The lead agency may put a published answer right, with a public `reason`."""
    if refusal := may_attend(proposal, official, leads):
        return refusal
    if not proposal.answered_at:
        return Refusal("not_answered", _("This proposal has not been answered yet."))
    if is_empty(reason):
        return Refusal("no_reason", _("Please give the public reason."))
    return None


def may_replace_answer(
    text: str, demands: Collection[int], findings: Mapping[int, str], is_new: bool
) -> Refusal | None:
    """Whether a corrected answer is whole, with a text and {number: reasons} for every one of `demands`, and not what
    stands there already."""
    if is_empty(text):
        return Refusal("empty", _("Please write the answer first."))
    if set(findings) != set(demands) or any(map(is_empty, findings.values())):
        return Refusal("finding_missing", _("Every demand needs a finding with its reasons."))
    if not is_new:
        return Refusal("unchanged", _("This is the answer that is published already; nothing is corrected."))
    return None


# --- the agency and the proposer -----------------------------------------------------------------

GONE = Refusal("proposer_left", _("The proposer has closed the account and can no longer be reached here."))


def may_write_to_proposer(proposal: Facts, official: Officer | None, leads: bool, is_there: bool) -> Refusal | None:
    """The lead agency may, once the proposal is established. `is_there`: whether the proposer's account is open."""
    return may_attend(proposal, official, leads) or (None if is_there else GONE)


def may_look_up_contact(
    proposal: Facts, official: Officer | None, leads: bool, now: datetime, is_there: bool, reason: str
) -> Refusal | None:
    """The lead agency may be shown how to reach the proposer while it owes an answer, for a `reason` that is kept."""
    if refusal := may_answer_for(proposal, official, leads, now):
        return refusal
    if not is_there:
        return GONE
    if is_empty(reason):
        return Refusal("no_reason", _("Please write what you need it for; the proposer can read it."))
    return None


def may_read_messages(proposal: Facts, citizen: Actor | None) -> Refusal | None:
    """The proposer may, also when suspended."""
    return _only_proposer(proposal, citizen)


def may_reply(proposal: Facts, citizen: Actor | None, is_written_to: bool) -> Refusal | None:
    """The proposer may, once the agency has written."""
    if refusal := may_act_at(citizen, 1) or _only_proposer(proposal, citizen):
        return refusal
    if not proposal.established_at or not is_written_to:
        return Refusal("not_written_to", _("The agency has not written to you yet."))
    return None


def may_send(text: str) -> Refusal | None:
    """Whether a message says something."""
    return Refusal("empty", _("Please write your message.")) if is_empty(text) else None


# --- the window ----------------------------------------------------------------------------------


def may_prolong_any(administrator: Officer | None) -> Refusal | None:
    """Whether somebody may let a window end later."""
    return may_administer(administrator)


def may_prolong(proposal: Facts, now: datetime, by: timedelta, reason: str) -> Refusal | None:
    """Whether this window may end later, for instance by the time in which nobody could get in. One that ended while
    nobody could may be opened again for `REOPENING_TIME`; after that its result stands."""
    if not proposal.opens_at or proposal.withdrawn_at or proposal.refused_at:
        return Refusal("no_window", _("There is no window to prolong."))
    if now >= proposal.closes_at + REOPENING_TIME:
        return Refusal("window_over", _("The window ended more than seven days ago: its result stands."))
    if not timedelta(0) < by <= LONGEST_PROLONGATION:
        return Refusal("not_later", _("A window can be prolonged by a minute up to ninety days."))
    if proposal.closes_at + by <= now:
        sentence = _("By then it would have ended already. Please prolong it beyond this moment.")
        return Refusal("ends_in_the_past", sentence)
    if is_empty(reason):
        return Refusal("no_reason", _("Please give the public reason."))
    return None


# --- the numbers of the law ----------------------------------------------------------------------


def may_set_terms(administrator: Officer | None) -> Refusal | None:
    """Administrators may let other numbers of the law hold; from when on, `windows.may_be_effective` judges."""
    return may_administer(administrator)


def may_begin_on(day: date, others: Collection[date]) -> Refusal | None:
    """Whether terms may hold from `day` on; `others` are the days on which terms that stand begin."""
    if day in others:
        sentence = _("Terms from this day on have been set already. Please withdraw them first, or choose another day.")
        return Refusal("same_day", sentence)
    return None


def may_be_terms(numbers: Mapping[str, int]) -> Refusal | None:
    """Whether `numbers`, some of `TERMS_LIMITS`, are within them."""
    for name, number in numbers.items():
        least, most = TERMS_LIMITS[name]
        if not least <= number <= most:
            limits = {"least": f"{least:,}", "most": f"{most:,}"}
            return Refusal("beyond_limits", filled(_("This number has to be from %(least)s to %(most)s."), **limits))
    return None
