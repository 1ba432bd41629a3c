"""Years, cases and meetings for tests, made by the verbs."""

from datetime import date, timedelta

from proposals.programme import actions
from proposals.programme.committee import Meeting, Tenure
from proposals.programme.models import Case
from tests import people
from tests.people import DAY, NOON

OPENS, CLOSES = NOON, NOON + 20 * DAY  # applications of a year
BEFORE, DURING = NOON - 5 * DAY, NOON + 3 * DAY
MEETS = NOON + 30 * DAY
BEGINS, ENDS = date(2026, 5, 1), date(2026, 8, 31)  # of a case
RUNS, OVER = NOON + 80 * DAY, NOON + 190 * DAY


def team(nickname="Pia"):
    """Somebody who looks after the programme."""
    return people.person(nickname, roles=["programme"])


def planned(person, **fields):
    """A year that only the team sees."""
    said = {"year": 2026, "body": "歡迎申請。", "amount": 2_000_000, "opens_at": OPENS, "closes_at": CLOSES} | fields
    return actions.plan(person, now=BEFORE, **said)


def announced(person, **fields):
    """A year that everybody sees; one can apply from `OPENS` on."""
    return actions.announce(planned(person, **fields), person, now=BEFORE)


def words(**fields):
    """What an application says."""
    return {
        "title": "公園怎麼改", "body": "和里民一起討論公園。", "how": "workshop", "reach": "里民八十人", "theme": None,
        "district": None, "asked": 200_000, "starts_on": BEGINS, "ends_on": ENDS,
    } | fields  # fmt: skip


def draft(programme, person, agency, *, now=DURING, **fields):
    return actions.save_application(person, now=now, programme=programme, agency=agency, **words(**fields))


def applied(programme, person, agency, *, now=DURING, **fields):
    """A case that waits for its decision."""
    return actions.hand_in(draft(programme, person, agency, now=now, **fields), person, now=now)


def committee(person, number=5):
    """A term of office with so many members."""
    tenure = Tenure.objects.first() or actions.begin_tenure(
        person, now=BEFORE, number=1, begins_on=date(2021, 1, 1), ends_on=date(2027, 12, 31)
    )
    for place in range(tenure.members.count() + 1, number + 1):
        actions.enter_member(
            tenure, person, now=BEFORE, name_zh=f"委員{place}", name_en=f"Member {place}", post_zh="教授",
            post_en="Professor", group="expert", since=tenure.begins_on, until=None, account=None,
        )  # fmt: skip
    return list(tenure.members.order_by("pk"))


def met(person, *, members=None, held_at=MEETS):
    """A meeting that has taken place, with `members` present."""
    members = committee(person) if members is None else members
    meeting = actions.call_meeting(
        person, now=BEFORE, title="第一次會議", held_at=held_at, place="市府", agenda="審議申請案。"
    )
    actions.end_meeting(meeting, now=held_at)
    return actions.note_present(meeting, person, now=held_at, members=[member.pk for member in members])


def decided(case, person, *, is_taken=True, amount=100_000, meeting=None, **fields):
    """The case after its decision."""
    meeting = meeting or met(person)
    amount = amount if is_taken else 0
    actions.decide(meeting, person, now=meeting.held_at, case=case, is_taken=is_taken, amount=amount, **fields)
    publish(meeting, person)
    return Case.objects.with_names().get(pk=case.pk)


def publish(meeting, person):
    """The meeting with its minutes."""
    now = meeting.held_at + timedelta(hours=3)
    actions.write_minutes(meeting, person, now=now, minutes="決議如下。", recording="")
    return actions.publish_minutes(Meeting.objects.get(pk=meeting.pk), person, now=now)


REPORT = {"text": "三場工作坊，結論是多種樹。", "participants": 86, "sessions": 3, "spent": 95_000}


def past_year(person, year, agency, cases):
    """A year of the past with `cases`: (granted, whether it was cancelled, fields of the application) each."""
    start = NOON.replace(year=year)
    programme = actions.plan(
        person, now=start, year=year, body="", amount=None, opens_at=start, closes_at=start + 20 * DAY
    )
    actions.announce(programme, person, now=start)
    rows = [
        (granted, off, applied(programme, person, agency, now=start + DAY, asked=granted,
                               **{"starts_on": date(year, 5, 1), "ends_on": date(year, 9, 30)} | fields))
        for granted, off, fields in cases
    ]  # fmt: skip
    meeting = met(person, held_at=start + 30 * DAY)
    for granted, _off, case in rows:
        actions.decide(meeting, person, now=meeting.held_at, case=case, is_taken=True, amount=granted)
    publish(meeting, person)
    for _granted, off, case in rows:
        if off:
            actions.cancel(case, person, now=start + 60 * DAY, reason="因疫情取消。")
    return programme
