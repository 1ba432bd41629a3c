"""The committee: who sits in it, its meetings, and what became of what it decided."""

from collections.abc import Iterable

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from civic.duties.deadlines import deadlines
from civic.duties.models import Duty
from civic.serving.public import cacheable, for_an_hour
from proposals.pages.detail import reader_of
from proposals.programme import committee_rules, rules
from proposals.programme.committee import Meeting, Member, Tenure


@require_safe
@cacheable
def committee(request: HttpRequest) -> HttpResponse:
    """Members by terms of office, the one of today first; meetings to come, and those that were."""
    now, today = timezone.now(), timezone.localdate()
    tenures = list(Tenure.objects.prefetch_related("members"))
    current = next((each for each in tenures if each.begins_on <= today <= each.ends_on), None)
    meetings = list(Meeting.objects.prefetch_related("decisions"))
    context = {
        "current": current,
        "groups": _by_group(current.members.all(), today) if current else [],
        "left": [each for each in current.members.all() if each.until and each.until < today] if current else [],
        "earlier": [each for each in tenures if each != current],
        "coming": [each for each in reversed(meetings) if committee_rules.state(each, now) == "called"],
        "past": [each for each in meetings if committee_rules.state(each, now) != "called"],
    }
    return render(request, "programme/committee.html", context)


def _by_group(members: Iterable[Member], day):
    """(group in words, its members in office on `day`), those without any left out."""
    inside = [member for member in members if committee_rules.sits(member.since, member.until, day)]
    named = committee_rules.GROUPS.items()
    groups = [(words, [each for each in inside if each.group == name]) for name, words in named]
    return [(words, some) for words, some in groups if some]


@require_safe
@cacheable
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda and papers; its minutes, who was there, what was decided and what became of that."""
    found, now = get_object_or_404(Meeting, pk=pk), timezone.now()
    reader = reader_of(request)
    context = {
        "meeting": found,
        "state": committee_rules.state(found, now),
        "enclosures": list(found.enclosures.all()),
        "deadlines": deadlines(Duty.objects.about(found).with_moves(), now),
        "decisions": decided(found) if found.minutes_at else [],
        "present": [each.member for each in found.attendances.select_related("member")] if found.minutes_at else [],
        "may_run": reader is not None and rules.may_run(reader) is None,
    }
    there = {member.pk for member in context["present"]}
    context["absent"] = [each for each in found.members() if each.pk not in there] if found.minutes_at else []
    return render(request, "programme/meeting.html", context)


def decided(meeting: Meeting) -> list[dict]:
    """Its decisions, each with who was recused and what became of it."""
    rows = meeting.decisions.select_related("case__programme", "case__agency", "case__decision")
    return [
        {
            "decision": each,
            "recused": [recusal.member for recusal in each.recusals.all()],
            "followings": list(each.followings.all()),
        }
        for each in rows.prefetch_related("recusals__member", "followings")
    ]


@require_safe
def enclosure(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A paper of a meeting, as a download."""
    meeting = get_object_or_404(Meeting, pk=pk)
    found = get_object_or_404(meeting.enclosures, pk=number)
    return for_an_hour(FileResponse(found.file.open(), as_attachment=True, filename=found.name))
