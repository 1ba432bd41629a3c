"""What is found of budgets, of ideas for them and of their projects."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.search.indexing import follow, kind
from civic.search.kinds import Entry, Kind, code_of
from proposals.budgets import rules
from proposals.budgets.grounds import HIDING
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Cycle, Project

IDEA = "idea"


@kind
class Budgets(Kind):
    name = "budget"
    title = _("participatory budgets")
    model = Cycle

    def rows(self) -> models.QuerySet:
        return Cycle.objects.public()

    def entry(self, row: Cycle) -> Entry:
        return Entry(title=str(row), text=row.summary, path=row.get_absolute_url(), at=row.published_at)

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        rows = Cycle.objects.filter(pk__in=things)
        return {row.pk: ("", rules.PHASES[rules.phase(row, now)].words) for row in rows}


@kind
class Ideas(Kind):
    """A refusal whose text is not shown is not found either."""

    name = IDEA
    title = _("ideas")
    model = Idea

    def rows(self) -> models.QuerySet:
        shown = Idea.objects.public().exclude(grounds__overlap=list(HIDING))
        return shown.select_related("theme", "district", "agency")

    def entry(self, row: Idea) -> Entry:
        return Entry(
            title=str(row),
            text="\n\n".join(filter(None, (row.body, row.place))),
            path=row.get_absolute_url(),
            at=row.submitted_at,
            theme=code_of(row.theme),
            district=code_of(row.district),
            agency=code_of(row.agency),
        )

    def states(self, things: Collection[int], now: datetime) -> dict[int, tuple[str, object]]:
        return {row.pk: ("", row.state_words) for row in Idea.objects.filter(pk__in=things).select_related("cycle")}


@kind
class Projects(Kind):
    name = "project"
    title = _("projects")
    model = Project

    def rows(self) -> models.QuerySet:
        return Project.objects.filter(cycle__in=Cycle.objects.public()).select_related("cycle", "theme", "district")

    def entry(self, row: Project) -> Entry:
        return Entry(
            title=str(row),
            text="\n\n".join(filter(None, (row.body, row.place, row.dropped_reason))),
            path=row.get_absolute_url(),
            at=row.cycle.published_at or timezone.now(),
            theme=code_of(row.theme),
            district=code_of(row.district),
        )


follow("project", Cycle, lambda cycle: list(cycle.projects.values_list("pk", flat=True)) if cycle.pk else [])
follow(IDEA, Cycle, lambda cycle: list(cycle.ideas.values_list("pk", flat=True)) if cycle.pk else [])
