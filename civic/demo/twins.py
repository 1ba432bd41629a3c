"""Somebody of the town who had two accounts and endorsed with both; the administration has joined the two."""

from datetime import datetime, timedelta

from civic.accounts import crowd, joining
from civic.accounts.models import Person
from civic.demo import words
from civic.demo.cast import YEAR
from proposals.models import Proposal

TAG = "twins"
REASON = "兩個帳號的持有人到櫃檯出示同一張證件 · both holders showed the same card at the counter"


def make(now: datetime) -> dict[str, Person]:
    """The two accounts, by the keys under which they endorse."""
    numbers = crowd.admit(2, tag=TAG, at=now - YEAR, nicknames=words.nicknames())
    accounts = Person.objects.in_bulk(numbers)
    return dict(zip(("twin", "twin-2"), map(accounts.get, numbers), strict=True))


def join(twins: dict[str, Person], proposal: Proposal, administrator: Person) -> None:
    """A day after the end of what both have endorsed: it has one less than it took, and stays established."""
    at = proposal.closes_at + timedelta(days=1)
    joining.join(*twins.values(), at=at, actor=administrator, reason=REASON)
