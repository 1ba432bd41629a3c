"""The committee: who sits in it, how it decides, and that published minutes stand."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import F

from civic.accounts.actions import erase, personal_data
from civic.city import calendar
from civic.duties.models import Duty
from civic.lifecycle import Denied, Refused
from proposals.programme import actions, committee_rules, marks
from proposals.programme.clockwork import programme_turns
from proposals.programme.committee import Attendance, Decision, Following, Meeting, Member, Recusal
from proposals.programme.models import Case
from tests import people
from tests.people import DAY
from tests.proposals.programme import life
from tests.proposals.programme.life import BEFORE, CLOSES, DURING, MEETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def pia(db):
    return life.team()


@pytest.fixture
def case(pia, ann):
    return life.applied(life.announced(pia), ann, people.transport())


@pytest.fixture
def meeting(pia):
    return life.met(pia)


def refusal(deed, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        deed(*args, **kwargs)
    return refused.value.refusal.code


def member(tenure, person, pia, **fields):
    said = {"name_zh": "林委員", "name_en": "Lin", "post_zh": "", "post_en": "Professor", "group": "civic",
            "since": tenure.begins_on, "until": None, "account": person}  # fmt: skip
    return actions.enter_member(tenure, pia, now=BEFORE, **said | fields)


def test_terms_of_office_do_not_overlap_and_members_sit_within_them(pia, mei):
    first = actions.begin_tenure(pia, now=BEFORE, number=1, begins_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    again = {"now": BEFORE, "number": 2, "begins_on": date(2025, 12, 31), "ends_on": date(2027, 1, 1)}
    assert refusal(actions.begin_tenure, pia, **again) == "overlap"
    assert refusal(actions.begin_tenure, pia, **again | {"ends_on": date(2024, 1, 1)}) == "days"
    assert refusal(actions.begin_tenure, pia, **again | {"number": 1, "begins_on": date(2026, 1, 1)}) == "number_taken"
    with pytest.raises(Denied):
        actions.begin_tenure(mei, **again)
    assert refusal(member, first, None, pia, since=date(2026, 1, 1)) == "outside"
    assert refusal(member, first, None, pia, name_en=" ") == "empty"
    lin = member(first, None, pia)
    said = {name: getattr(lin, name) for name in ("name_zh", "name_en", "post_zh", "post_en", "group", "account")}
    left = {"since": lin.since, "until": date(2024, 6, 30)} | said
    assert refusal(actions.change_member, lin, pia, now=BEFORE, seen="other", **left) == "changed"
    lin = actions.change_member(lin, pia, now=BEFORE, seen=marks.member(lin), **left)
    assert lin.post == "Professor"
    assert committee_rules.sits(lin.since, lin.until, date(2024, 6, 30))
    assert not committee_rules.sits(lin.since, lin.until, date(2024, 7, 1))


def test_a_meeting_is_called_changed_and_called_off(pia, mei):
    life.committee(pia)
    meeting = actions.call_meeting(pia, now=BEFORE, title="會議", held_at=MEETS, place="", agenda="")
    fields = {"title": "第二次會議", "held_at": MEETS + DAY, "place": "市府", "agenda": "一、"}
    assert refusal(actions.change_meeting, meeting, mei, now=BEFORE, **fields) == "no_role"
    meeting = actions.change_meeting(meeting, pia, now=BEFORE, seen=marks.meeting(meeting), **fields)
    assert programme_turns(MEETS) == 0 and programme_turns(MEETS + DAY) == 1
    assert Duty.objects.get().kind == "programme.minutes"
    assert refusal(actions.change_meeting, meeting, pia, now=BEFORE, **fields | {"held_at": MEETS}) == "held"
    assert refusal(actions.call_off, meeting, pia, now=BEFORE, reason="") == "no_reason"
    meeting = actions.call_off(meeting, pia, now=MEETS + DAY, reason="颱風")
    assert meeting.state == "cancelled" and not Duty.objects.owed().exists()
    assert refusal(actions.change_meeting, meeting, pia, now=BEFORE, **fields) == "cancelled"


def test_nothing_is_decided_before_the_meeting(case, pia):
    life.committee(pia)
    meeting = actions.call_meeting(pia, now=BEFORE, title="會議", held_at=MEETS, place="", agenda="")
    assert refusal(actions.note_present, meeting, pia, now=DURING, members=[]) == "not_held"
    assert refusal(actions.decide, meeting, pia, now=DURING, case=case, is_taken=True) == "not_held"


VOTES = [
    ({"in_favour": 5}, None),
    ({"in_favour": 3, "against": 2}, None),
    ({}, None),
    ({"in_favour": 2, "against": 2, "abstained": 1}, "no_majority"),
    ({"in_favour": 6}, "too_many_votes"),
    ({"amount": 200_001}, "too_much"),
    ({"is_taken": False, "amount": 1}, "no_grant"),
    ({"is_taken": False, "amount": 0, "in_favour": 1, "against": 4}, None),
]


@pytest.mark.parametrize(("vote", "code"), VOTES)
def test_a_decision_adds_up(case, meeting, pia, vote, code):
    said = {"is_taken": True, "amount": 200_000} | vote
    if code:
        assert refusal(actions.decide, meeting, pia, now=MEETS, case=case, **said) == code
    else:
        assert actions.decide(meeting, pia, now=MEETS, case=case, **said).number == 1


def test_who_is_recused_is_present_and_has_no_vote(case, meeting, pia):
    there = list(meeting.attendances.values_list("member_id", flat=True))
    absent = member(Member.objects.first().tenure, None, pia).pk
    vote = {"now": MEETS, "case": case, "is_taken": True, "amount": 1}
    assert refusal(actions.decide, meeting, pia, **vote, recused=[absent]) == "not_present"
    assert refusal(actions.decide, meeting, pia, **vote, recused=there[:1], in_favour=5) == "too_many_votes"
    decision = actions.decide(meeting, pia, **vote, recused=there[:2], in_favour=3)
    again = actions.decide(meeting, pia, **vote, recused=there[:1], in_favour=4)
    assert again.pk == decision.pk and [each.member_id for each in again.recusals.all()] == there[:1]
    assert refusal(actions.note_present, meeting, pia, now=MEETS, members=there[1:]) == "recused"
    with pytest.raises(IntegrityError), transaction.atomic():
        Recusal.objects.create(decision=decision, member_id=absent)


def test_a_case_is_on_the_list_of_one_meeting(case, meeting, pia):
    decision = actions.decide(meeting, pia, now=MEETS, case=case, is_taken=True, amount=1)
    other = life.met(pia)
    assert refusal(actions.decide, other, pia, now=MEETS, case=case, is_taken=True) == "decided_elsewhere"
    actions.take_decision_out(decision, pia, now=MEETS)
    assert actions.decide(other, pia, now=MEETS, case=case, is_taken=True).meeting_id == other.pk


def test_decisions_hold_once_the_minutes_are_published_and_then_stand(case, meeting, pia):
    programme_turns(CLOSES)
    actions.decide(meeting, pia, now=MEETS, case=case, is_taken=True, amount=90_000, in_favour=5)
    assert Case.objects.get(pk=case.pk).granted == 0
    assert refusal(actions.publish_minutes, meeting, pia, now=MEETS) == "no_minutes"
    meeting = life.publish(meeting, pia)
    case = Case.objects.get(pk=case.pk)
    assert case.granted == 90_000 and case.looks_again_at == calendar.end_of_day(case.ends_on)
    assert not Duty.objects.owed().exists()  # the minutes, and the decisions about the year
    assert refusal(actions.decide, meeting, pia, now=MEETS, case=case, is_taken=False) == "minutes_stand"
    rows = (Decision, Attendance)
    for row in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.objects.first().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(amount=F("amount") + 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.update(minutes="別的")
    with pytest.raises(IntegrityError), transaction.atomic():
        meeting.attendances.create(member=member(Member.objects.first().tenure, None, pia))


def test_minutes_need_more_than_half_of_the_members(pia):
    members = life.committee(pia, 4)
    assert refusal(life.publish, life.met(pia, members=members[:2]), pia) == "no_quorum"
    assert life.publish(life.met(pia, members=members[:3]), pia).minutes_at


def test_a_case_withdrawn_meanwhile_is_not_decided(case, meeting, pia, ann):
    actions.decide(meeting, pia, now=MEETS, case=case, is_taken=True, amount=1)
    actions.withdraw(case, ann, now=MEETS)
    assert refusal(life.publish, meeting, pia) == "not_waiting"


def test_the_database_grants_no_more_than_was_asked(case, meeting):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(meeting=meeting, number=1, case=case, is_taken=True, amount=case.asked + 1)


def test_what_became_of_a_decision_is_told_and_stays(case, meeting, pia):
    about = actions.decide(meeting, pia, now=MEETS, case=case, is_taken=True, amount=1)
    other = actions.decide(meeting, pia, now=MEETS, title="補助要點", text="明年起提早公告。", in_favour=5)
    assert refusal(actions.follow, other, pia, now=MEETS, text="已修正。") == "not_here"
    assert refusal(actions.decide, meeting, pia, now=MEETS, title="補助要點", text="") == "empty"
    life.publish(meeting, pia)
    assert refusal(actions.follow, about, pia, now=MEETS + DAY, text="已修正。") == "not_here"
    assert refusal(actions.follow, other, pia, now=MEETS + DAY, text="") == "empty"
    actions.follow(other, pia, now=MEETS + DAY, text="已修正要點。", is_done=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Following.objects.all().delete()


def test_papers_are_added_until_the_minutes_are_published(meeting, pia, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    first, second = (
        actions.enclose(meeting, pia, now=MEETS, file=ContentFile(b"x", "a.pdf"), title=f"附件{n}") for n in (1, 2)
    )
    actions.take_enclosure_out(second, pia, now=MEETS)
    meeting = life.publish(meeting, pia)
    assert [paper.title for paper in meeting.enclosures.all()] == ["附件1"]
    assert refusal(actions.take_enclosure_out, first, pia, now=MEETS + DAY) == "minutes_stand"


def test_whoever_leaves_takes_the_link_to_their_seat_along(pia, mei):
    tenure = life.committee(pia)[0].tenure
    seat = member(tenure, mei, pia)
    assert personal_data(mei)["programme"]["seats"][0]["name_zh"] == "林委員"
    erase(mei, at=BEFORE)
    seat.refresh_from_db()
    assert seat.account is None and seat.name_zh == "林委員"
