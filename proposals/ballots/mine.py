"""The section of "my page" about votes: that one voted, never what."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from proposals.ballots import rules
from proposals.ballots.models import Roll
from proposals.ballots.registry import titles

SHOWN = 50  # votes on the page; the export has all of them


@section(order=30)
class OwnVotes(Section):
    title = _("My votes")
    template = "ballots/mine.html"
    farewell = _(
        "Your votes stay counted. That you voted is kept until 180 days after the count; what you voted stays nobody's."
    )

    purposes = (
        Purpose(
            _("That you voted, in which vote and area; your ballot sealed, so that only you can read and change it"),
            _("So that everybody votes once, and that the count can be checked against who voted"),
            _("The sealed ballot until the count, that you voted until 180 days after it"),
            tables=("ballots.Roll",),
            chores=("proposals.ballots.forget_rolls",),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict | None:
        rolls = list(Roll.objects.filter(person=person).select_related("box").order_by("-box_id")[: SHOWN + 1])
        if not rolls:
            return None
        called = titles(roll.box for roll in rolls)
        votes = [
            {"title": called[roll.box_id], "is_open": rules.may_change(roll.box, now) is None}
            for roll in rolls[:SHOWN]
            if roll.box_id in called
        ]
        return {"votes": votes, "has_more": len(rolls) > SHOWN, "secrecy": rules.SECRECY}

    def export(self, person: Person) -> dict:
        votes = Roll.objects.filter(person=person).order_by("box_id")
        return {"votes": list(votes.values("box_id", "box__subject", "area", "how"))}
