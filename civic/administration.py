"""The base of our pages in Django's administration: facts are read there and changed by verbs, and nobody asks a list
for more than it offers; and what verbs and keys are called there. May import the pure modules.

Apps name theirs beside their pages: `call_verbs`, `call_kinds`. What nobody has named is shown as it is.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from civic.seen import mark_of, may_replace

# How Django's own filters write what somebody has chosen.
CHOSEN = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt", "__year", "__month", "__day")


_verbs: dict[str, Any] = {}
_kinds: dict[str, Any] = {"clock": _("the clock"), "operator": _("whoever operates the machine")}


def call_verbs(words: Mapping[str, Any]) -> None:
    """Say what these verbs are called: {verb: words}."""
    _verbs.update(words)


def call_kinds(words: Mapping[str, Any]) -> None:
    """Say what these kinds of keys are called: {"proposal": words} for "proposal:42"; or one whole key."""
    _kinds.update(words)


def verb_in_words(verb: str) -> str:
    return str(_verbs.get(verb, verb))


def key_in_words(key: str) -> str:
    """`proposal:42` as 提議 42; keys without a number, such as `clock`, as one word."""
    if key in _kinds:
        return str(_kinds[key])
    kind, _colon, number = key.partition(":")
    return f"{_kinds[kind]} {number}".strip() if kind in _kinds else key


def mailing_in_words(kind: str) -> str:
    """`proposals.opened` by the words of its verb."""
    return str(_verbs.get(kind) or _verbs.get(kind.partition(".")[2], kind))


class InWords(admin.AllValuesFieldListFilter):
    """The values there are, each as `say` calls it."""

    say = staticmethod(verb_in_words)

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield choice | {"display": self.say(str(choice["display"]))}


class SeenForm(forms.ModelForm):
    """A row as it was shown: whoever saves it after somebody else has is told first, and keeps what they typed."""

    seen = forms.CharField(label="", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = self._mark(self.instance) if self.instance.pk else ""

    def _mark(self, row):
        facts = model_to_dict(row, [name for name in self.fields if name != "seen"])
        return mark_of(sorted((name, str(value)) for name, value in facts.items()))

    def clean(self):
        data = super().clean()
        if self.instance.pk:
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
    words = {}  # {field: what it is called}, where the row itself does not say

    def get_form(self, request, thing=None, change=False, **options):
        return super().get_form(request, thing, change, **{"labels": self.words} | options)

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
