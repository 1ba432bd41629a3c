"""The letters about budgets: to everybody who has voted, and never about how."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from civic import outbox
from civic.outbox.models import Mailing
from proposals.ballots.models import Roll
from proposals.budgets.models import Cycle, Project


class ToVoters:
    """A letter about the cycle that is the mailing's subject, to everybody on the rolls of its boxes."""

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        """At most `limit` ids of voters above `after_id`, ascending."""
        boxes = self.cycle(mailing).areas.exclude(box=None).values("box")
        voters = Roll.objects.filter(box__in=boxes, person_id__gt=after_id)
        return list(voters.order_by("person_id").values_list("person_id", flat=True).distinct()[:limit])

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        """What the template is given."""
        cycle = self.cycle(mailing)
        return {
            "cycle": cycle,
            "link": outbox.absolute(cycle.get_absolute_url()),
            "data": mailing.data,
            **self.more(mailing, cycle),
        }

    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        """What the template of this kind of letter is given beyond the cycle itself."""
        return {}

    def cycle(self, mailing: Mailing) -> Cycle:
        """The cycle that the mailing is about."""
        return Cycle.objects.get(pk=mailing.subject_id)


@outbox.letter("budgets.dropped")
class Dropped(ToVoters):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"project": Project.objects.get(cycle=cycle, number=mailing.data["number"])}


@outbox.letter("budgets.prolonged")
class Prolonged(ToVoters):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {name: datetime.fromisoformat(mailing.data[name]) for name in ("was", "closes_at")}


@outbox.letter("budgets.counted")
class Counted(ToVoters):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        won = {int(winner) for area in cycle.areas.all() for winner in area.result.report["winners"]}
        return {"winners": Project.objects.filter(cycle=cycle, number__in=won)}
