"""Correcting a published answer at the agency's desk: what stands now is the form, and it is read once more before it
takes the place of the old one."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from civic.agencies.models import Agency
from civic.desks.forms import DeedForm
from civic.desks.guard import desk, done, status_of
from civic.lifecycle import Denied, require
from civic.personal import Confirmable
from civic.seen import CHANGED
from proposals import actions, marks, rules
from proposals.desks.agency import case_of
from proposals.desks.forms import PUBLIC, text
from proposals.models import Demand, Proposal
from proposals.pages.card import Shown


class CorrectionForm(Confirmable, DeedForm):
    """The published answer with a finding per demand, to be put right, and why."""

    reason = text(_("What is corrected, and why"), PUBLIC)
    text = text(_("Answer"), PUBLIC, rows=8)
    sure = forms.BooleanField(
        label=_("I have read the preview. The old version stays beside the new one, and everybody is told."),
        required=False,
    )

    def __init__(self, proposal: Proposal, *args: Any, **kwargs: Any):
        stands = marks.draft(proposal)  # before what it marks: who corrects meanwhile is then noticed
        self.demands = list(proposal.demands.select_related("finding__agency"))
        initial = {"text": proposal.answer.text}
        super().__init__(*args, initial=initial, prefix="correction", stands=stands, **kwargs)
        in_charge = {proposal.agency, *proposal.supporting.all(), *(demand.finding.agency for demand in self.demands)}
        self.agencies = {agency.code: agency for agency in sorted(in_charge, key=lambda agency: agency.code)}
        for demand in self.demands:
            self._add_finding(demand)
        apart = ("reason", "seen", "once", "sure", "confirmed")
        self.order_fields([name for name in self.fields if name not in apart])

    def _add_finding(self, demand):
        number, finding = demand.number, demand.finding
        self.fields[f"finding-{number}"] = forms.ChoiceField(
            label=_("Finding"), choices=list(rules.FINDINGS.items()), initial=finding.finding
        )
        names = [(code, agency.name) for code, agency in self.agencies.items()]
        self.fields[f"agency-{number}"] = forms.ChoiceField(
            label=_("Agency"), choices=names, initial=finding.agency.code
        )
        self.fields[f"reasons-{number}"] = text(_("Reasons"))
        self.fields[f"reasons-{number}"].initial = finding.reasons

    @property
    def rows(self) -> list[tuple[Demand, list[forms.BoundField]]]:
        """Each demand with its bound fields, for the page."""
        names = ("finding", "agency", "reasons")
        return [(demand, [self[f"{name}-{demand.number}"] for name in names]) for demand in self.demands]

    def clean(self):
        data = super().clean()
        if "publish" in self.data and not data.get("sure"):
            self.add_error("sure", _("Please read the preview and confirm."))
        return data

    def findings(self) -> dict[int, tuple[str, str, Agency]]:
        """{demand number: (finding, reasons, agency)}, as for `correct_answer`."""
        data = self.cleaned_data
        return {
            demand.number: (
                data[f"finding-{demand.number}"],
                data[f"reasons-{demand.number}"],
                self.agencies[data[f"agency-{demand.number}"]],
            )
            for demand in self.demands
        }

    def preview(self) -> list[dict[str, Any]]:
        """What was typed as pieces/answer.html shows it; nothing unless every text and finding is there."""
        needed = set(self.fields) - {"sure", "confirmed"}
        if not self.is_bound or self.errors.keys() & needed:
            return []
        found = self.findings()
        return [
            {
                "number": demand.number,
                "demand": demand.text,
                "finding": found[demand.number][0],
                "label": rules.FINDINGS[found[demand.number][0]],
                "reasons": found[demand.number][1],
                "agency": found[demand.number][2].name,
            }
            for demand in self.demands
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def correction(request: HttpRequest, pk: int) -> HttpResponse:
    """The published answer to be corrected; POST shows the preview, and publishes what stands in the form if that was
    asked for."""
    proposal = case_of(request.user, pk)
    if not proposal.answered_at:
        raise Http404
    now = timezone.now()
    require(rules.may_attend(proposal, request.user, actions.leads(proposal, request.user)), Denied)
    if request.method != "POST":
        return _page(request, proposal, CorrectionForm(proposal))
    form = CorrectionForm(proposal, request.POST)

    def correct(typed):
        facts = {name: typed[name] for name in ("seen", "reason", "text", "confirmed")}
        actions.correct_answer(proposal, request.user, now=now, findings=form.findings(), **facts)

    sentence = _("The corrected answer is published, and everybody who got the first is told.")
    if "publish" in request.POST and done(request, form, correct, sentence):
        return redirect(proposal)
    return _page(request, proposal, form)


def _page(request, proposal, form):
    """The form, with the preview above it once there is something to read. What a colleague corrected meanwhile is to
    be read in the form first."""
    is_told = form.refusal is not None and form.refusal.code == CHANGED
    preview = [] if is_told else form.preview()
    if form.refusal:
        form = CorrectionForm(get_object_or_404(Proposal, pk=proposal.pk)).with_words_of(form)
    if preview:
        words = (form["reason"].value(), form["text"].value(), *(row["reasons"] for row in preview))
        form.ask(actions.passages(proposal, *words))
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, timezone.now(), request.user),
        "form": form,
        "preview": preview,
    }
    return render(request, "proposals/desks/correction.html", context, status=status_of(form))
