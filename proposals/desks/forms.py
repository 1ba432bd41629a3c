"""What reviewers and officials type. Whether it may be done is asked of the rules, not here."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from civic.accounts import typed
from civic.agencies.models import Agency
from civic.city.fields import ByCode
from civic.city.models import Theme
from civic.desks.forms import DeedForm
from civic.personal import Confirmable, Passage
from civic.text import length
from civic.writing import Words
from proposals import marks, rules
from proposals.desks.attending import AgencyChoice, AgencyChoices, Attended, offer
from proposals.grounds import AGAINST_REASONS, GROUNDS, PERSONAL
from proposals.models import Answer, Demand, Finding, Proposal

PUBLIC = _("Everybody will read this. Please name no citizen and print nobody's phone number or address.")

typed.label(
    note=_("Reason in words"),
    text=_("Text"),
    texts=_("Demands, one on each line"),
    reason=_("Reason"),
    reasons=_("Reasons"),
)


def text(label: object, help_text: object = "", *, required: bool = True, rows: int = 4) -> Words:
    """A field for several lines, at most `TEXT_LIMIT` characters."""
    area = forms.Textarea(attrs={"rows": rows, "class": "short"})
    return Words(label=label, help_text=help_text, required=required, most=rules.TEXT_LIMIT, widget=area)


class Grounds(forms.MultipleChoiceField):
    """Grounds, each with its code: those with `codes`, else all."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, codes: Collection[str] = tuple(GROUNDS), **kwargs: Any):
        choices = [(code, f"{code} {GROUNDS[code].words}") for code in codes]
        super().__init__(choices=choices, **kwargs)


class PassingForm(Attended, DeedForm):
    """Let it through, with the agency and the theme put right."""

    agency = AgencyChoice(
        Agency.objects.active(),
        label=_("Responsible agency"),
        empty_label=_("Please choose"),
        help_text=_("It will have to answer once the proposal is established."),
    )
    theme = ByCode(Theme.objects, label=_("Theme"), empty_label=_("Please choose"))

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        initial = {name: getattr(proposal, name) and getattr(proposal, name).code for name in ("agency", "theme")}
        super().__init__(*args, initial=initial, prefix="passing", stands=marks.reviewed(proposal), **kwargs)
        offer(self.fields["agency"], Agency.objects.active())
        self.order_fields(["agency", "despite"])
        self.fields["agency"].required = self.fields["theme"].required = True
        self.fields["agency"].error_messages["required"] = _("Please name the agency that would have to answer.")


class AmendmentForm(DeedForm):
    """What the proposer should put right; asked once. `found`: what in the proposal gives somebody away, which is
    better not shown beside the amended text."""

    note = text(
        _("What should be amended?"),
        _("The proposer gets this as a letter. It can be asked only once; the clock stands still until then."),
    )

    is_hidden = forms.BooleanField(
        label=_("Do not publish the present text beside the amended one: it says what must not be public"),
        required=False,
    )

    def __init__(self, proposal: Proposal, *args: Any, found: Sequence[Passage] = (), **kwargs: Any):
        initial = {"is_hidden": bool(found)}
        super().__init__(*args, initial=initial, prefix="amendment", stands=marks.reviewed(proposal), **kwargs)


class RefusalForm(Confirmable, DeedForm):
    """The grounds and the reason of a refusal. `found`: what in the proposal gives somebody away, itself a ground."""

    note = text(_("Reason in words"), _("Published with the grounds, except for R01 to R03. Name no citizen."))

    def __init__(self, proposal: Proposal, *args: Any, found: Sequence[Passage] = (), **kwargs: Any):
        super().__init__(*args, prefix="refusal", stands=marks.reviewed(proposal), **kwargs)
        self.fields["grounds"] = Grounds(label=_("Grounds"), initial=[PERSONAL] if found else [])
        self.order_fields(["grounds", "note"])


class TakingBackForm(DeedForm):
    """Nothing to type: the decision is taken back."""

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="taking", **kwargs)


class HidingForm(DeedForm):
    """The grounds on which a reason is shown no longer."""

    note = text(_("Reason in words"), _("Whoever gave the reason gets this as a letter, with how to object."))

    def __init__(self, *args: Any, grounds: Sequence[str] = (), **kwargs: Any):
        super().__init__(*args, prefix="hiding", **kwargs)
        self.fields["grounds"] = Grounds(AGAINST_REASONS, label=_("Grounds"), initial=list(grounds))
        self.order_fields(["grounds", "note"])


class LeavingForm(DeedForm):
    """Nothing to type: the reason may stand."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="leaving", **kwargs)


class DecisionForm(DeedForm):
    """What becomes of a reason whose endorser objected."""

    shows = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Show the reason again")), ("no", _("It stays hidden"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    note = text(_("Reason in words"), _("Whoever objected gets this as a letter."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="decision", **kwargs)


class DemandsForm(Confirmable, DeedForm):
    """The demands of a proposal: each there is with its place and its words, and more of them, one a line."""

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="demands", stands=marks.demands(proposal), **kwargs)  # before what it marks
        self.demands = list(proposal.demands.all())
        self.drafted = set(Finding.objects.filter(demand__in=self.demands).values_list("demand_id", flat=True))
        for demand in self.demands:
            self._add(demand)
        self.fields["texts"] = text(
            _("More demands, one on each line") if self.demands else _("Demands, one on each line"),
            _("As agreed with the proposer; each gets a finding of its own. At most 500 characters each."),
            required=not self.demands,
            rows=2 if self.demands else 5,
        )
        if self.drafted:
            self.fields["drop"] = forms.BooleanField(
                label=_("Also remove what has been drafted on the demands I emptied"), required=False
            )

    def _add(self, demand):
        area = forms.Textarea(attrs={"rows": 2, "class": "short"})
        words = Words(most=rules.DEMAND_LIMIT, required=False, widget=area, initial=demand.text)
        words.label = _("Demand %(number)s") % {"number": demand.number}
        words.help_text = _("Emptied, it is removed.")
        place = forms.IntegerField(label=_("Place in the list"), min_value=1, required=False, initial=demand.number)
        self.fields |= {f"text-{demand.pk}": words, f"place-{demand.pk}": place}

    def clean(self):
        data = super().clean()
        for demand in self.demands:
            is_emptied = not data.get(f"text-{demand.pk}", demand.text)
            if is_emptied and demand.pk in self.drafted and not data.get("drop"):
                sentence = _("Something has been drafted on this demand. Tick the box below to remove both.")
                self.add_error(f"text-{demand.pk}", sentence)
        return data

    def clean_texts(self):
        texts = [line.strip() for line in self.cleaned_data["texts"].splitlines() if line.strip()]
        if any(length(line) > rules.DEMAND_LIMIT for line in texts):
            raise forms.ValidationError(_("One of the demands is longer than 500 characters."))
        return texts

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        present = [(demand.pk, data[f"text-{demand.pk}"]) for demand in sorted(self.demands, key=self._place)]
        return {"texts": [*present, *data["texts"]], "seen": data["seen"], "confirmed": data["confirmed"]}

    def _place(self, demand):
        """Where it goes; of two with one place, whichever moved up comes before, whichever moved down after."""
        place = self.cleaned_data[f"place-{demand.pk}"] or demand.number
        return place, place - demand.number


class TimetableForm(Confirmable, DeedForm):
    """Who does what until when."""

    text = text(_("Who does what by when"), PUBLIC, rows=5)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        initial, stands = {"text": proposal.timetable_text}, marks.timetable(proposal)
        super().__init__(*args, initial=initial, prefix="timetable", stands=stands, **kwargs)


class ContactForm(DeedForm):
    """Nothing to type: the proposer has been contacted."""

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="contact", **kwargs)


class SupportingForm(DeedForm):
    """The agencies that answer together with the lead."""

    agencies = AgencyChoices(
        label=_("Supporting agencies"),
        help_text=_("What was drafted in the name of an agency that is taken off then stands in the name of the lead."),
    )

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        stands = marks.supporting(proposal)
        initial = {"agencies": [agency.code for agency in proposal.supporting.all()]}
        super().__init__(*args, initial=initial, prefix="supporting", stands=stands, **kwargs)
        offer(self.fields["agencies"], Agency.objects.active().exclude(pk=proposal.agency_id))


class ExtensionForm(Confirmable, DeedForm):
    """Postponing the answer, once."""

    months = forms.TypedChoiceField(label=_("By how long"), coerce=int, widget=forms.RadioSelect)
    reason = text(_("Reason"), PUBLIC)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="extension", **kwargs)
        most = proposal.terms.extension_months
        words = [_("1 month"), _("2 months")]
        self.fields["months"].choices = list(enumerate(words[:most], 1))


class HandOnForm(Confirmable, Attended, DeedForm):
    """The agency that is to have the case, and why."""

    agency = AgencyChoice(Agency.objects.active(), label=_("Agency"), empty_label=_("Please choose"))
    reason = text(_("Reason"), PUBLIC)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="handing", stands=marks.lead(proposal), **kwargs)
        self.fields["agency"].required = True
        offer(self.fields["agency"], Agency.objects.active().exclude(pk=proposal.agency_id))
        self.order_fields(["agency", "despite", "reason"])


class AnswerForm(DeedForm):
    """The joint answer with a finding per demand. A draft may leave anything open.

    The fields of a demand bear its id, so that they are its own wherever it stands by now.
    """

    text = text(_("Answer"), PUBLIC, required=False, rows=8)

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        stands = marks.draft(proposal)  # before what it marks: who saves meanwhile is then noticed
        answer = Answer.objects.filter(proposal=proposal).first()
        self.demands = list(proposal.demands.select_related("finding"))
        initial = {"text": answer.text if answer else ""}
        super().__init__(*args, initial=initial, prefix="answer", stands=stands, **kwargs)
        agencies = [proposal.agency, *proposal.supporting.all()]
        for demand in self.demands:
            self._add_finding(demand, [(agency.code, agency.name) for agency in agencies if agency])
        for name, field in self.fields.items():
            if name.startswith(("text", "finding", "reasons")):
                field.note = _("needed to publish")
        self.agencies = {agency.code: agency for agency in agencies if agency}

    def _add_finding(self, demand, agencies):
        drafted, pk = getattr(demand, "finding", None), demand.pk
        self.fields[f"finding-{pk}"] = forms.ChoiceField(
            label=_("Finding"),
            choices=[("", _("Not decided yet")), *rules.FINDINGS.items()],
            required=False,
            initial=drafted.finding if drafted else "",
        )
        self.fields[f"agency-{pk}"] = forms.ChoiceField(
            label=_("Agency"), choices=agencies, initial=drafted.agency.code if drafted else agencies[0][0]
        )
        reasons = text(_("Reasons"), required=False)
        reasons.initial = drafted.reasons if drafted else ""
        self.fields[f"reasons-{pk}"] = reasons

    @property
    def rows(self) -> list[tuple[Demand, list[forms.BoundField]]]:
        """Each demand with its bound fields, for the page."""
        names = ("finding", "agency", "reasons")
        return [(demand, [self[f"{name}-{demand.pk}"] for name in names]) for demand in self.demands]

    def clean(self):
        data = super().clean()
        for demand in self.demands:
            if data.get(f"reasons-{demand.pk}") and not data.get(f"finding-{demand.pk}"):
                self.add_error(f"finding-{demand.pk}", _("Please choose the finding these reasons are for."))
        return data

    @property
    def left_over(self) -> list[tuple[str, str]]:
        """(name of the field, text): reasons written on demands that a colleague has taken away meanwhile."""
        prefix = self.add_prefix("reasons-")
        return [
            (name, text)
            for name, text in self.data.items()
            if name.startswith(prefix) and name.removeprefix(f"{self.prefix}-") not in self.fields and text.strip()
        ]

    def findings(self) -> dict[int, tuple[str, str, Agency] | None]:
        """{demand number: (finding, reasons, agency), or None where nothing is decided yet}, as for `draft_answer`."""
        return {demand.number: self._finding(demand.pk) for demand in self.demands}

    def _finding(self, pk):
        data = self.cleaned_data
        if not data[f"finding-{pk}"]:
            return None
        return data[f"finding-{pk}"], data[f"reasons-{pk}"], self.agencies[data[f"agency-{pk}"]]


class PublicationForm(Confirmable, DeedForm):
    """Nothing to type but the consent to what cannot be taken back."""

    sure = forms.BooleanField(label=_("I have read the preview. A published answer cannot be taken back."))

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="publication", stands=marks.draft(proposal), **kwargs)
