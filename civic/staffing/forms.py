"""Forms about those who work for the city."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts import once
from civic.accounts.models import Person
from civic.accounts.registry import roles
from civic.agencies import deputies
from civic.agencies.models import Agency, Official
from civic.agencies.rules import NOT_HERE
from civic.city.calendar import end_of_day, start_of_day
from civic.lifecycle import Refused
from civic.staffing.models import Invitation
from civic.staffing.recusing import REASON_LIMIT
from civic.staffing.resetting import REASON_LIMIT as RESET_REASON_LIMIT
from civic.writing import Day, Mailbox, Words

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NamesSomebody(forms.Form):
    """A form that names a person by their address; cleaned to the person."""

    email = Mailbox(label=_("Their email address"))

    def clean_email(self):
        person = self.found()
        if person is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return person

    def found(self) -> Person | None:
        """Whoever has the address."""
        return Person.objects.filter(email=self.cleaned_data["email"], is_active=True).first()


class DeputyForm(NamesSomebody):
    """Who stands in for an office of somebody, or of anybody where no `person` is given, from which day to which."""

    office = forms.ModelChoiceField(queryset=None, label=_("Agency"), empty_label=None)
    first_day = Day(label=_("First day"), widget=DAY)
    last_day = Day(label=_("Last day"), widget=DAY)
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=once.key)
    field_order = ["office", "email", "first_day", "last_day"]

    def __init__(self, person: Person | None = None, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.is_of_official = person is not None
        offices = Official.objects.held().select_related("agency", "person").order_by("agency__code", "pk")
        office = self.fields["office"]
        if person:
            office.queryset = offices.filter(person=person)
            office.label_from_instance = lambda office: str(office.agency)
        else:
            office.queryset, office.label, office.empty_label = offices, _("Who is away"), "—"
            office.label_from_instance = lambda office: f"{office.agency} · {office.person}"
        self.fields["first_day"].initial = timezone.localdate()

    def clean_email(self):
        """For an official None where nobody has the address: the verb says of it what it says of strangers, so that
        nobody finds out here who has an account."""
        return self.found() if self.is_of_official else super().clean_email()

    def clean(self):
        data = super().clean()
        if data.get("first_day") and data.get("last_day"):
            self.starts_at, self.until = start_of_day(data["first_day"]), end_of_day(data["last_day"])
        return data

    def name_deputy(self, actor: Person, now: datetime) -> None:
        """Do what a valid form says; raises `Refused`."""
        data = self.cleaned_data
        if data["email"] is None:
            raise Refused(NOT_HERE)
        days = {"starts_at": self.starts_at, "until": self.until}
        deputies.name_deputy(data["office"], data["email"], at=now, actor=actor, **days)


def _roles():
    return [(each.name, each.title) for each in roles()]


class ResetForm(NamesSomebody):
    """Whose second factors are lost, and how one knows."""

    reason = Words(
        label=_("Reason"),
        most=RESET_REASON_LIMIT,
        help_text=_("How you know that it is them, such as: seen in person."),
    )
    field_order = ["email", "reason"]


class RecusalForm(forms.Form):
    """Why somebody recuses themselves."""

    reason = Words(
        label=_("Reason"),
        most=REASON_LIMIT,
        help_text=_("For colleagues and administrators only, such as: it is a relative of mine who handed it in."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InvitationForm(forms.ModelForm):
    """Whom an administrator invites to what."""

    email = Mailbox(label=_("e-mail"))
    role = forms.ChoiceField(label=_("role"), choices=_roles)
    last_day = Day(label=_("last day, if there is one"), required=False, widget=DAY)
    language = forms.ChoiceField(label=_("language of the letter"), choices=settings.LANGUAGES)
    field_order = ["email", "role", "agency", "last_day", "language"]

    class Meta:
        model = Invitation
        fields = ["email", "role", "agency", "language"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "agency" in self.fields:  # not where an invitation is only read
            self.fields["agency"].queryset = Agency.objects.active()
            self.fields["agency"].required = False


class ListForm(forms.Form):
    """A file with people to invite."""

    file = forms.FileField(label=_("File (CSV)"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}))
