"""The desk of the reviewers: the queue by deadline, and one proposal to pass, have amended or refuse."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts.models import Person
from civic.desks.guard import back_to, desk, done, status_of
from civic.desks.queue import queue as waiting
from civic.duties.deadlines import as_deadline
from civic.duties.models import Duty
from civic.serving.arrival import arrived_at
from proposals import actions, rules
from proposals.desks.forms import AmendmentForm, PassingForm, RefusalForm, TakingBackForm
from proposals.desks.reasons import waiting as reasons_waiting
from proposals.duties import REVIEW
from proposals.models import Proposal
from proposals.pages.card import Shown, shown
from proposals.pages.former import amended_parts
from proposals.pages.similar import similar, similar_under_review
from proposals.pages.timeline import last_of, timeline

DECIDED = 20  # of the proposals decided last


@require_safe
@desk("reviewer")
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for review, the nearest deadline first; what waits for its proposer, or did so in vain; the last
    decisions."""
    now = timezone.now()
    seen = Proposal.objects.visible_to(request.user).with_names()
    context = {
        "reasons": reasons_waiting(),
        "waiting": waiting(request.user, "reviewer", now),
        "amending": shown(seen.in_phase("amend", now).order_by("amend_asked_at", "pk"), now, request.user),
        "unamended": shown(seen.in_phase("not_amended", now).order_by("-amend_due_at")[:DECIDED], now, request.user),
        "decided": shown(seen.filter(reviewed_at__isnull=False).order_by("-reviewed_at")[:DECIDED], now, request.user),
    }
    return render(request, "proposals/desks/review.html", context)


@require_safe
@desk("reviewer")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal, with the forms of the three decisions."""
    return _page(request, _proposal(request, pk))


def _proposal(request, pk):
    """One that has been handed in; nobody's drafts, not even one's own, lie on this desk."""
    seen = Proposal.objects.visible_to(request.user).filter(submitted_at__isnull=False)
    return get_object_or_404(seen.with_names(), pk=pk)


def _page(request, proposal, bound=None):
    """The proposal with its three forms; `bound` is the one that came back."""
    now = timezone.now()
    duties = list(Duty.objects.about(proposal).with_moves())
    found = actions.passages_of(proposal)
    forms = {kind: kind(proposal) for kind in (PassingForm, TakingBackForm)}
    forms |= {kind: kind(proposal, found=found) for kind in (AmendmentForm, RefusalForm)}
    refusal = rules.may_review(proposal, request.user, now)
    amend_refusal = rules.may_ask_to_amend(proposal, request.user, now)
    events = timeline(proposal, duties, now, everything=True)
    if bound:
        forms[type(bound)] = bound = forms[type(bound)].with_words_of(bound)
    untouched = actions.is_untouched(proposal)
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, now, request.user),
        "take_back_refusal": rules.may_take_back(proposal, request.user, now, is_untouched=untouched),
        "may_transfer": rules.may_transfer_any(proposal, request.user, False, now) is None,
        "taken_back_until": rules.taken_back_until(proposal),
        "amended": amended_parts(proposal, insider=True),
        "evidence": list(proposal.evidence.order_by("pk")),
        "next_case": next_case(request.user, proposal),
        "due": next(as_deadline(duty, now) for duty in duties if duty.kind == REVIEW),
        "refusal": refusal,
        "amend_refusal": amend_refusal,
        "written": bound.written() if bound and (amend_refusal if bound.prefix == "amendment" else refusal) else [],
        "passages": found,
        "similar_waiting": similar_under_review(proposal, now),
        "similar": similar(proposal.title, proposal.body, now, proposal.pk),
        "timeline": events,
        "happened": last_of(events, now),
        "passing_form": forms[PassingForm],
        "amendment_form": forms[AmendmentForm],
        "refusal_form": forms[RefusalForm],
        "taking_back_form": forms[TakingBackForm],
    }
    return render(request, "proposals/desks/review_one.html", context, status=status_of(*forms.values()))


def next_case(reviewer: Person, proposal: Proposal) -> int | None:
    """The number of the proposal that is to be judged after this one: the nearest deadline first, nobody's own, none
    that they have recused themselves from."""
    owed = Duty.objects.owed().filter(kind=REVIEW).exclude(subject__in=reviewer.recused_from)
    queued = [duty.subject_id for duty in owed]
    able = set(Proposal.objects.filter(pk__in=queued).exclude(proposer=reviewer).values_list("pk", flat=True))
    return next((pk for pk in queued if pk in able and pk != proposal.pk), None)


def _deed(kind, section, verb, sentence):
    """Ends the review in one way: `verb(proposal, reviewer, now=…, **typed)`, and leads to the next case."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk("reviewer")
    def deed(request, pk):
        proposal = _proposal(request, pk)
        if request.method != "POST":
            return back_to("desk:review_one", proposal, section)
        form = kind(proposal, request.POST)

        def do(_typed):
            verb(proposal, request.user, now=arrived_at(request), **form.arguments())

        if done(request, form, do, sentence):
            following = next_case(request.user, proposal)
            return redirect("desk:review_one", following) if following else redirect("desk:review")
        return _page(request, _proposal(request, pk), form)

    return deed


passing = _deed(PassingForm, "passing", actions.pass_review, _("Passed. Endorsing opens at midnight."))
amendment = _deed(
    AmendmentForm, "amendment", actions.ask_to_amend, _("The proposer has been asked to amend the text.")
)
refusal = _deed(RefusalForm, "refusal", actions.refuse, _("Refused. The proposer has been told why."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("reviewer")
def taking_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's decision back, before its letter has left."""
    proposal = _proposal(request, pk)
    if request.method == "POST":
        form, now = TakingBackForm(proposal, request.POST), timezone.now()
        sentence = _("Taken back. The proposal is under review again, and nobody was told.")
        if not done(request, form, lambda typed: actions.take_back(proposal, request.user, now=now), sentence):
            return _page(request, proposal, form)
    return back_to("desk:review_one", proposal)
