"""How a text that somebody writes becomes one that is kept: the form field, and what verbs ask of the same text.

`civic.text` decides; here are the sentences. May import the pure modules and Django.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.lifecycle import Refusal, Refused

PARTS = 4  # a column has room for as many parts of a character: letters with marks, emoji of several


def refusal(words: str, most: int) -> Refusal | None:
    """Why a text that is `tidy` cannot be kept: more than `most` characters as people count, or towers of marks."""
    count = max(text.length(words), -(-len(words) // PARTS))
    if count > most:
        sentence = _("Please keep this within %(most)s characters (now %(count)s).")
        return Refusal("too_long", sentence % {"most": f"{most:,}", "count": f"{count:,}"})
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
    """An e-mail address in its one spelling; see `text.mailbox`."""

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
            raise ValidationError(_("Please enter an e-mail address in letters without accents."), code="invalid")


class Code(forms.CharField):
    """A code that we sent, in whatever it was pasted with; see `text.code`."""

    def __init__(self, **options: Any):
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "one-time-code"}))
        super().__init__(**options)

    def to_python(self, value):
        return text.code(super().to_python(value))
