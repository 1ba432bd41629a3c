"""Choosing an agency, with a warning where nobody can act in its name."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civic.agencies.models import Agency, AgencyQuerySet
from civic.city.fields import ByCode


class _Marked:
    """Says of an agency whether somebody can act in its name."""

    def label_from_instance(self, agency: Agency) -> str:
        if agency.pk in self.unattended:
            return _("%(agency)s (nobody there yet)") % {"agency": agency.name}
        return agency.name


class AgencyChoice(_Marked, ByCode):
    """One agency, by its code."""


class AgencyChoices(_Marked, forms.ModelMultipleChoiceField):
    """Several agencies, by their codes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any):
        super().__init__(Agency.objects.none(), required=False, to_field_name="code", **kwargs)


def offer(field: _Marked, agencies: AgencyQuerySet) -> None:
    """Let `field` offer `agencies`, each with what is to be said of it."""
    field.unattended = set(Agency.objects.unattended().values_list("pk", flat=True))
    field.queryset = agencies


class Attended(forms.Form):
    """A form with an `agency`: one in whose name nobody can act is taken only after having been warned of.

    `despite` shows itself with the warning, and no verb ever hears of it.
    """

    despite = forms.BooleanField(
        label=gettext_lazy("This agency all the same; the administrators are told to appoint somebody"),
        required=False,
        widget=forms.HiddenInput,
    )

    def clean(self):
        data = super().clean()
        agency, is_warned = data.get("agency"), data.pop("despite", False)
        if agency and Agency.objects.unattended().filter(pk=agency.pk).exists():
            self._show_box()
            if not is_warned:
                self.add_error("despite", _("Nobody can act for %(agency)s here yet.") % {"agency": agency.name})
        return data

    def with_words_of(self, sent: "Attended") -> "Attended":
        """As `DeedForm` has it, with the box if `sent` showed it."""
        form = super().with_words_of(sent)
        if not sent["despite"].is_hidden:
            self._show_box()
        return form

    def _show_box(self):
        self.fields["despite"].widget = forms.CheckboxInput()
