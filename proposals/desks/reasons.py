"""The reviewers' desk for reasons: what was reported, what endorsers object to, one reason with what can be decided."""

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.desks.guard import desk, done, status_of
from proposals import actions, rules
from proposals.desks.forms import DecisionForm, HidingForm, LeavingForm
from proposals.grounds import GROUNDS
from proposals.models import Endorsement, HiddenReason, ReasonReport

FORMS = {"hiding": HidingForm, "leaving": LeavingForm, "decision": DecisionForm}
SHOWN = 200  # reported reasons, those reported first


def waiting() -> int:
    """How many reasons wait for a decision."""
    reported = ReasonReport.objects.values("proposal_id", "number").distinct().count()
    return reported + HiddenReason.objects.objected().count()


@require_safe
@desk("reviewer")
def queue(request: HttpRequest) -> HttpResponse:
    """What was reported, the oldest first, and what waits for a second decision."""
    reported = (
        ReasonReport.objects.values("proposal_id", "proposal__title", "number")
        .annotate(since=Min("at"), count=Count("pk"))
        .order_by("since")[:SHOWN]
    )
    objected = HiddenReason.objects.objected().select_related("proposal").order_by("objected_at")
    return render(request, "proposals/desks/reasons.html", {"reported": reported, "objected": objected})


@require_safe
@desk("reviewer")
def one(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One reason, with what can be decided about it."""
    return _page(request, _endorsement(pk, number))


def _endorsement(pk, number):
    rows = Endorsement.objects.select_related("person", "proposal")
    return get_object_or_404(rows, proposal=pk, number=number)


def _page(request, endorsement, bound=None):
    proposal, number = endorsement.proposal, endorsement.number
    hidden = HiddenReason.objects.filter(proposal=proposal, number=number).first()
    reports = list(ReasonReport.objects.filter(proposal=proposal, number=number).order_by("at"))
    grounds = sorted({report.ground for report in reports})
    filled = {"hiding": HidingForm(grounds=grounds), "leaving": LeavingForm(), "decision": DecisionForm()}
    filled |= {name: bound for name, kind in FORMS.items() if isinstance(bound, kind)}
    who = request.user
    context = {
        "proposal": proposal,
        "endorsement": endorsement,
        "hidden": hidden,
        "reports": [{"at": report.at, "words": report.words, "ground": GROUNDS[report.ground]} for report in reports],
        "forms": filled,
        "refusal": rules.may_judge_reasons(proposal, who, endorsement.person_id),
        "hide_refusal": rules.may_hide(proposal, who, endorsement.person_id, endorsement.reason, hidden, ["R01"], "?"),
        "decide_refusal": rules.may_decide(proposal, hidden, endorsement.person_id, who, "?"),
    }
    return render(request, "proposals/desks/reason.html", context, status=status_of(*filled.values()))


def _deed(name, verb, sentence):
    """A view that decides about one reason: `verb(proposal, number, reviewer, now=…, **typed)`."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk("reviewer")
    def deed(request, pk, number):
        endorsement = _endorsement(pk, number)
        if request.method != "POST":
            return redirect("desk:reason", pk, number)
        form, now = FORMS[name](data=request.POST), timezone.now()

        def decide(_typed):
            verb(endorsement.proposal, number, request.user, now=now, **form.arguments())

        if done(request, form, decide, sentence):
            return redirect("desk:reasons")
        return _page(request, endorsement, form)

    return deed


hiding = _deed("hiding", actions.hide_reason, _("The reason is not shown any more, and whoever gave it is told why."))
leaving = _deed("leaving", actions.leave_reason, _("The reason stays."))
decision = _deed("decision", actions.decide_objection, _("Decided. Whoever objected is told why."))
