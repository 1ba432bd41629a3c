"""Somebody of the town who had two accounts and endorsed with both; the administration has joined the two."""

from datetime import datetime, timedelta

from civic.accounts import crowd, joining
from civic.accounts.models import Person
from civic.demo import words
from civic.demo.cast import YEAR
from proposals import actions
from proposals.models import Proposal

TAG = "twins"
DAY = timedelta(days=1)
REASON = "兩個帳號的持有人到櫃檯出示同一張證件 · both holders showed the same card at the counter"


def play(proposal: Proposal, administrator: Person, now: datetime) -> None:
    """Both endorse it on its last day, and a day later one of the two endorsements is void."""
    stays, goes = crowd.admit(2, tag=TAG, at=now - YEAR, nicknames=words.nicknames())
    for hours, number in ((3, goes), (2, stays)):
        at = proposal.closes_at - timedelta(hours=hours)
        actions.endorse_many([actions.Arrival(proposal.pk, number, at)], clock=None)
    accounts = Person.objects.in_bulk([stays, goes])
    joining.join(accounts[stays], accounts[goes], at=proposal.closes_at + DAY, actor=administrator, reason=REASON)
