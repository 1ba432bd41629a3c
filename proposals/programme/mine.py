"""The section of "my page" about the committee: in which terms of office somebody sits or sat."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from proposals.programme import actions
from proposals.programme.committee import Meeting, Member, Tenure

EXPORTED = ("tenure__number", "name_zh", "name_en", "post_zh", "post_en", "group", "since", "until")


@section(order=35)
class Seats(Section):
    title = _("My seat in the participation committee")
    template = "programme/mine.html"
    farewell = _("Who sat in the participation committee stays public, without a link to your account.")
    purposes = (
        Purpose(
            _("Of members of the participation committee: name, post, days in office, presence, recusals"),
            _("So that everybody knows who decides about subsidies. All of it is public but the link to an account."),
            _("For good, as the record of a public office. The link to your account until you erase it."),
            tables=("programme.Member",),
        ),
    )

    def context(self, person: Person, now: datetime) -> dict | None:
        seats = list(Member.objects.filter(account=person).select_related("tenure").order_by("-since"))
        if not seats:
            return None
        return {"seats": seats, "meetings": Meeting.objects.filter(held_at__gt=now, cancelled_at=None)}

    def export(self, person: Person) -> dict:
        return {"seats": list(Member.objects.filter(account=person).order_by("pk").values(*EXPORTED))}

    def things(self, person: Person) -> list[QuerySet]:
        return [Tenure.objects.filter(pk__in=Member.objects.filter(account=person).values("tenure"))]

    def things_of_both(self, person: Person, other: Person) -> list[QuerySet]:
        return self.things(other)

    def join(self, person: Person, other: Person, at: datetime, actor: Person | str) -> None:
        actions.hand_seats_on(person, other)

    def erase(self, person: Person, at: datetime) -> None:
        actions.leave_seats(person)
