"""Offices in a person's data: handed out and erased with it, and no part of "my page" on the screen."""

from datetime import datetime

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person
from civic.agencies import deputies
from civic.agencies.models import Deputyship


@section(order=90)
class Offices(Section):
    purposes = (
        Purpose(
            _("Of officials: for which agency they speak"),
            _("So that only they answer in its name."),
            _("Until they leave the office or erase their account."),
            tables=("agencies.Official",),
        ),
        Purpose(
            _("Of officials: who stood in for them from when until when, and for whom they stood in"),
            _("So that whoever acts in somebody's place may, and it can be told later for whom."),
            format_lazy(
                _("{days} days after its end, or until one of the two erases the account."), days=deputies.KEPT.days
            ),
            tables=("agencies.Deputyship",),
            chores=("civic.agencies.forget_deputyships",),
        ),
    )

    def export(self, person: Person) -> dict:
        days = ("starts_at", "until", "ended_at")
        stood_in = Deputyship.objects.filter(office__person=person)
        return {
            "offices": list(person.offices.values("agency__code", "until")),
            "deputy_at": list(person.deputyships.values("office__agency__code", *days)),
            "deputies_at": list(stood_in.values("office__agency__code", *days)),
        }

    def erase(self, person: Person, at: datetime) -> None:
        person.deputyships.all().delete()
        person.offices.all().delete()
