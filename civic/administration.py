"""The base of our pages in Django's administration: facts are read there and changed by verbs, and nobody asks a list
for more than it offers. May import the pure modules."""

from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import model_to_dict

from civic.seen import mark_of, may_replace

# How Django's own filters write what somebody has chosen.
CHOSEN = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt", "__year", "__month", "__day")


class SeenForm(forms.ModelForm):
    """A row as it was shown: whoever saves it after somebody else has is told first, and keeps what they typed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self._mark(self.instance) if self.instance.pk else ""

    def _mark(self, row):
        facts = model_to_dict(row, [name for name in self.fields if name != "seen"])
        return mark_of(sorted((name, str(value)) for name, value in facts.items()))

    def clean(self):
        data = super().clean()
        if self.instance.pk and self.add_prefix("seen") in self.data:
            rows = type(self.instance)._base_manager.select_for_update()
            stands = self._mark(rows.get(pk=self.instance.pk))
            if refusal := may_replace(data["seen"], stands):
                self.data = self.data.copy()
                self.data[self.add_prefix("seen")] = stands
                self.add_error(None, refusal.sentence)
        return data


class AskedAsOffered(admin.ModelAdmin):
    """A list is asked by its filters only. Django lets the address ask any field of the row: whose password begins
    with what, letter by letter."""

    form = SeenForm

    def lookup_allowed(self, lookup, value, request=None):
        filters = self.get_list_filter(request) if request else self.list_filter
        names = [each if isinstance(each, str) else each[0] for each in filters]
        return lookup in {f"{name}{chosen}" for name in [*names, self.date_hierarchy] if name for chosen in CHOSEN}


class ReadOnlyAdmin(AskedAsOffered):
    """A list and pages to read; nothing is added, changed or deleted but by a page's own actions."""

    form = forms.ModelForm

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, thing=None):
        return False

    def has_delete_permission(self, request, thing=None):
        return False
