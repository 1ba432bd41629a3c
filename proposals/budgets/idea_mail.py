"""The letters about ideas: to their authors, and to the agency that judges them. `mail` imports it."""

from typing import Any

from django.urls import reverse

from civic import outbox
from civic.accounts.models import Person
from civic.agencies.models import Agency, speakers
from civic.duties import telling
from civic.duties.clockwork import reminded, still_fits
from civic.formats import end_in_words
from civic.outbox.about import About
from civic.outbox.models import Mailing
from proposals.budgets.grounds import GROUNDS
from proposals.budgets.idea_rules import screened_until
from proposals.budgets.ideas import Idea, Joining


def author(mailing: Mailing, idea: Idea) -> list[int]:
    return [idea.author_id]


def both_authors(mailing: Mailing, idea: Idea) -> list[int]:
    """That of the idea, and of the one that stands, or would stand, for it."""
    return [idea.author_id, carrier_of(mailing).author_id]


def carrier_of(mailing: Mailing) -> Idea:
    """The idea that the mailing says stands, or would stand, for its subject; that may stand alone again by now."""
    if "carrier" in mailing.data:
        return Idea.objects.get(pk=mailing.data["carrier"])
    return Joining.objects.select_related("carrier").get(pk=mailing.data["joining"]).carrier


def joined_authors(mailing: Mailing, idea: Idea) -> list[int]:
    """Those of the ideas that it stands for."""
    return [joined.author_id for joined in idea.stood_for()]


def officials(mailing: Mailing, idea: Idea) -> list[int]:
    """Everybody who speaks for the agency that judges it."""
    return list(speakers([idea.agency_id]).values_list("pk", flat=True))


def on_duty(mailing: Mailing, idea: Idea) -> list[int]:
    """Those who can still judge it: nobody, once that is done or has another day."""
    return officials(mailing, idea) if still_fits(mailing, reminded(mailing)) else []


def administrators(mailing: Mailing, idea: Idea) -> list[int]:
    """Those who can appoint officials."""
    return list(Person.objects.administrators().values_list("pk", flat=True))


class AboutIdea(About):
    """A letter about the idea that is the mailing's subject."""

    readers = (author,)
    called = "idea"

    def thing(self, mailing: Mailing) -> Idea:
        return Idea.objects.with_names().get(pk=mailing.subject_id)

    def context(self, mailing: Mailing, language: str) -> dict[str, Any]:
        said = super().context(mailing, language)
        return said | {"cycle": said["idea"].cycle}


@outbox.letter("budgets.idea_received")
class Received(AboutIdea):
    pass


@outbox.letter("budgets.idea_passed")
class Passed(AboutIdea):
    pass


@outbox.letter("budgets.idea_refused")
class Refused(AboutIdea):
    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {"grounds": [GROUNDS[code].words for code in idea.grounds]}


@outbox.letter("budgets.joining_asked")
class JoiningAsked(AboutIdea):
    readers = (both_authors,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        joining = Joining.objects.select_related("carrier").get(pk=mailing.data["joining"])
        return {"joining": joining, "mine_link": outbox.absolute(reverse("accounts:mine"))}


@outbox.letter("budgets.idea_joined")
class Joined(AboutIdea):
    readers = (both_authors,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {"carrier": carrier_of(mailing)}


@outbox.letter("budgets.carrier_ended")
class CarrierEnded(AboutIdea):
    """To whoever had agreed that the idea stands for theirs, too: it was refused, or is not feasible."""

    readers = (joined_authors,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {
            "grounds": [GROUNDS[code].words for code in idea.grounds],
            "lights": list(idea.lights.all()),
            "ends": end_in_words(screened_until(idea.cycle)),
            "mine_link": outbox.absolute(reverse("accounts:mine")),
        }


@outbox.letter("budgets.idea_adopted")
class Adopted(AboutIdea):
    pass


@outbox.letter("budgets.agency_asked")
class AgencyAsked(AboutIdea):
    readers = (officials,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {"desk_link": desk_link(idea)}


def desk_link(idea: Idea) -> str:
    """The page on which the agency answers."""
    return outbox.absolute(reverse("budgets:desk_judging", args=[idea.pk]))


@outbox.letter("budgets.idea_handed_on")
class HandedOn(AboutIdea):
    readers = (author, officials)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {"before": Agency.objects.get(pk=mailing.data["agency"]), "desk_link": desk_link(idea)}


@outbox.letter("budgets.idea_judged")
class Judged(AboutIdea):
    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return {"lights": list(idea.lights.all())}


@outbox.letter("budgets.idea_listed")
class Listed(AboutIdea):
    pass


class AboutDeadline(AboutIdea):
    """To whoever can still do something about the deadline."""

    readers = (on_duty,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        duty = reminded(mailing)
        return {"due": duty, "duty": duty.words, "desk_link": desk_link(idea)}


@outbox.letter("budgets.deadline")
class Deadline(AboutDeadline):
    pass


@outbox.letter("budgets.overdue")
class Overdue(AboutDeadline):
    pass


@outbox.letter("budgets.moved")
class Moved(AboutIdea):
    """A closure that was entered, or taken back, moved the deadline."""

    readers = (author, officials)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return telling.moved(mailing)


@outbox.letter("budgets.unattended")
class Unattended(AboutIdea):
    readers = (administrators,)

    def more(self, mailing: Mailing, idea: Idea) -> dict[str, Any]:
        return telling.unattended(mailing)
