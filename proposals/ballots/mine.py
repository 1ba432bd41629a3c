"""The section of "my page" about votes: that one voted, never what."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.accounts import Fate, Purpose, Section, section
from civic.accounts.models import Person
from proposals.ballots import rules
from proposals.ballots.models import Box, Roll
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
        rolls = Roll.objects.filter(person__in=person.accounts).select_related("box").order_by("-box_id")
        rolls = list(rolls[: SHOWN + 1])
        if not rolls:
            return None
        called = titles(roll.box for roll in rolls)
        votes = [
            {
                "title": called[roll.box_id],
                "is_open": roll.person_id == person.pk and rules.may_change(roll.box, now) is None,
            }
            for roll in rolls[:SHOWN]
            if roll.box_id in called
        ]
        return {"votes": votes, "has_more": len(rolls) > SHOWN, "secrecy": rules.SECRECY}

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        theirs = Roll.objects.filter(person__in=other.accounts).values_list("box_id", flat=True)
        both = Roll.objects.filter(person__in=person.accounts, box__in=theirs).values_list("box_id", flat=True)
        open_ones = [box.pk for box in Box.objects.filter(pk__in=theirs) if rules.may_change(box, now) is None]
        fates = []
        if set(open_ones) - set(both):
            fates.append(Fate(_("Where the other account has voted and voting goes on, that ballot counts. It cannot "
                                "be changed any more, and you cannot vote a second time.")))  # fmt: skip
        if both:
            fates.append(Fate(_("In a vote where both accounts have voted, both ballots stay in the box: they are "
                                "secret, and nothing is ever taken out of it.")))  # fmt: skip
        return fates

    def export(self, person: Person) -> dict:
        votes = Roll.objects.filter(person__in=person.accounts).order_by("box_id")
        return {"votes": list(votes.values("box_id", "box__subject", "area", "how"))}
