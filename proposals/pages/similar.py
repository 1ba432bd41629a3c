"""Earlier proposals that say much the same, shown before a draft is submitted."""

from civic.text import bigrams
from proposals.models import Proposal

LOOKED_AT = 3000  # the newest public proposals; comparing titles and openings of so many takes some 30 ms
LIKENESS = 0.16


def likeness(one, other):
    """Between 0 (nothing shared) and 1 (the same pairs): shared pairs by those of the shorter text."""
    shorter = min(len(one), len(other))
    return len(one & other) / shorter if shorter >= 3 else 0.0


def similar(proposal, *, limit=5):
    """Public proposals with a title like this one's, the most alike first; texts kept private are left out."""
    rows = Proposal.objects.public().exclude(pk=proposal.pk).filter(refused_at=None)
    own = bigrams(proposal.title)
    found = []
    for pk, title in rows.order_by("-pk").values_list("pk", "title")[:LOOKED_AT]:
        score = likeness(own, bigrams(title))
        if score >= LIKENESS:
            found.append((score, pk))
    best = [pk for _score, pk in sorted(found, reverse=True)[:limit]]
    by_pk = Proposal.objects.with_names().in_bulk(best)
    return [by_pk[pk] for pk in best]
