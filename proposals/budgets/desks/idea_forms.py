"""What the budget team and agencies type about ideas. Whether it may be done is asked of the rules, not here."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from civic.accounts import typed
from civic.agencies.models import Agency
from civic.city.fields import ByCode
from civic.desks.forms import DeedForm
from civic.personal import Confirmable
from civic.writing import Words
from proposals.budgets import idea_rules, marks, rules
from proposals.budgets.grounds import GROUNDS
from proposals.budgets.ideas import Idea
from proposals.budgets.models import Area, Cycle
from proposals.models import Proposal

typed.label(interest_note=_("Public interest"), legality_note=_("Legality"), budget_note=_("Budget"))


def _lines(label, help_text="", rows=3):
    area = forms.Textarea(attrs={"rows": rows, "class": "short"})
    return Words(label=label, help_text=help_text, most=rules.NOTE_LIMIT, widget=area)


class PassForm(DeedForm):
    """Nothing to type: the idea passes."""

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="passing", stands=marks.whole_idea(idea), **kwargs)


class RefuseForm(Confirmable, DeedForm):
    """The grounds and the reason on which an idea does not pass."""

    grounds = forms.MultipleChoiceField(label=_("Grounds"), widget=forms.CheckboxSelectMultiple)
    note = _lines(_("Reason in words"), _("Published with the grounds, and sent to the author. Name no citizen."))

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="refusal", stands=marks.whole_idea(idea), **kwargs)
        self.fields["grounds"].choices = [(code, f"{code} {ground.words}") for code, ground in GROUNDS.items()]


class BareForm(DeedForm):
    """Nothing to type."""

    def __init__(self, idea: Idea, *args: Any, prefix: str, **kwargs: Any):
        super().__init__(*args, prefix=prefix, **kwargs)


class JoinForm(DeedForm):
    """The idea that would stand for this one, too, and why."""

    carrier = forms.ModelChoiceField(Idea.objects.none(), label=_("Join it with"), empty_label=_("Please choose"))
    note = _lines(_("Reason"), _("Both authors read it. They are joined once both agree."))

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="joining", **kwargs)
        same = Idea.objects.filter(cycle=idea.cycle_id, area=idea.area_id, submitted_at__isnull=False)
        waiting = same.filter(withdrawn_at=None, joined_at=None, refused_at=None, agency=None)
        self.fields["carrier"].queryset = waiting.exclude(pk=idea.pk).order_by("-submitted_at")


class AgencyForm(DeedForm):
    """The agency that says whether it is feasible."""

    agency = ByCode(Agency.objects.active(), label=_("Responsible agency"), empty_label=_("Please choose"))

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="agency", **kwargs)
        self.fields["agency"].required = True


class AdoptForm(DeedForm):
    """An established proposal, and the area whose money it would take."""

    proposal = forms.ModelChoiceField(
        Proposal.objects.none(), label=capfirst(Proposal._meta.verbose_name), empty_label=_("Please choose")
    )
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), empty_label=None)

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="adopting", **kwargs)
        established = Proposal.objects.filter(established_at__isnull=False, withdrawn_at=None)
        self.fields["proposal"].queryset = established.exclude(ideas__cycle=cycle).order_by("-established_at")
        self.fields["area"].queryset = cycle.areas.all()


class HandOnForm(Confirmable, DeedForm):
    """The agency that has to judge the idea instead, and why."""

    agency = ByCode(Agency.objects.active(), label=_("Responsible agency"), empty_label=_("Please choose"))
    reason = _lines(_("Reason"), _("Published, and sent to the author and to that agency. Name no citizen."))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="handing", **kwargs)
        self.fields["agency"].required = True


class JudgeForm(Confirmable, DeedForm):
    """Three lights, each with a sentence, and an estimate of the cost."""

    estimate = forms.IntegerField(
        label=_("Estimate of the cost in NT$"), min_value=1, max_value=10**12, required=False,
        help_text=_("Not needed where an answer is no."),
    )  # fmt: skip

    def __init__(self, idea: Idea, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="judging", **kwargs)
        colours = list(idea_rules.COLOURS.items())
        for name, words in idea_rules.QUESTIONS.items():
            self.fields[f"{name}_colour"] = forms.ChoiceField(
                label=words, choices=colours, widget=forms.RadioSelect, help_text=EXPLAINED[name]
            )
            self.fields[f"{name}_note"] = _lines(_("Reason"), rows=2)
        pairs = [f"{name}_{part}" for name in idea_rules.QUESTIONS for part in ("colour", "note")]
        self.order_fields([*pairs, "estimate"])

    def estimated(self) -> dict[str, Any]:
        """What the verb takes beside the lights."""
        return {name: self.cleaned_data[name] for name in ("estimate", "confirmed")}

    @property
    def lights(self) -> dict[str, tuple[str, str]]:
        """What the verb takes: {question: (colour, sentence)}."""
        said = self.cleaned_data
        return {name: (said[f"{name}_colour"], said[f"{name}_note"]) for name in idea_rules.QUESTIONS}


EXPLAINED = {
    "interest": _("Does it serve the public?"),
    "legality": _("Is it lawful, and may the city use the land?"),
    "budget": _("Can it be paid out of this area's money, and kept up?"),
}
