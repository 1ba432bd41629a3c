"""What happens among the town's staff: a deputy for a fortnight, an invitation that waits, somebody who recused
themselves."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from civic.accounts.models import Person
from civic.agencies.deputies import name_deputy
from civic.city.calendar import end_of_day, start_of_day
from civic.demo.cast import address
from civic.staffing import actions, recusing
from proposals.models import Proposal

FORTNIGHT = timedelta(days=14)
WHY = "提議人和我在同一個合唱團，由同事檢核比較合適。"


def play(now: datetime, people: Mapping[str, Person], proposals: Mapping[str, Proposal]) -> int:
    """Have the three happen; returns how many."""
    away = people["official"]
    days = {"starts_at": start_of_day(now.date()), "until": end_of_day((now + FORTNIGHT).date())}
    name_deputy(away.offices.get(), people["official-works"], **days, at=now, actor=away)
    actions.invite(address("new-colleague"), "reviewer", at=now, actor=people["administrator"])
    recusing.recuse(proposals["tactile-ferry"], people["reviewer-2"], at=now, reason=WHY)
    return 3
