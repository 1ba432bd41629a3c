"""The desk of an agency: what is due, and one established proposal from its demands to its answer."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.desks.guard import back_to, desk, done, status_of
from civic.desks.queue import queue
from civic.duties.deadlines import as_deadline
from civic.duties.models import Duty
from civic.lifecycle import Denied, Refusal
from civic.serving.arrival import arrived_at
from civic.writing import filled
from proposals import actions, rules
from proposals.desks import forms
from proposals.desks.transferring import coming_to
from proposals.duties import ANSWER, CONTACT, REVIEW
from proposals.models import Answer, Finding, Proposal, ProposalQuerySet
from proposals.pages.card import Shown, shown
from proposals.pages.timeline import last_of, timeline

ANSWERED = 20  # of the proposals answered last
COMING = 50  # of those that are not established yet, the first to end


def of_official(person: Person) -> ProposalQuerySet:
    """The established proposals that `person`'s agencies lead or support."""
    offices = Agency.objects.spoken_for_by(person)
    return Proposal.objects.of_agencies(offices).filter(established_at__isnull=False, withdrawn_at=None).with_names()


@require_safe
@desk("official")
def due(request: HttpRequest) -> HttpResponse:
    """What the official's agencies owe, the nearest deadline first; what they answered last."""
    now = timezone.now()
    answered = of_official(request.user).filter(answered_at__isnull=False).order_by("-answered_at")
    context = {
        "owing": _owing(request.user, now),
        "coming": shown(coming_to(request.user).order_by("closes_at", "pk")[:COMING], now, request.user),
        "answered": shown(answered[:ANSWERED], now, request.user),
        "agencies": list(Agency.objects.spoken_for_by(request.user)),
    }
    return render(request, "proposals/desks/agency.html", context)


@require_safe
@desk("official")
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One established proposal, with the forms of everything its agencies do."""
    return _page(request, case_of(request.user, pk))


def case_of(person: Person, pk: int) -> Proposal:
    """The established proposal with this number, if it is this official's to answer. Raises `Denied` with the agency
    that has it otherwise, which may have got it a moment ago; Http404 for what is not established."""
    if found := of_official(person).filter(pk=pk).first():
        return found
    elsewhere = get_object_or_404(Proposal.objects.exclude(established_at=None).select_related("agency"), pk=pk)
    sentence = filled(_("This case is with another agency: %(agency)s."), agency=elsewhere.agency)
    raise Denied(Refusal("elsewhere", sentence))


def _owing(official, now):
    """What the agencies of `official` owe or help with, the nearest end first."""
    return queue(official, "official", now, Agency.objects.spoken_for_by(official))


def next_case(official: Person, proposal: Proposal, now: datetime) -> str | None:
    """The address of the case that is due after this one."""
    here = reverse("desk:agency_one", args=[proposal.pk])
    return next((row.line.url for row in _owing(official, now) if row.line.url != here), None)


def _onwards(request, proposal):
    """On to the next case, or to the list after the last one."""
    return redirect(next_case(request.user, proposal, timezone.now()) or "desk:agency")


LEADS_FORMS = {
    "demands": forms.DemandsForm,
    "timetable": forms.TimetableForm,
    "contact": forms.ContactForm,
    "supporting": forms.SupportingForm,
    "extension": forms.ExtensionForm,
    "handing": forms.HandOnForm,
}


WANTED = {"answer": "any", "extension": "extension"}  # which refusal takes a form from the page; "lead" the others


def _page(request, proposal, bound=None):
    """The proposal with all forms of its answer; `bound` is the one that came back."""
    now, official = timezone.now(), request.user
    filled = {name: kind(proposal) for name, kind in LEADS_FORMS.items()}
    filled["answer"] = forms.AnswerForm(proposal)
    if bound is not None:
        filled[bound.prefix] = bound = filled[bound.prefix].with_words_of(bound)
    leads = actions.leads(proposal, official)
    answer = Answer.objects.filter(proposal=proposal).first()
    reasons = Finding.objects.filter(demand__proposal=proposal).values_list("reasons", flat=True)
    duties = {duty.kind: duty for duty in Duty.objects.about(proposal).with_moves().exclude(kind=REVIEW)}
    refusals = {
        "lead": rules.may_answer_for(proposal, official, leads, now),
        "any": rules.may_answer_for(proposal, official, actions.speaks(proposal, official), now),
        "extension": rules.may_extend(proposal, official, leads, now, duties[ANSWER].due_at, reason="?"),
    }
    is_contacted = duties[CONTACT].done_at is not None
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, now, official),
        "dues": [as_deadline(duty, now) for duty in duties.values()],
        "supporting": list(proposal.supporting.all()),
        "passages": actions.passages(proposal, answer.text, *reasons) if answer else [],
        "forms": filled,
        "lead_refusal": refusals["lead"],
        "refusal": refusals["any"],
        "extend_refusal": refusals["extension"],
        "is_contacted": is_contacted,
        "bound": bound,
        "next_case": next_case(official, proposal, now),
        "written": bound.written() if bound and refusals[WANTED.get(bound.prefix, "lead")] else [],
        "happened": last_of(timeline(proposal, duties.values(), now, everything=True), now),
        "may_correct": proposal.answered_at is not None and rules.may_attend(proposal, official, leads) is None,
    }
    return render(request, "proposals/desks/agency_one.html", context, status=status_of(*filled.values()))


REPLACED = ("demands", "timetable", "supporting")  # deeds whose form shows what stands, to be replaced
UNCHANGED = _("Nothing was changed, so nothing new is published.")


def _deed(name, verb, sentence, *, is_kept=True):
    """A view in which the lead agency does `verb(proposal, official, now=…, **typed)`.

    `is_kept`: the case still lies on this desk afterwards.
    """

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk("official")
    def deed(request, pk):
        proposal = case_of(request.user, pk)
        if request.method != "POST":
            return back_to("desk:agency_one", proposal, name)
        form = LEADS_FORMS[name](proposal, request.POST)

        def do(_typed):
            verb(proposal, request.user, now=arrived_at(request), **form.arguments())

        if done(request, form, do, UNCHANGED if form.is_unchanged and name in REPLACED else sentence):
            return back_to("desk:agency_one", proposal, name) if is_kept else _onwards(request, proposal)
        return _page(request, case_of(request.user, pk), form)

    return deed


demands = _deed("demands", actions.set_demands, _("The demands are published on the proposal's page."))
timetable = _deed("timetable", actions.publish_timetable, _("The timetable is published."))
contact = _deed("contact", actions.record_contact, _("Noted: the proposer has been contacted."))
supporting = _deed("supporting", actions.set_supporting, _("The supporting agencies are named."))
extension = _deed("extension", actions.extend, _("The answer is postponed, and everybody concerned is told why."))
handing = _deed(
    "handing", actions.hand_on, _("The case is handed on, and everybody concerned is told why."), is_kept=False
)


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the draft of the answer; then on to its preview, if that was asked for."""
    proposal = case_of(request.user, pk)
    if request.method != "POST":
        return back_to("desk:agency_one", proposal, "answer")
    form = forms.AnswerForm(proposal, request.POST)

    def save(typed):
        words = {"text": typed["text"], "findings": form.findings(), "seen": typed["seen"]}
        actions.draft_answer(proposal, request.user, now=arrived_at(request), **words)

    if not done(request, form, save, _("The draft is saved. Nobody but the agencies sees it.")):
        return _page(request, case_of(request.user, pk), form)
    if "preview" in request.POST:
        return redirect("desk:preview", proposal.pk)
    return back_to("desk:agency_one", proposal, "answer")


@require_safe
@desk("official")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The drafted answer as everybody will read it."""
    return _preview(request, case_of(request.user, pk))


def _preview(request, proposal, form=None):
    """The answer as everybody will read it, and what still stands in its way. `form` is the one that came back: what
    changed meanwhile is to be read first, so the consent is asked for again."""
    now, fresh = timezone.now(), forms.PublicationForm(proposal)
    if form is not None and form.refusal:
        fresh.refusal = form.refusal
    form = form if form is not None and not form.refusal else fresh
    demands = list(proposal.demands.select_related("finding__agency"))
    findings = Finding.objects.filter(demand__proposal=proposal).select_related("demand")
    answer = Answer.objects.filter(proposal=proposal).first()
    form.ask(actions.passages(proposal, answer.text if answer else "", *(finding.reasons for finding in findings)))
    context = {
        "proposal": proposal,
        "shown": Shown(proposal, now, request.user),
        "answer": answer,
        "demands": [{"demand": demand, "finding": getattr(demand, "finding", None)} for demand in demands],
        "form": form,
        "refusal": rules.may_publish_answer(
            proposal,
            request.user,
            actions.leads(proposal, request.user),
            now,
            [demand.number for demand in demands],
            {finding.demand.number: finding.reasons for finding in findings},
        ),
    }
    return render(request, "proposals/desks/preview.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def publication(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the answer; what stops it is said on the preview, and the draft stays as it is."""
    proposal = case_of(request.user, pk)
    if request.method != "POST":
        return redirect("desk:preview", proposal.pk)
    form = forms.PublicationForm(proposal, request.POST)
    sentence = _("The answer is published, and everybody who endorsed gets a letter.")
    now = arrived_at(request)

    def publish(typed):
        actions.publish_answer(proposal, request.user, now=now, seen=typed["seen"], confirmed=typed["confirmed"])

    if done(request, form, publish, sentence):
        return _onwards(request, proposal)
    return _preview(request, case_of(request.user, pk), form)
