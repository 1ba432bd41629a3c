"""What once stood in public, as pages show it beside what stands now."""

from dataclasses import dataclass
from datetime import datetime

from civic.agencies.models import Agency
from proposals import rules
from proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Former:
    """A former answer: its `text`, `rows` for pieces/answer.html, when it stood there, and why it was corrected."""

    published_at: datetime
    replaced_at: datetime
    reason: str
    text: str
    rows: list[dict]


def former_answers(proposal: Proposal) -> list[Former]:
    """The versions of the answer before the one that stands now, the newest first."""
    kept = list(proposal.former_answers.order_by("-number"))
    codes = {finding["agency"] for each in kept for finding in each.findings}
    agencies = Agency.objects.in_bulk(codes, field_name="code") if kept else {}
    return [
        Former(each.published_at, each.replaced_at, each.reason, each.text, [_row(f, agencies) for f in each.findings])
        for each in kept
    ]


def _row(finding, agencies):
    label = rules.FINDINGS[finding["finding"]]
    return {**finding, "label": label, "agency": agencies[finding["agency"]].name}
