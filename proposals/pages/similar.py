"""Proposals that say much the same: earlier ones, shown before a draft is submitted, and those under review with it."""

from dataclasses import dataclass
from datetime import datetime

from civic.text import LIKENESS, bigrams, likeness, most_alike, skeleton
from proposals.models import Proposal

LOOKED_AT = 3000  # the newest public proposals: what a search costs grows with them
SAME_TEXT = 0.5  # from here on two texts are called similar, whatever their titles
MOST = 5  # similar proposals are shown


def similar(proposal: Proposal) -> list[Proposal]:
    """Up to `MOST` public proposals with a title like this one's, the most alike first; refused ones are left out."""
    rows = Proposal.objects.public().exclude(pk=proposal.pk).filter(refused_at=None)
    titles = rows.order_by("-pk").values_list("pk", "title")[:LOOKED_AT]
    best = most_alike(proposal.title, titles, MOST)
    by_pk = Proposal.objects.with_names().in_bulk(best)
    return [by_pk[pk] for pk in best]


@dataclass(frozen=True, slots=True)
class Alike:
    """A `proposal` under review that says much the same as another; `is_identical`: letter for letter."""

    proposal: Proposal
    is_identical: bool


def similar_under_review(proposal: Proposal, now: datetime) -> list[Alike]:
    """Up to `MOST` others under review, or waiting to be amended, with a title or text like this one's, identical ones
    first; for reviewers only."""
    title, text = bigrams(proposal.title), bigrams(proposal.body)
    found = []
    for other in Proposal.objects.in_phases(("submitted", "amend"), now).exclude(pk=proposal.pk).order_by("-pk"):
        score = max(likeness(title, bigrams(other.title)), _share(text, bigrams(other.body)))
        if score >= LIKENESS:
            is_identical = all(
                skeleton(getattr(proposal, of)) == skeleton(getattr(other, of)) for of in ("title", "body")
            )
            found.append((is_identical, score, other.pk, Alike(other, is_identical)))
    return [alike for *_place, alike in sorted(found, key=lambda row: row[:3], reverse=True)[:MOST]]


def _share(one, other):
    """How much of two texts is common to both, from 0 to 1; 0 below `SAME_TEXT`: any two long texts share something."""
    share = len(one & other) / len(one | other) if one and other else 0.0
    return share if share >= SAME_TEXT else 0.0
