"""What people type when they hand in an idea."""

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.accounts.limits import take
from civic.accounts.models import Person
from civic.city.fields import ByCode
from civic.city.models import District, Theme
from civic.desks.evidence import EvidenceForm
from civic.personal import Confirmable
from civic.text import is_empty
from civic.writing import Words
from proposals.budgets import marks, rules
from proposals.budgets.actions import add_evidence, remove_evidence, save_idea
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Area, Cycle


class IdeaForm(EvidenceForm):
    """A draft of an idea for one of the areas of `cycle`. A title or a text is enough to save."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), to_field_name="number", required=False,
                                  empty_label=_("Choose an area"))  # fmt: skip
    title = Words(
        label=pgettext_lazy("proposal", "Title"), most=rules.TITLE_LIMIT, required=False,
        help_text=_("What should be done, in one sentence of at most 80 characters."),
    )  # fmt: skip
    body = Words(
        label=_("What is to be done"), most=rules.TEXT_LIMIT, required=False,
        widget=forms.Textarea(attrs={"rows": 10}), help_text=_("What is the matter, what would help, and whom?"),
    )  # fmt: skip
    place = Words(
        label=_("Place"), most=rules.PLACE_LIMIT, required=False,
        help_text=_("A street, a park, a school; no private address."),
    )  # fmt: skip
    district = ByCode(District.objects, label=_("District"), empty_label=_("Not said"))
    theme = ByCode(Theme.objects, label=_("Theme"), empty_label=_("Not said"))
    cost = forms.IntegerField(
        label=_("What it may cost, in NT$"), min_value=1, max_value=10**12, required=False,
        help_text=_("If you have an idea of it; an agency estimates it later."),
    )  # fmt: skip

    WORDS = ("area", "title", "body", "place", "district", "theme", "cost")

    def __init__(self, cycle: Cycle, *args: Any, thing: Idea | None = None, **kwargs: Any):
        if thing is not None:
            initial = {name: getattr(thing, name) for name in ("title", "body", "place", "cost")}
            initial |= {name: getattr(thing, name) and getattr(thing, name).code for name in ("district", "theme")}
            kwargs["initial"] = initial | {"area": thing.area and thing.area.number}
        super().__init__(*args, thing=thing, stands=None if thing is None else marks.idea(thing), **kwargs)
        self.cycle = cycle
        self.fields["area"].queryset = cycle.areas.all()
        self.fields["area"].label_from_instance = _with_amount
        for name in ("area", "title", "body"):
            self.fields[name].note = _("needed before it is handed in")

    @property
    def text_fields(self) -> list[forms.BoundField]:
        """The fields of the text; those of the evidence stand below them."""
        return [self[name] for name in self.WORDS]

    def clean(self):
        data = super().clean()
        if not self.errors and is_empty(data["title"]) and is_empty(data["body"]):
            self.add_error("title", _("Please write a title or a text first."))
        return data

    def find(self, pk: int) -> Idea:
        return Idea.objects.get(pk=pk)

    def mark(self, thing: Idea) -> str:
        return marks.idea(thing)

    def edit_address(self, thing: Idea) -> str:
        return reverse("budgets:idea_edit", args=[thing.pk])

    def save(self, person: Person, now: datetime) -> Idea:
        if self.thing is None:
            take("ideas", person.pk, now=now)
        words = {name: self.cleaned_data[name] for name in self.WORDS}
        seen = self.cleaned_data.get("seen")
        idea = save_idea(person, now=now, cycle=self.cycle, idea=self.thing, seen=seen, **words)
        add = partial(add_evidence, idea, person, now=now)
        self.save_evidence(person, now, add, partial(remove_evidence, idea, person, now=now))
        return idea


def _with_amount(area):
    return f"{area} · NT${area.amount:,}"


class HandInForm(Confirmable):
    """Nothing to type: what has been written is handed in, once whatever gives somebody away in it is confirmed."""
