"""A meeting of the committee: called, held, its decisions written down, its minutes published, and followed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.city import calendar
from civic.duties import actions as duties
from civic.duties.models import Duty
from civic.duties.rules import working_days
from civic.lifecycle import Denied, Refusal, Refused, require
from civic.seen import may_replace
from civic.verbs import change, lock_people, lock_things, locked, tell
from civic.writing import kept
from proposals.programme import committee_rules, marks, rules
from proposals.programme.actions import deciding
from proposals.programme.committee import Attendance, Decision, Enclosure, Following, Meeting, Recusal
from proposals.programme.duties import MINUTES
from proposals.programme.models import Case, Programme

UNTITLED = _("Please give a title.")
NOT_WAITING = Refusal("not_waiting", _("This application does not wait for a decision."))
DECIDED_ELSEWHERE = Refusal("decided_elsewhere", _("Another meeting has this application among its decisions."))


@transaction.atomic
def call_meeting(person: Person, *, now: datetime, **fields: Any) -> Meeting:
    """Call a meeting; its members are told. `fields`: title, held_at, place, agenda."""
    lock_people(person)
    require(rules.may_run(person), Denied)
    fields = _as_kept(fields)
    meeting = Meeting.objects.create(called_at=now, looks_again_at=fields["held_at"], **fields)
    tell(meeting, "meeting_called", person, now)
    return meeting


@transaction.atomic
def change_meeting(
    meeting: Meeting, person: Person, *, now: datetime, seen: str | None = None, **fields: Any
) -> Meeting:
    """Change what was called, until the meeting begins. `seen`: `marks.meeting`."""
    meeting = locked(meeting, person)
    require(committee_rules.may_prepare(meeting, person))
    require(may_replace(seen, marks.meeting(meeting)))
    fields, held_at = _as_kept(fields), meeting.held_at
    if fields["held_at"] != held_at and meeting.looks_again_at is None:
        raise Refused(Refusal("held", _("The meeting has taken place; its day stands.")))
    change(meeting, **fields, **({"looks_again_at": fields["held_at"]} if meeting.looks_again_at else {}))
    tell(meeting, "meeting_changed", person, now, letter=False)
    return meeting


def _as_kept(fields):
    return {
        "title": kept(fields["title"], rules.TITLE_LIMIT, UNTITLED, one_line=True),
        "held_at": fields["held_at"],
        "place": kept(fields["place"], 100, one_line=True),
        "agenda": kept(fields["agenda"], rules.TEXT_LIMIT),
    }


@transaction.atomic
def call_off(meeting: Meeting, person: Person, *, now: datetime, reason: str) -> Meeting:
    """A meeting does not take place, for a public reason."""
    meeting = locked(meeting, person)
    reason = kept(reason, rules.NOTE_LIMIT)
    require(committee_rules.may_cancel(meeting, person, reason))
    for decision in meeting.decisions.all():
        decision.delete()
    duties.release(meeting, at=now)
    change(meeting, cancelled_at=now, cancelled_reason=reason, looks_again_at=None)
    tell(meeting, "meeting_called_off", person, now, reason=reason)
    return meeting


@transaction.atomic
def end_meeting(meeting: Meeting, *, now: datetime) -> bool:
    """Once a meeting has begun, the team owes its minutes; False if that was known before."""
    meeting = locked(meeting)
    if meeting.looks_again_at is None or meeting.looks_again_at > now:
        return False
    change(meeting, looks_again_at=None)
    duties.impose(meeting, {MINUTES: working_days(committee_rules.MINUTES_DAYS)}, at=now)
    tell(meeting, "meeting_held", "clock", now, letter=False)
    return True


@transaction.atomic
def enclose(meeting: Meeting, person: Person, *, now: datetime, file: Any, title: str) -> Enclosure:
    """Add a paper to a meeting: a `file` that the intake took."""
    meeting = locked(meeting, person)
    require(committee_rules.may_prepare(meeting, person))
    if meeting.enclosures.count() >= committee_rules.MOST_ENCLOSURES:
        raise Refused(Refusal("enclosures_full", _("There is room for twenty papers.")))
    title = kept(title, rules.TITLE_LIMIT, UNTITLED, one_line=True)
    paper = Enclosure.objects.create(meeting=meeting, file=file, title=title, name=file.name)
    change(meeting)
    tell(meeting, "paper_added", person, now, letter=False, paper=paper.pk)
    return paper


@transaction.atomic
def take_enclosure_out(paper: Enclosure, person: Person, *, now: datetime) -> None:
    """Take a paper out before the minutes are published."""
    meeting = locked(paper.meeting, person)
    require(committee_rules.may_prepare(meeting, person))
    meeting.enclosures.filter(pk=paper.pk).delete()
    change(meeting)
    tell(meeting, "paper_removed", person, now, letter=False, paper=paper.pk)


@transaction.atomic
def note_present(
    meeting: Meeting, person: Person, *, now: datetime, members: Collection[int], seen: str | None = None
) -> Meeting:
    """Write down who was present: `members` in office that day, by id. `seen`: `marks.present`."""
    meeting = locked(meeting, person)
    require(committee_rules.may_decide(meeting, person, now))
    require(may_replace(seen, marks.present(meeting)))
    members = set(members) & {member.pk for member in meeting.members()}
    if Recusal.objects.filter(decision__meeting=meeting).exclude(member__in=members).exists():
        raise Refused(Refusal("recused", _("Somebody who is recused from a decision has to be present.")))
    meeting.attendances.exclude(member__in=members).delete()
    there = set(meeting.attendances.values_list("member_id", flat=True))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, member_id=each) for each in sorted(members - there))
    change(meeting)
    tell(meeting, "attendance_noted", person, now, public=False, letter=False, present=len(members))
    return meeting


@transaction.atomic
def decide(
    meeting: Meeting,
    person: Person,
    *,
    now: datetime,
    case: Case | None = None,
    recused: Collection[int] = (),
    title: str = "",
    text: str = "",
    is_taken: bool | None = None,
    amount: int = 0,
    in_favour: int = 0,
    against: int = 0,
    abstained: int = 0,
) -> Decision:
    """Write down what the meeting decided about `case`, or in a `text` with its `title`; it holds once the minutes are
    published. Written about the same case it replaces what was written before. `recused`: members by id."""
    meeting, case = _locked_with(meeting, case, person)
    require(committee_rules.may_decide(meeting, person, now))
    present = set(meeting.attendances.values_list("member_id", flat=True))
    decision = Decision(
        meeting=meeting, case=case, is_taken=is_taken if case else None, amount=amount if case else 0,
        title="" if case else kept(title, rules.TITLE_LIMIT, UNTITLED, one_line=True),
        text=kept(text, rules.TEXT_LIMIT, None if case else _("Please say what was decided.")),
        in_favour=in_favour, against=against, abstained=abstained,
    )  # fmt: skip
    if case is not None and rules.state(case, now) != "applied":
        raise Refused(NOT_WAITING)
    require(committee_rules.may_be_decision(decision, present, recused, case.asked if case else None))
    there = _there(meeting, case)
    last = meeting.decisions.aggregate(last=Max("number"))["last"] or 0
    decision.pk, decision.number = (there.pk, there.number) if there else (None, last + 1)
    decision.save()
    decision.recusals.exclude(member__in=recused).delete()
    known = set(decision.recusals.values_list("member_id", flat=True))
    Recusal.objects.bulk_create(Recusal(decision=decision, member_id=each) for each in sorted(set(recused) - known))
    change(meeting)
    tell(meeting, "decision_written", person, now, public=False, letter=False, number=decision.number)
    return decision


def _locked_with(meeting, case, person):
    """The meeting and the case, locked in this order, then the person."""
    if case is None:
        return locked(meeting, person), None
    meeting, case = lock_things([Meeting.objects.filter(pk=meeting.pk), Case.objects.filter(pk=case.pk)])
    lock_people(person)
    return meeting, case


def _there(meeting, case):
    there = Decision.objects.filter(case=case).first() if case else None
    if there and there.meeting_id != meeting.pk:
        raise Refused(DECIDED_ELSEWHERE)
    return there


@transaction.atomic
def take_decision_out(decision: Decision, person: Person, *, now: datetime) -> None:
    """Strike a decision that was written down by mistake, before the minutes are published."""
    meeting = locked(decision.meeting, person)
    require(committee_rules.may_decide(meeting, person, now))
    meeting.decisions.filter(pk=decision.pk).delete()
    change(meeting)
    tell(meeting, "decision_struck", person, now, public=False, letter=False, number=decision.number)


@transaction.atomic
def write_minutes(
    meeting: Meeting, person: Person, *, now: datetime, minutes: str, recording: str, seen: str | None = None
) -> Meeting:
    """Write the minutes, and where the recording stands. `seen`: `marks.minutes`."""
    meeting = locked(meeting, person)
    require(committee_rules.may_decide(meeting, person, now))
    require(may_replace(seen, marks.minutes(meeting)))
    change(meeting, minutes=kept(minutes, rules.TEXT_LIMIT), recording=recording)
    tell(meeting, "minutes_written", person, now, public=False, letter=False)
    return meeting


@transaction.atomic
def publish_minutes(meeting: Meeting, person: Person, *, now: datetime, seen: str | None = None) -> Meeting:
    """Publish the minutes: from now on what was decided holds, agencies are told, and nothing of it can be changed.
    `seen`: `marks.whole`."""
    about = Case.objects.filter(decision__meeting=meeting)
    meeting, *rows = lock_things(
        [Meeting.objects.filter(pk=meeting.pk), about, Programme.objects.filter(pk__in=about.values("programme"))]
    )
    lock_people(person)
    present, in_office = set(meeting.attendances.values_list("member_id", flat=True)), len(meeting.members())
    require(
        committee_rules.may_publish_minutes(meeting, person, now, present=len(present), in_office=in_office)
    )
    require(may_replace(seen, marks.whole(meeting)))
    cases = {row.pk: row for row in rows if isinstance(row, Case)}
    decisions = list(meeting.decisions.order_by("number"))
    for decision in decisions:
        _judge(decision, cases.get(decision.case_id), present, now)
    if Duty.objects.about(meeting).filter(kind=MINUTES).exists():
        duties.fulfil(meeting, MINUTES, at=now)
    change(meeting, minutes_at=now, looks_again_at=None)
    tell(meeting, "minutes_published", person, now)
    for decision in decisions:
        if decision.case_id:
            _begin_to_hold(decision, cases[decision.case_id], person, now)
    for programme in (row for row in rows if isinstance(row, Programme)):
        deciding.ends(programme, at=now)
    return meeting


def _judge(decision, case, present, now):
    """Once more, by who was present in the end and by where the case stands by now."""
    recused = set(decision.recusals.values_list("member_id", flat=True))
    if case is not None and rules.state(case, now) != "applied":
        raise Refused(NOT_WAITING)
    require(committee_rules.may_be_decision(decision, present, recused, case.asked if case else None))


def _begin_to_hold(decision, case, person, now):
    looks_again_at = calendar.end_of_day(case.ends_on) if decision.is_taken else None
    change(case, decided_at=now, looks_again_at=looks_again_at)
    tell(case, "case_decided", person, now, is_taken=decision.is_taken, granted=decision.amount)


@transaction.atomic
def follow(decision: Decision, person: Person, *, now: datetime, text: str, is_done: bool = False) -> Following:
    """Tell what became of a decision; what was told before stays."""
    meeting = locked(decision.meeting, person)
    text = kept(text, rules.NOTE_LIMIT)
    require(committee_rules.may_follow(meeting, person, decision.case_id is not None, text))
    following = Following.objects.create(decision=decision, at=now, text=text, is_done=is_done)
    change(meeting)
    tell(meeting, "decision_followed", person, now, letter=False, number=decision.number)
    return following
