"""What is owed about a year, its cases and the meetings of the committee. The lengths are defaults of ours."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.duties import Line, kind, subject
from civic.duties.models import Duty
from proposals.programme.committee import Meeting
from proposals.programme.models import Case, Programme
from proposals.programme.rules import ROLE

DECIDING = kind("programme.deciding", _("Decision about the applications"), role=ROLE)
REPORTING = kind("programme.reporting", _("Report of the case"), role="official")
PUBLISHING = kind("programme.publishing", _("Publishing the report"), role=ROLE)
MINUTES = kind("programme.minutes", _("Minutes of the meeting"), role=ROLE)


@subject("programme")
class Programmes:
    """How desks show years; see `civic.duties.registry.subject`."""

    def lines(self, duties: list[Duty], person: Person) -> dict[str, Line]:
        rows = Programme.objects.in_bulk([duty.subject_id for duty in duties])
        return {duty.subject: _line(rows[duty.subject_id], "programme:desk_year") for duty in duties}

    def supported_by(self, agencies: Iterable[Agency]) -> list[str]:
        return []


@subject("case")
class Cases:
    def lines(self, duties: list[Duty], person: Person) -> dict[str, Line]:
        rows = Case.objects.select_related("programme", "agency").in_bulk([duty.subject_id for duty in duties])
        return {
            duty.subject: Line(str(case), case_desk(case), [str(case.programme), case.agency.name])
            for duty in duties
            for case in [rows[duty.subject_id]]
        }

    def supported_by(self, agencies: Iterable[Agency]) -> list[str]:
        return []


@subject("meeting")
class Meetings:
    def lines(self, duties: list[Duty], person: Person) -> dict[str, Line]:
        rows = Meeting.objects.in_bulk([duty.subject_id for duty in duties])
        return {duty.subject: _line(rows[duty.subject_id], "programme:desk_meeting") for duty in duties}

    def supported_by(self, agencies: Iterable[Agency]) -> list[str]:
        return []


def case_desk(case: Case) -> str:
    """The page on which a case is worked on, by its agency and by the team."""
    return reverse("programme:desk_case", args=[case.pk])


def _line(thing, view):
    return Line(str(thing), reverse(view, args=[thing.pk]))
