"""The section of "my page" about votes: that one voted, never what."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civic.accounts import Fate, Purpose, Section, section
from civic.accounts.models import Person
from proposals.ballots import actions, reading, rules
from proposals.ballots.models import Box
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
        rolls = reading.rolls_of(person).select_related("box").order_by("-box_id")
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

    def things_of_both(self, person: Person, other: Person) -> list[QuerySet]:
        return [reading.shared(person, other)]

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        theirs = set(reading.rolls_of(other).values_list("box_id", flat=True))
        both = theirs & set(reading.rolls_of(person).values_list("box_id", flat=True))
        seconds = reading.seconds(person, other, now)
        called = titles(seconds)
        open_ones = {box.pk for box in Box.objects.filter(pk__in=theirs) if rules.may_change(box, now) is None}
        fates = [Fate(_second(called.get(box.pk)), falls=True) for box in seconds]
        if open_ones - both:
            fates.append(Fate(_("Where the other account has voted and voting goes on, that ballot counts. It cannot "
                                "be changed any more, and you cannot vote a second time.")))  # fmt: skip
        if both - {box.pk for box in seconds}:
            fates.append(Fate(_("In a vote that is over and in which both accounts have voted, both ballots stay in "
                                "the box: after the close nothing is taken out of it.")))  # fmt: skip
        return fates

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.take_out_seconds(person, other, now=at)

    def export(self, person: Person) -> dict:
        votes = reading.rolls_of(person).order_by("box_id")
        return {"votes": list(votes.values("box_id", "box__subject", "area", "how"))}


def _second(title):
    """What becomes of two ballots in one open box."""
    words = gettext("Both accounts have voted in “%(title)s”, and voting goes on: one ballot counts, that of the "
                    "account that stays. The other one is taken out of the box, unread.")  # fmt: skip
    return words % {"title": title.words if title else "—"}
