"""What the city is about to publish about a proposal is searched for what gives somebody away, its proposer first; see
`civic.agencies.protection`."""

from collections.abc import Collection
from datetime import datetime

from civic.accounts.models import Person
from civic.agencies import protection
from civic.personal import Passage
from proposals.models import Proposal


def passages(proposal: Proposal, *texts: str) -> list[Passage]:
    """What in `texts`, about to be published by an agency or a reviewer, gives somebody away."""
    return protection.passages(proposal.proposer, *texts)


def keep_private(
    proposal: Proposal, person: Person, *texts: str, now: datetime, confirmed: Collection[str], deed: str
) -> None:
    """See `civic.agencies.protection.keep_private`."""
    protection.keep_private(proposal, proposal.proposer, person, *texts, now=now, confirmed=confirmed, deed=deed)
