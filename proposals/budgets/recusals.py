"""Ideas that somebody can recuse themselves from: those the team screens, and those an agency judges."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.staffing.registry import recusable
from proposals.budgets.ideas import Idea
from proposals.budgets.rules import ROLE


def on_desks_of(person: Person) -> QuerySet:
    found = Q(pk__in=[])
    if person.has_role(ROLE):
        found |= Q(submitted_at__isnull=False)
    if person.has_role("official"):
        found |= Q(agency__in=Agency.objects.spoken_for_by(person))
    return Idea.objects.filter(found)


def page(idea: Idea, person: Person) -> str:
    return reverse("budgets:desk_idea" if person.has_role(ROLE) else "budgets:desk_judging", args=[idea.pk])


recusable("idea", on_desks_of, page)
