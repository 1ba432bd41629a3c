"""Earlier proposals that say much the same, shown before a draft is submitted."""

from civic.text import bigrams
from proposals.models import Proposal

LOOKED_AT = 3000  # the newest public proposals: what a search costs grows with them
LIKENESS = 0.16  # from here on two titles are called similar
MOST = 5  # similar proposals are shown


def _likeness(one, other):
    """From 0 (no bigram in common) to 1 (all those of the shorter text); 0 where that has fewer than three."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= 3 else 0.0


def similar(proposal: Proposal) -> list[Proposal]:
    """Up to `MOST` public proposals with a title like this one's, the most alike first; refused ones are left out."""
    rows = Proposal.objects.public().exclude(pk=proposal.pk).filter(refused_at=None)
    own = bigrams(proposal.title)
    found = []
    for pk, title in rows.order_by("-pk").values_list("pk", "title")[:LOOKED_AT]:
        score = _likeness(own, bigrams(title))
        if score >= LIKENESS:
            found.append((score, pk))
    best = [pk for _score, pk in sorted(found, reverse=True)[:MOST]]
    by_pk = Proposal.objects.with_names().in_bulk(best)
    return [by_pk[pk] for pk in best]
