"""Agencies are edited here; officials are appointed and dismissed by the verbs."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import may_administer
from civic.administration import AskedAsOffered, call_chores, call_kinds, call_verbs
from civic.agencies import actions
from civic.agencies.models import Agency, Official
from civic.city.calendar import end_of_day
from civic.lifecycle import Refused
from civic.writing import Day, Mailbox

call_kinds({"agency": _("agency")})
call_kinds({"office": _("office"), "deputyship": _("deputyship")})
call_verbs(
    {
        "agencies.appointed": _("Official appointed"),
        "agencies.dismissed": _("Official dismissed"),
        "agencies.deputy_named": _("Deputy named"),
        "agencies.deputy_ended": _("Deputyship ended"),
        "agencies.deputised": _("Done as a deputy"),
    }
)
call_chores(
    {
        "civic.agencies.end_offices": _("Take away offices that have ended"),
        "civic.agencies.forget_deputyships": _("Forget deputyships of long ago"),
    }
)


@admin.register(Agency)
class AgencyAdmin(AskedAsOffered):
    """An agency is closed, not deleted: proposals refer to it."""

    list_display = ["code", "name_zh", "name_en", "email", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["code", "name_zh", "name_en"]

    def get_readonly_fields(self, request, agency=None):
        return ["code"] if agency else []

    def has_delete_permission(self, request, agency=None):
        return False


class AppointmentForm(forms.ModelForm):
    """An appointment names the person by the e-mail they gave the administrator."""

    email = Mailbox(label=_("email of the person"))
    last_day = Day(
        label=_("last day, if there is one"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Official
        fields = ["agency"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if "agency" in self.fields:  # not where an appointment is only read
            self.fields["agency"].queryset = Agency.objects.active()

    def clean_email(self):
        self.person = Person.objects.filter(email=self.cleaned_data["email"], is_active=True).first()
        if self.person is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return self.cleaned_data["email"]

    def clean(self):
        cleaned = super().clean()
        person, agency = getattr(self, "person", None), cleaned.get("agency")
        day = cleaned.get("last_day")
        self.until = day and end_of_day(day)
        here = person and agency and person.offices.filter(agency=agency, until=self.until).exists()
        if here and person.has_role("official"):
            raise forms.ValidationError(_("This person already speaks for this agency."))
        return cleaned


@admin.register(Official)
class OfficialAdmin(AskedAsOffered):
    form = AppointmentForm
    list_display = ["person", "agency", "until"]
    list_filter = ["agency"]
    list_select_related = ["person", "agency"]
    actions = ["dismiss"]

    def get_fields(self, request, office=None):
        return ["agency", "email", "last_day"] if office is None else ["person", "agency", "until"]

    def has_add_permission(self, request):
        return may_administer(request.user) is None

    def has_change_permission(self, request, office=None):
        return False

    def has_delete_permission(self, request, office=None):
        return False

    def has_administer_permission(self, request):
        return may_administer(request.user) is None

    def save_model(self, request, office, form, change):
        try:
            act = {"at": timezone.now(), "actor": request.user, "until": form.until}
            made = actions.appoint(form.person, office.agency, **act)
        except Refused as refused:
            raise PermissionDenied(str(refused.refusal)) from refused
        office.pk, office.person = made.pk, form.person

    @admin.action(description=_("Dismiss"), permissions=["administer"])
    def dismiss(self, request: HttpRequest, offices: QuerySet) -> HttpResponse | None:
        act = {"at": timezone.now(), "actor": request.user}
        return self.each(request, offices.select_related("person", "agency"), lambda one: actions.dismiss(one, **act))
