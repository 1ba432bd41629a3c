"""What once stood in public, as pages show it beside what stands now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.agencies.models import Agency
from proposals import rules
from proposals.models import FormerText, Proposal
from proposals.pages.difference import SAME, difference


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


PARTS = {"title": pgettext_lazy("proposal", "Title"), "body": _("Proposal"), "benefits": _("Benefits and effects")}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text by its `label`: as it was before it was amended, and the `pieces` of what changed since."""

    label: object
    before: str
    pieces: tuple[tuple[str, str], ...]

    @property
    def is_changed(self) -> bool:
        return any(kind != SAME for kind, _text in self.pieces)


def amended_parts(proposal: Proposal, *, insider: bool) -> list[Part]:
    """The parts of a text that was amended; empty where none was, and where strangers are not to see the former one.

    `insider`: the reader is the proposer or may read everything.
    """
    former = FormerText.objects.filter(proposal=proposal).first() if proposal.amended_at else None
    if former is None or (former.is_hidden and not insider):
        return []
    texts = [(label, getattr(former, name), getattr(proposal, name)) for name, label in PARTS.items()]
    return [Part(label, before, difference(before, after)) for label, before, after in texts]
