"""Cases that somebody can recuse themselves from: all of them in the team, those of their agencies for officials."""

from django.db.models import Q, QuerySet
from django.urls import reverse

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.staffing.registry import recusable
from proposals.programme.models import Case
from proposals.programme.rules import ROLE


def on_desks_of(person: Person) -> QuerySet:
    found = Q(pk__in=[])
    if person.has_role(ROLE):
        found |= Q(submitted_at__isnull=False)
    if person.has_role("official"):
        found |= Q(agency__in=Agency.objects.spoken_for_by(person))
    return Case.objects.filter(found)


def page(case: Case, person: Person) -> str:
    return reverse("programme:desk_case", args=[case.pk])


recusable("case", on_desks_of, page)
