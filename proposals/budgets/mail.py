"""The letters about budgets: to whoever asked for them, and to everybody who has voted; never about how, and nobody is
told that they have not voted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from civic import outbox
from civic.formats import end_in_words
from civic.outbox.about import About
from civic.outbox.models import Mailing
from proposals.ballots.models import Roll
from proposals.budgets import idea_mail, rules  # noqa: F401 -- letters of ideas belong to this plug
from proposals.budgets.models import Area, Cycle, Follower, Project


def voters(mailing: Mailing, cycle: Cycle) -> QuerySet:
    """Everybody on the rolls of its boxes."""
    rolls = Roll.objects.filter(box__in=cycle.areas.exclude(box=None).values("box"))
    return rolls.values_list("person_id", flat=True)


def followers(mailing: Mailing, cycle: Cycle) -> QuerySet:
    """Everybody who asked for its letters."""
    return Follower.objects.filter(cycle=cycle).values_list("person_id", flat=True)


class AboutCycle(About):
    """A letter about the cycle that is the mailing's subject."""

    readers = (voters,)
    called = "cycle"

    def thing(self, mailing: Mailing) -> Cycle:
        return Cycle.objects.get(pk=mailing.subject_id)


class ToFollowers(AboutCycle):
    readers = (followers,)


@outbox.letter("budgets.phase_begun")
class PhaseBegun(ToFollowers):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"phase": rules.PHASES[mailing.data["phase"]].words}


@outbox.letter("budgets.workshop")
class OfWorkshop(ToFollowers):
    """What is new about a workshop."""

    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        area = Area.objects.filter(pk=mailing.data["area"]).first()
        return {"begins": datetime.fromisoformat(mailing.data["begins"]), "area": area}


@outbox.letter("budgets.vote_opened")
class VoteOpened(ToFollowers):
    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        return {"ends": end_in_words(cycle.closes_at)}


@outbox.letter("budgets.ending")
class Ending(VoteOpened):
    """That the vote ends tomorrow: to nobody, if it has been prolonged or declared void since."""

    def audience(self, mailing: Mailing, after_id: int, limit: int) -> Sequence[int]:
        cycle = self.thing(mailing)
        if cycle.voided_at or cycle.closes_at != datetime.fromisoformat(mailing.data["closes_at"]):
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


@outbox.letter("budgets.voided")
class Voided(AboutCycle):
    readers = (voters, followers)


@outbox.letter("budgets.counted")
class Counted(AboutCycle):
    readers = (voters, followers)

    def more(self, mailing: Mailing, cycle: Cycle) -> dict[str, Any]:
        won = {int(winner) for area in cycle.areas.all() for winner in area.result.report["winners"]}
        return {"winners": Project.objects.filter(cycle=cycle, number__in=won)}
