"""The base of forms that change what others change too: colleagues at a desk, or oneself in another window; and a field
for a moment."""

import json
from typing import Any

from django import forms
from django.utils import timezone

from civic.accounts import once
from civic.lifecycle import Refusal
from civic.personal import Confirmable
from civic.seen import CHANGED
from civic.writing import YEARS


class Moment(forms.DateTimeField):
    """A day, of `YEARS`, and a time of day in the city, as browsers offer to choose them."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"], **kwargs)

    def to_python(self, value):
        found = super().to_python(value)
        if found is not None and found.year not in YEARS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def prepare_value(self, value):
        return timezone.localtime(value) if hasattr(value, "tzinfo") and value.tzinfo else value


class DeedForm(forms.Form):
    """A form whose deed changes what colleagues may change too. A subclass names its `prefix`.

    `once` makes sending it twice harmless. `seen` marks what stood when it was filled in (`civic.seen`; `stands`: the
    mark of what stands now, None for deeds that replace nothing). Both are hidden.
    """

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput, initial=once.key)

    refusal: Refusal | None = None  # why the deed was not done, once it was tried

    def __init__(self, *args: Any, stands: str | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if stands is None:
            del self.fields["seen"]
        else:
            self.fields["seen"].initial = stands

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing in it is other than what stands."""
        return set(self.changed_data) <= {"seen", "once", "confirmed"}

    def arguments(self) -> dict[str, Any]:
        """What the verb takes of the cleaned data."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    def with_words_of(self, sent: "DeedForm") -> "DeedForm":
        """This form, as things stand now, with what somebody filled into `sent` and what was wrong with it.

        What their page did not have yet is as it stands. If somebody else was faster, what stands by now is shown
        beside each field in which they differ, and sent again it replaces that.
        """
        data, is_told = sent.data.copy(), sent.refusal is not None and sent.refusal.code == CHANGED
        for bound in (self[name] for name in self.fields if name != "seen"):
            asked = (data, sent.files, bound.html_name)
            if bound.field.widget.value_omitted_from_data(*asked):
                data[bound.html_name] = "" if bound.initial is None else bound.initial
            elif is_told and not bound.is_hidden and _differ(bound.field.widget.value_from_datadict(*asked), bound):
                bound.field.stands = in_words(bound.field, bound.initial) or "–"
        if is_told:
            data[self.add_prefix("seen")] = self["seen"].initial
        self.data, self.files, self.is_bound = data, sent.files, True
        self._errors, self.refusal = sent.errors, sent.refusal
        if isinstance(sent, Confirmable):
            self.ask(sent.found)
        return self

    def written(self) -> list[tuple[object, str]]:
        """(label, text) of every field that was filled in, for a page on which the form stands no more."""
        rows = [(bound.label, in_words(bound.field, bound.value())) for bound in self.visible_fields()]
        return [(label, text) for label, text in rows if text]


def in_words(field: forms.Field, value: Any) -> str:
    """The `value` of a field as people read it: choices by what they are called."""
    values = value if isinstance(value, list | tuple) else [value]
    called = {str(code): str(words) for code, words in getattr(field, "choices", ()) if not isinstance(words, list)}
    return ", ".join(called.get(str(each), str(each)) for each in values if each not in (None, "", False))


def _differ(value, bound):
    return json.dumps(value, default=str) != json.dumps(bound.initial, default=str)
