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
from civic.administration import AskedAsOffered, call_kinds, call_verbs
from civic.agencies import actions
from civic.agencies.models import Agency, Official
from civic.lifecycle import Refused
from civic.writing import Mailbox

call_kinds({"agency": _("agency")})
call_verbs({"agencies.appointed": _("Official appointed"), "agencies.dismissed": _("Official dismissed")})


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
        if person and agency and person.offices.filter(agency=agency).exists():
            raise forms.ValidationError(_("This person already speaks for this agency."))
        return cleaned


@admin.register(Official)
class OfficialAdmin(AskedAsOffered):
    form = AppointmentForm
    list_display = ["person", "agency"]
    list_filter = ["agency"]
    list_select_related = ["person", "agency"]
    actions = ["dismiss"]

    def get_fields(self, request, office=None):
        return ["agency", "email"] if office is None else ["person", "agency"]

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
            made = actions.appoint(form.person, office.agency, at=timezone.now(), actor=request.user)
        except Refused as refused:
            raise PermissionDenied(str(refused.refusal)) from refused
        office.pk, office.person = made.pk, form.person

    @admin.action(description=_("Dismiss"), permissions=["administer"])
    def dismiss(self, request: HttpRequest, offices: QuerySet) -> HttpResponse | None:
        act = {"at": timezone.now(), "actor": request.user}
        return self.each(request, offices.select_related("person", "agency"), lambda one: actions.dismiss(one, **act))
