"""What reviewers and officials type. Whether it may be done is asked of the rules, not here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic.accounts import typed
from civic.agencies.models import Agency
from civic.city.models import Theme
from proposals import rules
from proposals.grounds import GROUNDS
from proposals.models import Answer, Demand, Proposal
from proposals.pages.forms import ByCode

PUBLIC = _("Everybody will read this. Please name no citizen and print nobody's phone number or address.")

typed.label(
    note=_("Reason in words"),
    text=_("Text"),
    texts=_("Demands, one on each line"),
    reason=_("Reason"),
    reasons=_("Reasons"),
)


def text(label: object, help_text: object = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    """A field for several lines, at most `TEXT_LIMIT` characters."""
    area = forms.Textarea(attrs={"rows": rows, "class": "short"})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=rules.TEXT_LIMIT, widget=area
    )


class Grounds(forms.MultipleChoiceField):
    """The grounds of a refusal, each with its code."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any):
        choices = [(code, f"{code} {ground.words}") for code, ground in GROUNDS.items()]
        super().__init__(choices=choices, **kwargs)


class PassingForm(forms.Form):
    """Let it through, with the agency and the theme put right."""

    agency = ByCode(
        Agency.objects.active(),
        label=_("Responsible agency"),
        empty_label=_("Please choose"),
        help_text=_("It will have to answer once the proposal is established."),
    )
    theme = ByCode(Theme.objects, label=_("Theme"), empty_label=_("Please choose"))

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        initial = {name: getattr(proposal, name) and getattr(proposal, name).code for name in ("agency", "theme")}
        super().__init__(*args, initial=initial, prefix="passing", **kwargs)
        self.fields["agency"].required = self.fields["theme"].required = True
        self.fields["agency"].error_messages["required"] = _("Please name the agency that would have to answer.")


class AmendmentForm(forms.Form):
    """What the proposer should put right; asked once."""

    note = text(
        _("What should be amended?"),
        _("The proposer gets this as a letter. It can be asked only once; the clock stands still until then."),
    )

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="amendment", **kwargs)


class RefusalForm(forms.Form):
    """The grounds and the reason of a refusal."""

    note = text(_("Reason in words"), _("Published with the grounds, except for R01 to R03. Name no citizen."))

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="refusal", **kwargs)
        self.fields["grounds"] = Grounds(label=_("Grounds"))
        self.order_fields(["grounds", "note"])


class DemandsForm(forms.Form):
    """The demands of a proposal, one a line."""

    texts = text(
        _("Demands, one on each line"),
        _("As agreed with the proposer; each gets a finding of its own. At most 500 characters each."),
        rows=5,
    )

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        initial = {"texts": "\n".join(demand.text for demand in proposal.demands.all())}
        super().__init__(*args, initial=initial, prefix="demands", **kwargs)

    def clean_texts(self):
        texts = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if any(len(line) > 500 for line in texts):
            raise forms.ValidationError(_("One of the demands is longer than 500 characters."))
        return texts


class TimetableForm(forms.Form):
    """Who does what until when."""

    text = text(_("Who does what until when"), PUBLIC, rows=5)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, initial={"text": proposal.timetable_text}, prefix="timetable", **kwargs)


class ContactForm(forms.Form):
    """Nothing to type: the proposer has been contacted."""

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="contact", **kwargs)


class SupportingForm(forms.Form):
    """The agencies that answer together with the lead."""

    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(),
        label=_("Supporting agencies"),
        required=False,
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        initial = {"agencies": [agency.code for agency in proposal.supporting.all()]}
        super().__init__(*args, initial=initial, prefix="supporting", **kwargs)
        self.fields["agencies"].queryset = Agency.objects.active().exclude(pk=proposal.agency_id)


class ExtensionForm(forms.Form):
    """Postponing the answer, once."""

    months = forms.TypedChoiceField(label=_("By how long"), coerce=int, widget=forms.RadioSelect)
    reason = text(_("Reason"), PUBLIC)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="extension", **kwargs)
        most = proposal.terms.extension_months
        words = [_("1 month"), _("2 months")]
        self.fields["months"].choices = list(enumerate(words[:most], 1))


class AnswerForm(forms.Form):
    """The joint answer with a finding per demand. A draft may leave anything open.

    `drafted_at` of the draft this form was filled from travels along: if a colleague has saved another
    one since, the form says so once instead of writing over it.
    """

    text = text(_("Answer"), PUBLIC, required=False, rows=8)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, proposal: Proposal, answer: Answer | None, *args: Any, **kwargs: Any):
        self.demands = list(proposal.demands.select_related("finding"))
        self.present = answer.drafted_at.isoformat() if answer else ""
        initial = {"text": answer.text if answer else "", "seen": self.present}
        super().__init__(*args, initial=initial, prefix="answer", **kwargs)
        agencies = [proposal.agency, *proposal.supporting.all()]
        for demand in self.demands:
            self._add_finding(demand, [(agency.code, agency.name) for agency in agencies if agency])
        for name, field in self.fields.items():
            if name.startswith(("text", "finding", "reasons")):
                field.note = _("needed to publish")
        self.agencies = {agency.code: agency for agency in agencies if agency}

    def _add_finding(self, demand, agencies):
        drafted, number = getattr(demand, "finding", None), demand.number
        self.fields[f"finding-{number}"] = forms.ChoiceField(
            label=_("Finding"),
            choices=[("", _("Not decided yet")), *rules.FINDINGS.items()],
            required=False,
            initial=drafted.finding if drafted else "",
        )
        self.fields[f"agency-{number}"] = forms.ChoiceField(
            label=_("Agency"), choices=agencies, initial=drafted.agency.code if drafted else agencies[0][0]
        )
        reasons = text(_("Reasons"), required=False)
        reasons.initial = drafted.reasons if drafted else ""
        self.fields[f"reasons-{number}"] = reasons

    @property
    def rows(self) -> list[tuple[Demand, list[forms.BoundField]]]:
        """Each demand with its bound fields, for the page."""
        names = ("finding", "agency", "reasons")
        return [(demand, [self[f"{name}-{demand.number}"] for name in names]) for demand in self.demands]

    def clean(self):
        data = super().clean()
        for demand in self.demands:
            if data.get(f"reasons-{demand.number}") and not data.get(f"finding-{demand.number}"):
                self.add_error(f"finding-{demand.number}", _("Please choose the finding these reasons are for."))
        if data.get("seen", "") != self.present:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.present
            self.add_error(None, _("A colleague has saved another draft in the meantime. Save again to replace it."))
        return data

    def findings(self) -> dict[int, tuple[str, str, Agency] | None]:
        """{demand number: (finding, reasons, agency), or None where nothing is decided yet}, as for `draft_answer`."""
        return {demand.number: self._finding(demand.number) for demand in self.demands}

    def _finding(self, number):
        data = self.cleaned_data
        if not data[f"finding-{number}"]:
            return None
        return data[f"finding-{number}"], data[f"reasons-{number}"], self.agencies[data[f"agency-{number}"]]


class PublicationForm(forms.Form):
    """Nothing to type but the consent to what cannot be taken back."""

    sure = forms.BooleanField(label=_("I have read the preview. A published answer cannot be taken back."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="publication", **kwargs)
