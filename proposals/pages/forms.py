"""What people type: a proposal, an endorsement, a withdrawal. Whatever is wrong is said beside the field."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from civic.accounts import typed
from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.city import places
from civic.city.fields import ByCode
from civic.city.models import District, Theme
from civic.desks.evidence import EvidenceForm
from civic.lifecycle import Refused
from civic.personal import Confirmable, Unconfirmed
from civic.writing import Words
from proposals import marks, rules
from proposals.actions import add_evidence, reason_to_show, remove_evidence, save_draft
from proposals.grounds import AGAINST_REASONS, GROUNDS
from proposals.models import Proposal
from proposals.pages import limits

typed.label(
    title=pgettext_lazy("proposal", "Title"),
    body=_("Proposal"),
    benefits=_("Benefits and effects"),
    difference=_("Mine differs because …"),
    reason=_("Reason"),
    words=_("In your words"),
)


class ProposalForm(EvidenceForm):
    """A draft, or a text to be amended. `proposal` is None for a new one. Any of the texts is enough to save."""

    title = Words(
        label=pgettext_lazy("proposal", "Title"),
        most=rules.TITLE_LIMIT,
        required=False,
        help_text=_("What should happen, in one sentence of at most 80 characters."),
    )
    body = Words(
        label=_("Proposal"),
        most=rules.TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("What is the matter, and what should the city do? At most 10,000 characters."),
    )
    benefits = Words(
        label=_("Benefits and effects"),
        most=rules.TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Who gains, who might lose, what would it cost?"),
    )
    difference = Words(
        label=_("Mine differs because …"),
        most=rules.REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("If something similar was proposed before: only the reviewers read this."),
    )
    theme = ByCode(Theme.objects, label=_("Theme"), empty_label=_("Choose a theme"))
    district = ByCode(District.objects, label=_("District"), empty_label=_("The whole city"))
    agency = ByCode(
        Agency.objects.active(),
        label=_("Responsible agency"),
        empty_label=_("I do not know"),
        help_text=_("If you are not sure, leave it open; the reviewers will find it."),
    )
    NEEDED_TO_SUBMIT = ("title", "body", "benefits", "theme")
    TEXTS = ("title", "body", "benefits")
    WORDS = (*TEXTS, "difference", "theme", "district", "agency")

    def __init__(self, *args: Any, proposal: Proposal | None = None, **kwargs: Any):
        if proposal is not None:
            kwargs["initial"] = {name: getattr(proposal, name) for name in (*self.TEXTS, "difference")} | {
                name: getattr(proposal, name) and getattr(proposal, name).code
                for name in ("theme", "district", "agency")
            }
        super().__init__(*args, thing=proposal, stands=None if proposal is None else marks.words(proposal), **kwargs)
        if proposal is not None and proposal.submitted_at:
            self.fields["title"].required = True  # the reviewers know it by its title
        for name in self.NEEDED_TO_SUBMIT:
            self.fields[name].note = _("needed to hand it in")

    @property
    def text_fields(self) -> list[forms.BoundField]:
        """The fields of the text, as bound fields; `difference` and those of the evidence stand apart."""
        return [self[name] for name in self.WORDS if name != "difference"]

    def clean(self):
        data = super().clean()
        texts = [data[name] for name in rules.NEEDED_TEXTS if name in data]
        if len(texts) == len(rules.NEEDED_TEXTS) and (refusal := rules.may_be_kept(*texts)):
            self.add_error("title", refusal.sentence)
        return data

    def find(self, pk: int) -> Proposal:
        return Proposal.objects.get(pk=pk)

    def mark(self, thing: Proposal) -> str:
        return marks.words(thing)

    def edit_address(self, thing: Proposal) -> str:
        return reverse("proposals:edit", args=[thing.pk])

    def save(self, proposer: Person, now: datetime) -> Proposal:
        data = self.cleaned_data
        if self.thing is None:
            limits.take("drafts", proposer.pk, now=now)
        words = {name: data[name] for name in self.WORDS}
        proposal = save_draft(proposer, now=now, proposal=self.thing, seen=data.get("seen"), **words)
        add = partial(add_evidence, proposal, proposer, now=now)
        self.save_evidence(proposer, now, add, partial(remove_evidence, proposal, proposer, now=now))
        return proposal


class PlaceSelect(forms.Select):
    """A choice among hundreds of places or none. As long as none is chosen, rendered once for each language.

    What no place is called chooses none; so nothing that anybody typed is remembered, however long it was.
    """

    def use_required_attribute(self, initial):
        return False

    def render(self, name, value, attrs=None, renderer=None):
        if value in places.counties() or value in places.districts():
            return super().render(name, value, attrs, renderer)
        key = (get_language(), name, *(attrs or {}).items())
        if key not in _rendered:
            _rendered[key] = super().render(name, "", attrs, renderer)
        return _rendered[key]


_rendered = {}  # {(language, name, attributes…): HTML}: as many as our templates have ways to show the fields


class PlaceField(forms.CharField):
    """A place by its code or name, chosen from `choices` (a function), or left empty."""

    def __init__(self, label: object, choices: Callable[[], Iterable[tuple]]):
        super().__init__(label=label, max_length=60, required=False, widget=PlaceSelect(choices=choices))

    def widget_attrs(self, widget: forms.Widget) -> dict:
        return {}


def _counties():
    yield "", _("Not said")
    yield from ((county.code, county.name) for county in places.counties().values())


def _districts():
    yield "", _("Not said")
    for county in places.counties().values():
        yield county.name, [(district.code, district.name) for district in county.districts]


class EndorsementForm(Confirmable):
    """The reason and where one lives; codes or names, unknown places count as not said."""

    reason = Words(
        label=_("Your reason"),
        most=rules.REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("Shown with your nickname; at most 500 characters. Please write nothing that shows who you are."),
    )
    county = PlaceField(_("County or city"), _counties)
    district = PlaceField(_("District"), _districts)

    def clean(self):
        data = super().clean()
        data["county"], data["district"] = places.resolve(data.get("county"), data.get("district"))
        try:
            reason_to_show(data.get("reason", ""), data.get("confirmed", ()))
        except Refused as refused:
            self.add_error("reason", refused.refusal.sentence)
            if isinstance(refused, Unconfirmed):
                self.ask(refused.found)
        return data


class SubmissionForm(Confirmable):
    """Nothing to type: what has been written is handed in, once whatever gives somebody away in it is confirmed."""


class WithdrawalForm(Confirmable):
    """Why a proposal is withdrawn; stays on its page."""

    reason = Words(
        label=_("Reason"),
        most=rules.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "class": "short"}),
        help_text=_("It stays on the page of the proposal for everybody to read."),
    )


class ReportForm(forms.Form):
    """Why a reason should not stand there. Nothing is asked about whoever says so."""

    ground = forms.ChoiceField(label=_("What is wrong with it?"), widget=forms.RadioSelect)
    words = Words(
        label=_("In your words"),
        most=rules.REASON_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("Only the reviewers read this, and it is deleted once they have decided."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(code, GROUNDS[code].words) for code in AGAINST_REASONS]


class ObjectionForm(forms.Form):
    """Why a reason that was hidden should be shown again."""

    words = Words(
        label=_("Why should your reason be shown?"),
        most=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "class": "short"}),
        help_text=_("Another reviewer reads it and decides. You can object once."),
    )
