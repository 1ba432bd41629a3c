"""Marks of what stands of a proposal (`civic.seen`): page and verb make them alike.

Each asks the database once or twice; under the proposal's lock nobody can change what it marks.
"""

from datetime import date

from civic.seen import mark_of
from proposals.models import Answer, Finding, Proposal, Terms

WORDS = ("title", "body", "benefits", "difference", "theme_id", "district_id", "agency_id")


def words(proposal: Proposal) -> str:
    """The text and what was chosen with it; evidence, which is added piece by piece, apart."""
    return mark_of(*(getattr(proposal, name) for name in WORDS))


def reviewed(proposal: Proposal) -> str:
    """What a reviewer judges: the text with its evidence."""
    return mark_of(words(proposal), list(proposal.evidence.order_by("pk").values_list("title", "url", "file")))


def terms(day: date) -> str:
    """The terms that hold on `day`, as things stand."""
    return mark_of(Terms.objects.in_force(day).pk)


def window(proposal: Proposal) -> str:
    """Until when it can be endorsed."""
    return mark_of(proposal.closes_at and proposal.closes_at.timestamp())


def lead(proposal: Proposal) -> str:
    """Which agency is to answer."""
    return mark_of(proposal.agency_id)


def timetable(proposal: Proposal) -> str:
    """The timetable that is published."""
    return mark_of(proposal.timetable_text)


def supporting(proposal: Proposal) -> str:
    """The supporting agencies."""
    return mark_of(sorted(proposal.supporting.values_list("code", flat=True)))


def demands(proposal: Proposal) -> str:
    """The demands in their order."""
    return mark_of(_demands(proposal))


def draft(proposal: Proposal) -> str:
    """All that the preview of the answer shows: its text, the demands, and who found what on which."""
    text = Answer.objects.filter(proposal=proposal).values_list("text", flat=True).first()
    findings = Finding.objects.filter(demand__proposal=proposal).order_by("demand_id")
    found = list(findings.values_list("demand_id", "finding", "agency__code", "reasons"))
    return mark_of(text, _demands(proposal), found)


def _demands(proposal):
    return list(proposal.demands.values_list("pk", "text"))
