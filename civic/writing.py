"""How a text that somebody writes becomes one that is kept: the form field, and what verbs ask of the same text.

`civic.text` decides; here are the sentences. May import the pure modules and Django.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import keep_lazy_text
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.lifecycle import Refusal, Refused

YEARS = range(1900, 3000)  # that somebody means; at the ends of what a computer counts days cannot be added any more
PARTS = 4  # a column has room for as many parts of a character: letters with marks, emoji of several


@keep_lazy_text
def filled(sentence: object, **figures: object) -> str:
    """`sentence` with its figures, in the language of whoever reads it: a lazy sentence stays lazy, where `%` would
    bind it to the language of the moment at which a rule was asked."""
    return str(sentence) % figures


def refusal(words: str, most: int) -> Refusal | None:
    """Why a text that is `tidy` cannot be kept: more than `most` characters as people count, or towers of marks."""
    count = max(text.length(words), -(-len(words) // PARTS))
    if count > most:
        sentence = _("Please keep this within %(most)s characters (now %(count)s).")
        return Refusal("too_long", filled(sentence, most=f"{most:,}", count=f"{count:,}"))
    if text.towers(words):
        return Refusal("towers", _("Please leave out the marks that are stacked on letters: they cover other lines."))
    return None


def kept(words: str, most: int, needed: object = None, *, one_line: bool = False) -> str:
    """`words` as they are kept, "" if nothing of them can be seen; raises `Refused` with the sentence `needed` then, if
    there is one, or where `refusal` says why not."""
    words = text.line(words) if one_line else text.tidy(words)
    if text.is_empty(words):
        words = ""
        if needed:
            raise Refused(Refusal("empty", needed))
    if why := refusal(words, most):
        raise Refused(why)
    return words


class Words(forms.CharField):
    """A text of at most `most` characters as people count them, kept as `text.tidy` leaves it; one line unless its
    widget has several.

    The browser is told no length: it counts differently, and would cut an emoji in half without a word.
    """

    def __init__(self, *, most: int, **options: Any):
        super().__init__(**options)
        self.most = most

    def to_python(self, value):
        words = super().to_python(value)
        words = text.tidy(words) if isinstance(self.widget, forms.Textarea) else text.line(words)
        return "" if text.is_empty(words) else words

    def validate(self, value):
        super().validate(value)
        if why := refusal(value, self.most):
            raise ValidationError(why.sentence, code=why.code)


class Mailbox(forms.EmailField):
    """An e-mail address in its one spelling; see `text.mailbox`. No longer than its column, to which allauth would cut
    it: that is another address."""

    def __init__(self, **options: Any):
        super().__init__(**{"max_length": 254} | options)

    @classmethod
    def like(cls, field: forms.EmailField) -> "Mailbox":
        """One that looks like another field for addresses."""
        return cls(label=field.label, required=field.required, widget=field.widget, help_text=field.help_text)

    def to_python(self, value):
        typed = super().to_python(value)
        return text.mailbox(typed) or typed

    def run_validators(self, value):
        super().run_validators(value)
        if value not in self.empty_values and not text.mailbox(value):
            raise ValidationError(_("Please enter an email address in letters without accents."), code="invalid")


class Day(forms.DateField):
    """A day, of `YEARS`."""

    def to_python(self, value):
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class Code(forms.CharField):
    """A code that we sent, in whatever it was pasted with; see `text.code`."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "one-time-code"}))
        super().__init__(**options)

    def to_python(self, value):
        return text.code(super().to_python(value))


MARKS = ".:?!…。：？！"  # a label that ends in one of these takes no colon
MISSING = {
    "fill": _("Please fill in “%(field)s”."),
    "choose": _("Please choose “%(field)s”."),
    "tick": _("Please tick “%(field)s”."),
}


class SpokenField(BoundField):
    """A field of any form: what is missing is asked for by name, in place of the library's "this field is required"."""

    @property
    def errors(self):
        found = super().errors
        if any(map(self._is_plain, found.as_data())):
            named = found.copy()
            named.data = [self._named() if self._is_plain(error) else error for error in found.as_data()]
            return named
        return found

    @property
    def complaints(self) -> list[str]:
        """The sentences of `errors` for a place away from the field: each says which field it is about."""
        name = str(self.label)
        space = " " if name.endswith(tuple(MARKS)) else now(": ")
        plain = map(self._is_plain, super().errors.as_data())
        return [said if is_plain else f"{name}{space}{said}" for is_plain, said in zip(plain, self.errors, strict=True)]

    def _is_plain(self, error):
        """Whether it is the library's own sentence, and there is a name to put into it."""
        theirs = forms.Field.default_error_messages["required"]
        return bool(self.label) and error.code == "required" and str(error.message) == str(theirs)

    def _named(self):
        widget = self.field.widget
        chosen = isinstance(widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple | forms.FileInput)
        how = "tick" if isinstance(widget, forms.CheckboxInput) else "choose" if chosen else "fill"
        return ValidationError(MISSING[how] % {"field": str(self.label).rstrip(MARKS)}, code="required")


class Renderer(TemplatesSetting):
    """How forms are shown, ours and the libraries'."""

    bound_field_class = SpokenField


def show_again(form: forms.Form, **hidden: str) -> None:
    """Let a form travel on with what its page shows by now (fields nobody sees), and otherwise as it was sent."""
    form.initial |= hidden
    form.data = form.data.copy()
    for name, value in hidden.items():
        form.data[name] = value
