"""What gives somebody away is shown to whoever is about to publish it, in its place, and wants a click of theirs.

An identity number with a right check digit stops a text. Everything else is asked: nobody else's data are looked up,
and no sentence says whose a value is. `found` are passages of texts, `confirmed` the keys of those somebody said yes
to. May import the pure modules and Django. Words it owns: passage, confirmed.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.lifecycle import Refusal, Refused

AROUND = 16  # characters shown on each side of a passage

IDENTITY_NUMBER = Refusal(
    "identity_number", _("An identity number stands in this text. It must not become public; please take it out.")
)
ASKED = Refusal(
    "personal_data",
    _("Something in this text looks like personal data. Please look at each passage: take it out, or say that it may "
      "be public."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a text: what stands there, the `kind` (as in `civic.text`, or ""), and what stands around it."""

    kind: str
    words: str
    before: str
    after: str

    @property
    def key(self) -> str:
        """By which it is confirmed; the same for the same words elsewhere."""
        return "".join(text.folded(self.words).split())

    def __html__(self):
        """One element, so that it stays one run of text wherever it stands; the words decide its direction."""
        return format_html('<span dir="auto">{}<mark>{}</mark>{}</span>', self.before, self.words, self.after)

    def __str__(self):
        return self.__html__()


class Unconfirmed(Refused):
    """Nothing was published: the passages `found` want a click first."""

    def __init__(self, found: list[Passage]):
        super().__init__(ASKED)
        self.found = found


def cut_out(words: str, start: int, end: int, kind: str = "") -> Passage:
    """The passage of `words` from `start` to before `end`."""
    before, after = words[max(0, start - AROUND) : start], words[end : end + AROUND]
    before = ("…" if start > AROUND else "") + before.replace("\n", " ")
    after = after.replace("\n", " ") + ("…" if end + AROUND < len(words) else "")
    return Passage(kind, words[start:end], before, after)


def passages(*texts: str) -> list[Passage]:
    """What looks like an identity number, a mobile number or a mailbox in `texts`, each spelling once."""
    found = [cut_out(words, each.start, each.end, each.kind) for words in texts for each in text.passages(words)]
    return once_each(found)


def once_each(found: Iterable[Passage]) -> list[Passage]:
    """`found` without passages whose words came before."""
    first = {}
    for passage in found:
        first.setdefault(passage.key, passage)
    return list(first.values())


def require_confirmed(found: list[Passage], confirmed: Collection[str]) -> None:
    """Raise `Refused` for an identity number, `Unconfirmed` unless each other passage is `confirmed`."""
    if any(passage.kind == text.IDENTITY for passage in found):
        raise Refused(IDENTITY_NUMBER)
    if any(passage.key not in confirmed for passage in found):
        raise Unconfirmed(found)


class ConfirmedField(forms.MultipleChoiceField):
    """The keys of passages that may be public. Shows nothing until passages are asked about."""

    def __init__(self):
        super().__init__(
            required=False,
            label=_("This may be public"),
            help_text=_("Tick what everybody may read, such as an office's own number; take the rest out of the text."),
            widget=forms.MultipleHiddenInput,
        )
        self.note = _("tick it, or take it out")

    def valid_value(self, value):
        return True


class Confirmable(forms.Form):
    """A form whose texts become public: has `confirmed`, and `ask` to show what must be confirmed first."""

    confirmed = ConfirmedField()
    found: Collection[Passage] = ()  # what it asks about

    def ask(self, found: Collection[Passage]) -> None:
        """Show each passage in its place with a box to tick."""
        self.found = found
        asked = [passage for passage in found if passage.kind != text.IDENTITY]
        if asked:
            self.fields["confirmed"].widget = forms.CheckboxSelectMultiple()
            self.fields["confirmed"].choices = [(passage.key, passage) for passage in asked]
            self.order_fields([name for name in self.fields if name != "confirmed"])
