"""The base of our pages in Django's administration: facts are read there and changed by verbs, and nobody asks a list
for more than it offers; and what verbs and keys are called there. May import the pure modules.

Apps name theirs beside their pages: `call_verbs`, `call_kinds`, `call_chores`. What nobody has named is shown as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.lifecycle import Refused
from civic.seen import mark_of, may_replace

# How Django's own filters write what somebody has chosen.
CHOSEN = ("", "__exact", "__id__exact", "__isnull", "__isempty", "__gte", "__lt", "__year", "__month", "__day")


_verbs: dict[str, Any] = {}
_chores: dict[str, Any] = {}
_kinds: dict[str, Any] = {"clock": _("the clock"), "operator": _("whoever operates the machine")}


def call_verbs(words: Mapping[str, Any]) -> None:
    """Say what these verbs are called: {verb: words}."""
    _verbs.update(words)


def call_kinds(words: Mapping[str, Any]) -> None:
    """Say what these kinds of keys are called: {"proposal": words} for "proposal:42"; or one whole key."""
    _kinds.update(words)


def call_chores(words: Mapping[str, Any]) -> None:
    """Say what these chores of the clock are called: {name in the registry: words}."""
    _chores.update(words)


def chore_in_words(name: str) -> str:
    return str(_chores.get(name, name))


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


class TidyForm(forms.ModelForm):
    """A row whose texts are kept as people see them; one that is needed shows something."""

    def clean(self):
        data = super().clean()
        for name in [name for name, words in data.items() if isinstance(words, str)]:
            field = self.fields[name]
            words = text.tidy(data[name]) if isinstance(field.widget, forms.Textarea) else text.line(data[name])
            data[name] = "" if text.is_empty(words) else words
            if field.required and not data[name]:
                self.add_error(name, forms.ValidationError(field.error_messages["required"], code="required"))
        return data


class SeenForm(TidyForm):
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


class TickedList(ChangeList):
    """A list in which some rows are ticked already: those of `request.ticked`, by their keys as text."""

    def get_results(self, request):
        super().get_results(request)
        ticked = getattr(request, "ticked", ())
        for row in self.result_list if ticked else ():
            row.is_ticked = str(row.pk) in ticked


class GivesBack(admin.ModelAdmin):
    """A list whose actions ask for words: what was typed, chosen and ticked stands there again until it is done.

    Django leads back to an empty list, whatever became of the action.
    """

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return TickedList

    def action_checkbox(self, row: Model) -> str:
        """Django's box, ticked where it was."""
        box = super().action_checkbox(row)
        return mark_safe(box.replace("<input ", "<input checked ", 1)) if getattr(row, "is_ticked", False) else box  # noqa: S308 -- its parts are escaped

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """Django's; but an action that cannot be begun says why, and the list stands there as it was sent."""
        if request.method == "POST" and "action" in request.POST and self.get_actions(request):
            form, ticked = self._asked(request), request.POST.getlist(ACTION_CHECKBOX_NAME)
            if not form.is_valid():
                return self._again(request, ticked, list(_said(form)))
            if not ticked and not form.cleaned_data["select_across"]:
                return self._again(request, ticked, [_("Please tick what it is to be done with.")])
        return super().changelist_view(request, extra_context)

    def each(self, request: HttpRequest, rows: Iterable[Model], deed: Callable[[Model], object]) -> HttpResponse | None:
        """Do `deed` to each of `rows`; a refusal stops no other. What was refused is shown again, ticked and with why;
        None if nothing was."""
        sentences, refused = [], []
        for row in rows:
            try:
                deed(row)
            except Refused as error:
                refused.append(str(row.pk))
                sentences.append(f"{row}: {error.refusal}")
            else:
                self.message_user(request, _("Done: %(what)s") % {"what": row}, messages.SUCCESS)
        return self._again(request, refused, sentences, status=409) if refused else None

    def ask_again(self, request: HttpRequest, sentence: object) -> HttpResponse:
        """The list as it was sent, with the `sentence` that says what is missing."""
        return self._again(request, request.POST.getlist(ACTION_CHECKBOX_NAME), [sentence])

    def _again(self, request, ticked, sentences, status=422):
        for sentence in sentences:
            self.message_user(request, sentence, messages.ERROR)
        shown = copy(request)
        shown.method, shown.ticked = "GET", set(ticked)
        page = self.changelist_view(shown, {"action_form": self._asked(request)})
        page.status_code = status
        return page

    def _asked(self, request) -> ActionForm:
        """The form above the list, as it was sent. There is one: actions stand on top only."""
        form = self.action_form(request.POST, auto_id=None)
        form.fields["action"].choices = self.get_action_choices(request)
        return form


def _said(form):
    """Each sentence that is wrong with the form, with the name of its field."""
    for name, errors in form.errors.items():
        label = str(form.fields[name].label).rstrip(":：")
        yield from (f"{label}: {error}" for error in errors)


class AskedAsOffered(GivesBack):
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

    def called(self, row: Model) -> str:
        """What the page of a row is called."""
        return str(row)

    def render_change_form(self, request, context, *args, **kwargs):
        if context.get("original"):
            context["subtitle"] = self.called(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, thing=None):
        return False

    def has_delete_permission(self, request, thing=None):
        return False
