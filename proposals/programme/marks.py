"""Marks of what forms show (`civic.seen`); the verbs compare them under their lock."""

from civic.seen import mark_of
from proposals.programme.committee import Meeting, Member
from proposals.programme.models import Case, Programme


def programme(programme: Programme) -> str:
    """Of the form of a year, and of what is announced."""
    return mark_of(*(_fact(getattr(programme, name)) for name in ("year", "body", "amount", "opens_at", "closes_at")))


def window(programme: Programme) -> str:
    """Of until when applications are taken."""
    return mark_of(_fact(programme.closes_at))


def case(case: Case) -> str:
    """Of what an application says."""
    return mark_of(*(_fact(value) for value in case.words.values()))


def report(case: Case) -> str:
    """Of a report with its pictures."""
    pictures = [[photo.pk, photo.says] for photo in case.photos.all()]
    return mark_of(case.report, case.participants, case.sessions, case.spent, pictures)


def member(member: Member) -> str:
    """Of the form of a member."""
    names = ("name_zh", "name_en", "post_zh", "post_en", "group", "since", "until", "account_id")
    return mark_of(*(_fact(getattr(member, name)) for name in names))


def meeting(meeting: Meeting) -> str:
    """Of the form in which a meeting is called."""
    return mark_of(*(_fact(getattr(meeting, name)) for name in ("title", "held_at", "place", "agenda")))


def present(meeting: Meeting) -> str:
    """Of who was present at a meeting."""
    return mark_of(sorted(meeting.attendances.values_list("member_id", flat=True)))


def minutes(meeting: Meeting) -> str:
    """Of the form of its minutes."""
    return mark_of(meeting.minutes, meeting.recording)


def whole(one: Meeting) -> str:
    """Of all that begins to hold with its minutes."""
    decisions = [
        [each.number, each.case_id, each.title, each.text, each.is_taken, each.amount, each.in_favour, each.against,
         each.abstained, sorted(each.recusals.values_list("member_id", flat=True))]
        for each in one.decisions.all()
    ]  # fmt: skip
    return mark_of(meeting(one), present(one), minutes(one), decisions)


def _fact(value):
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value
