"""Proposals that somebody can recuse themselves from: those on the desks of reviewers and of agencies."""

from django.db.models import Q
from django.urls import reverse

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.staffing.registry import recusable
from proposals.models import Proposal, ProposalQuerySet


def on_desks_of(person: Person) -> ProposalQuerySet:
    """Those that were handed in, to reviewers; those of their agencies that have passed, to officials."""
    found = Q(pk__in=[])
    if person.has_role("reviewer"):
        found |= Q(submitted_at__isnull=False)
    if person.has_role("official"):
        offices = Agency.objects.spoken_for_by(person)
        found |= Q(pk__in=Proposal.objects.of_agencies(offices).filter(opens_at__isnull=False).values("pk"))
    return Proposal.objects.filter(found)


def page(proposal: Proposal, person: Person) -> str:
    """Where a person works on it: reviewers at their desk, officials at theirs."""
    if person.has_role("reviewer"):
        return reverse("desk:review_one", args=[proposal.pk])
    name = "desk:agency_one" if proposal.established_at else "desk:agency_transfer"
    return reverse(name, args=[proposal.pk])


recusable("proposal", on_desks_of, page)
