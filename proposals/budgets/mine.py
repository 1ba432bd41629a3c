"""The sections of "my page" about budgets: one's ideas, and the budgets whose letters one asked for."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civic.accounts import Fate, Purpose, Section, section
from civic.accounts.models import Person
from proposals.budgets import actions, rules
from proposals.budgets.ideas import Idea, IdeaEvidence, Joining
from proposals.budgets.models import Cycle, Follower
from proposals.budgets.pages.ideas import may_separate, questions

EXPORTED = [
    "id", "cycle_id", "area__number", "title", "body", "place", "theme__code", "district__code", "cost", "proposal_id",
    "created_at", "submitted_at", "withdrawn_at", "carrier_id", "joined_at", "screened_at", "refused_at", "grounds",
    "note", "agency__code", "judged_at", "is_feasible", "estimate", "project__number",
]  # fmt: skip


@section(order=15)
class OwnIdeas(Section):
    title = _("My ideas for budgets")
    template = "budgets/mine.html"
    farewell = _(
        "Drafts of ideas are deleted, and ideas are withdrawn while their call lasts. Later they stay without your "
        "nickname: they may be on the ballot."
    )
    purposes = (
        Purpose(
            _("Your ideas for budgets with their evidence, and whether you agreed that one is joined with another"),
            _("So that they can be screened, judged and voted on. Once handed in they are public, with your nickname."),
            _("Drafts until you delete them. Ideas that were handed in stay; without your nickname once you leave."),
            tables=("budgets.Idea", "budgets.IdeaEvidence", "budgets.Joining"),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict | None:
        own = list(Idea.objects.filter(author=person).with_names().order_by("-created_at"))
        rows = [
            {
                "idea": idea,
                "is_asked": bool(questions(idea, person, now)),
                "may_separate": may_separate(idea, person, now),
            }
            for idea in own
        ]
        return {"rows": rows} if rows else None

    def export(self, person: Person) -> dict:
        joinings = Joining.objects.filter(Q(idea__author=person) | Q(carrier__author=person)).order_by("pk")
        evidence = IdeaEvidence.objects.filter(idea__author=person).order_by("pk")
        answers = ("idea_id", "carrier_id", "asked_at", "idea_agreed_at", "carrier_agreed_at", "declined_at")
        return {
            "ideas": list(Idea.objects.filter(author=person).order_by("pk").values(*EXPORTED)),
            "evidence": list(evidence.values("idea_id", "title", "url", "file", "name")),
            "joinings": list(joinings.values(*answers)),
        }

    def things(self, person: Person) -> list[QuerySet]:
        own = Idea.objects.filter(author=person)
        return [Cycle.objects.filter(pk__in=own.values("cycle")), own]

    def things_of_both(self, person: Person, other: Person) -> list[QuerySet]:
        cycles, ideas = self.things(other)
        return [cycles | actions.voted_in_by_either(person, other), ideas]

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        number = Idea.objects.filter(author=other).count()
        words = ngettext("%(number)d idea for a budget goes along.", "%(number)d ideas for budgets go along.", number)
        return [Fate(words % {"number": number})] if number else []

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.join_ideas(person, other)

    def erase(self, person: Person, at: datetime) -> None:
        actions.leave_ideas(person, now=at)


@section(order=31)
class Followed(Section):
    title = _("Budgets I get letters about")
    template = "budgets/mine_letters.html"
    purposes = (
        Purpose(
            _("Which budgets you asked for letters about"),
            _("To write to you when a phase or the vote begins, a day before the vote ends, and when it is counted."),
            format_lazy(
                _("Until you want no more of them, and {days} days after the count at most."),
                days=rules.FOLLOWERS_KEPT.days,
            ),
            tables=("budgets.Follower",),
            chores=("proposals.budgets.budget_followers",),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict | None:
        cycles = Cycle.objects.filter(followers__person=person).newest()
        return {"cycles": cycles} if cycles else None

    def export(self, person: Person) -> dict:
        return {"letters": list(Follower.objects.filter(person=person).order_by("cycle").values("cycle_id"))}

    def fates(self, person: Person, other: Person, now: datetime) -> list[Fate]:
        number = Follower.objects.filter(person=other).count()
        words = ngettext(
            "The letters about %(number)d budget go along.", "The letters about %(number)d budgets go along.", number
        )
        return [Fate(words % {"number": number})] if number else []

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        own = Follower.objects.filter(person=person)
        Follower.objects.filter(person=other).exclude(cycle__in=own.values("cycle")).update(person=person)
        self.erase(other, at)

    def erase(self, person: Person, at: datetime) -> None:
        Follower.objects.filter(person=person).delete()


@section(order=32)
class OneVoter(Section):
    """Who voted in both boxes of a budget is counted anew, once the second ballots are out."""

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.count_in_both_anew(person, other, now=at)
