"""What is found of the programme: its years, its cases, and the meetings of the committee."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from civic.search.indexing import follow, kind
from civic.search.kinds import Entry, Kind, code_of
from proposals.programme import committee_rules, rules
from proposals.programme.committee import Decision, Meeting
from proposals.programme.models import Case, Programme

CASE, MEETING = "case", "meeting"


@kind
class Cases(Kind):
    """A report is found once it is published."""

    name = CASE
    title = _("cases of the programme")
    model = Case

    def rows(self) -> models.QuerySet:
        return Case.objects.public().select_related("programme", "agency", "theme", "district")

    def entry(self, row: Case) -> Entry:
        report = row.report if row.published_at else ""
        return Entry(
            title=str(row),
            text="\n\n".join(filter(None, (row.body, row.reach, report, row.cancelled_reason))),
            path=row.get_absolute_url(),
            at=row.submitted_at,
            theme=code_of(row.theme),
            district=code_of(row.district),
            agency=code_of(row.agency),
        )

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        rows = Case.objects.filter(pk__in=things).select_related("decision")
        return {row.pk: ("", rules.STATES[rules.state(row, now)]) for row in rows}


@kind
class Meetings(Kind):
    """What was decided is found once the minutes are published."""

    name = MEETING
    title = _("meetings of the committee")
    model = Meeting

    def rows(self) -> models.QuerySet:
        return Meeting.objects.prefetch_related("decisions")

    def entry(self, row: Meeting) -> Entry:
        decided = [f"{each.title}\n{each.text}".strip() for each in row.decisions.all()] if row.minutes_at else []
        parts = (row.agenda, row.minutes if row.minutes_at else "", *decided)
        return Entry(
            title=str(row), text="\n\n".join(filter(None, parts)), path=row.get_absolute_url(), at=row.called_at
        )

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        rows = Meeting.objects.filter(pk__in=things)
        return {row.pk: ("", committee_rules.STATES[committee_rules.state(row, now)]) for row in rows}


@kind
class Programmes(Kind):
    name = "programme"
    title = _("programmes of the years")
    model = Programme

    def rows(self) -> models.QuerySet:
        return Programme.objects.public()

    def entry(self, row: Programme) -> Entry:
        return Entry(title=str(row), text=row.body, path=row.get_absolute_url(), at=row.announced_at)


follow(MEETING, Decision, lambda decision: [decision.meeting_id])
