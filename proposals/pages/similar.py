"""Has this been asked before? Proposals that say much the same, each with where it stands: shown while a title is
written, beside a draft, on the page of each proposal, and to reviewers those under review as well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from civic.search.finding import Sight, TooSlow, alike
from civic.search.kinds import kinds
from civic.search.models import PUBLIC, REVIEW
from civic.text import skeleton
from proposals.models import Proposal
from proposals.search import NAME

LIKENESS = 0.2  # of the weight of a title: from here on another proposal is called similar
SAME_TEXT = 0.45  # of the weight of a text: from here on another is, whatever their titles
MOST = 5  # similar proposals are shown
LOOKED_AT = 20
REMEMBERED = timedelta(minutes=10)  # what is like a public proposal, whose page is made anew with each endorsement


@dataclass(frozen=True, slots=True)
class Alike:
    """A `proposal` that says much the same as another: its `phase`, and where it stands in words (`state`);
    `is_identical`: letter for letter."""

    proposal: Proposal
    phase: str
    state: object
    is_identical: bool = False


def similar(title: str, body: str, now: datetime, beside: int | None = None) -> list[Alike]:
    """Up to `MOST` public proposals like a text, the most alike first; refused ones are left out, and the one `beside`
    (an id) itself."""
    found = _found(title, body, now, beside, PUBLIC)
    return _alike(Proposal.objects.public().filter(refused_at=None), found, now)[:MOST]


def similar_to_public(proposal: Proposal, now: datetime) -> list[Alike]:
    """Up to `MOST` public proposals like a public one, each where it stands now; looked for every ten minutes."""
    key = f"proposals:similar:{proposal.pk}"
    found = cache.get(key)
    if found is None:
        found = _found(proposal.title, "", now, proposal.pk, PUBLIC)
        cache.set(key, found, REMEMBERED.total_seconds())
    return _alike(Proposal.objects.public().filter(refused_at=None), found, now)[:MOST] if found else []


def similar_under_review(proposal: Proposal, now: datetime) -> list[Alike]:
    """Up to `MOST` others under review, or waiting to be amended, with a title or text like this one's, identical ones
    first; for reviewers only."""
    found = _found(proposal.title, proposal.body, now, proposal.pk, REVIEW)
    rows = _alike(Proposal.objects.in_phases(("submitted", "amend"), now), found, now, proposal)
    return sorted(rows, key=lambda one: not one.is_identical)[:MOST]


def _found(title, body, now, beside, sight) -> Mapping[int, float]:
    """{id: likeness} of what is like the title or the body."""
    likeness = {}
    for typed, least in ((title, LIKENESS), (body, SAME_TEXT)):
        try:
            rows = alike(typed, kind=NAME, sight=Sight(sight, nudged=False), now=now, beside=beside, most=LOOKED_AT)
        except TooSlow:
            continue
        for hit, share in rows:
            if share >= least:
                likeness[hit.thing] = max(share, likeness.get(hit.thing, 0.0))
    return likeness


def _alike(rows, likeness, now, like=None):
    """`Alike` of those of `rows` that were found, the most alike first; compared with `like`."""
    states = kinds[NAME].states(list(likeness), now)
    found = sorted(rows.filter(pk__in=likeness), key=lambda row: (likeness[row.pk], row.pk), reverse=True)
    return [Alike(row, *states[row.pk], like is not None and _is_identical(row, like)) for row in found]


def _is_identical(one, other):
    return all(skeleton(getattr(one, of)) == skeleton(getattr(other, of)) for of in ("title", "body"))
