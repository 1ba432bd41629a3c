"""What agencies owe about ideas: to say whether they are feasible."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.duties import Line, kind, subject
from civic.duties.models import Duty
from proposals.budgets.ideas import Idea

JUDGING = kind("budgets.judging", _("Judgement of feasibility"), role="official")


@subject("idea")
class Ideas:
    """How desks show ideas; see `civic.duties.registry.subject`."""

    def lines(self, duties: list[Duty], person: Person) -> dict[str, Line]:
        rows = Idea.objects.select_related("cycle").in_bulk([duty.subject_id for duty in duties])
        return {duty.subject: _line(rows[duty.subject_id]) for duty in duties}

    def supported_by(self, agencies: Iterable[Agency]) -> list[str]:
        return []


def _line(idea):
    return Line(idea.title, reverse("budgets:desk_judging", args=[idea.pk]), [idea.cycle.title])
