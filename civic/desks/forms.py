"""The base of forms that change what others change too: colleagues at a desk, or oneself in another window."""

import json
from typing import Any

from django import forms

from civic.accounts import once
from civic.lifecycle import Refusal
from civic.seen import CHANGED


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
        return set(self.changed_data) <= {"seen", "once"}

    @property
    def was_read(self) -> str | None:
        """What `seen` says, for deeds that anybody may do on what there is: None where the form does not say it."""
        return self.cleaned_data["seen"] if self.add_prefix("seen") in self.data else None

    def arguments(self) -> dict[str, Any]:
        """What the verb takes of the cleaned data."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    def show_what_stands(self, anew: "DeedForm") -> None:
        """After a refusal because somebody else was faster: beside each field what stands there by now, as in the form
        `anew`; sent again, it replaces that."""
        if self.refusal is None or self.refusal.code != CHANGED:
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = anew["seen"].initial
        for bound in anew.visible_fields():
            if bound.name in self.fields and _differ(self[bound.name].value(), bound.initial):
                self.fields[bound.name].stands = in_words(bound.field, bound.initial) or "–"

    def written(self) -> list[tuple[object, str]]:
        """(label, text) of every field that was filled in, for a page on which the form stands no more."""
        rows = [(bound.label, in_words(bound.field, bound.value())) for bound in self.visible_fields()]
        return [(label, text) for label, text in rows if text]


def in_words(field: forms.Field, value: Any) -> str:
    """The `value` of a field as people read it: choices by what they are called."""
    values = value if isinstance(value, list | tuple) else [value]
    called = {str(code): str(words) for code, words in getattr(field, "choices", ()) if not isinstance(words, list)}
    return ", ".join(called.get(str(each), str(each)) for each in values if each not in (None, "", False))


def _differ(one, other):
    return json.dumps(one, default=str) != json.dumps(other, default=str)
