"""Offices in a person's data: handed out and erased with it, and no part of "my page" on the screen."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from civic.accounts import Purpose, Section, section
from civic.accounts.models import Person


@section(order=90)
class Offices(Section):
    purposes = (
        Purpose(
            _("Of officials: for which agency they speak"),
            _("So that only they answer in its name."),
            _("Until they leave the office or erase their account."),
            tables=("agencies.Official",),
        ),
    )

    def export(self, person: Person) -> dict:
        return {"offices": list(person.offices.values_list("agency__code", flat=True))}

    def erase(self, person: Person, at: datetime) -> None:
        person.offices.all().delete()
