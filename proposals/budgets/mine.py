"""The section of "my page" about budgets: those whose letters one asked for."""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from proposals.budgets import rules
from proposals.budgets.models import Cycle, Follower


@section(order=31)
class Followed(Section):
    title = _("Budgets I get letters about")
    template = "budgets/mine.html"
    purposes = (
        Purpose(
            _("Which budgets you asked for letters about"),
            _("To write to you when a phase or the vote begins, a day before the vote ends, and when it is counted."),
            format_lazy(
                _("Until you want no more of them, and {days} days after the count at most."),
                days=rules.FOLLOWERS_KEPT.days,
            ),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict | None:
        cycles = Cycle.objects.filter(followers__person=person).newest()
        return {"cycles": cycles} if cycles else None

    def export(self, person: Person) -> dict:
        return {"letters": list(Follower.objects.filter(person=person).order_by("cycle").values("cycle_id"))}

    def erase(self, person: Person, at: datetime) -> None:
        Follower.objects.filter(person=person).delete()
