"""The letters about budgets: to whoever asked for them, and to everybody who has voted; never about how, and nobody is
told that they have not voted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civic import outbox
from civic.formats import end_in_words
from civic.outbox.models import Mailing
from proposals.ballots.models import Roll
from proposals.budgets import idea_mail, rules  # noqa: F401 -- letters of ideas belong to this plug
from proposals.budgets.models import Cycle, Follower, Project


def voters(cycle: Cycle) -> QuerySet:
    """Everybody on the rolls of its boxes."""
    return Roll.objects.filter(box__in=cycle.areas.exclude(box=None).values("box"))


def followers(cycle: Cycle) -> QuerySet:
    """Everybody who asked for its letters."""
    return Follower.objects.filter(cycle=cycle)


class AboutCycle:
    """A letter about the cycle that is the mailing's subject, to `readers` (functions as above)."""

    readers = (voters,)

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        """At most `limit` ids of readers above `after_id`, ascending."""
        cycle, numbers = self.cycle(mailing), set()
        for readers in self.readers:
            rows = readers(cycle).filter(person_id__gt=after_id).order_by("person_id")
            numbers.update(rows.values_list("person_id", flat=True).distinct()[:limit])
        return sorted(numbers)[:limit]

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


class ToFollowers(AboutCycle):
    readers = (followers,)


@outbox.letter("budgets.phase_begun")
class PhaseBegun(ToFollowers):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"phase": rules.PHASES[mailing.data["phase"]].words}


@outbox.letter("budgets.vote_opened")
class VoteOpened(ToFollowers):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"ends": end_in_words(cycle.closes_at)}


@outbox.letter("budgets.ending")
class Ending(VoteOpened):
    """That the vote ends tomorrow: to nobody, if it has been prolonged since."""

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        if self.cycle(mailing).closes_at != datetime.fromisoformat(mailing.data["closes_at"]):
            return []
        return super().audience(mailing, after_id, limit)


@outbox.letter("budgets.dropped")
class Dropped(AboutCycle):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"project": Project.objects.get(cycle=cycle, number=mailing.data["number"])}


@outbox.letter("budgets.prolonged")
class Prolonged(AboutCycle):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {name: datetime.fromisoformat(mailing.data[name]) for name in ("was", "closes_at")}


@outbox.letter("budgets.counted")
class Counted(AboutCycle):
    readers = (voters, followers)

    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        won = {int(winner) for area in cycle.areas.all() for winner in area.result.report["winners"]}
        return {"winners": Project.objects.filter(cycle=cycle, number__in=won)}
