"""The pages of desks about ideas: the budget team screens, joins and lists them, an agency gives its lights."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.desks.forms import DeedForm
from civic.desks.guard import back_to, desk, done, status_of
from civic.lifecycle import Denied
from civic.serving.arrival import arrived_at
from proposals.budgets import actions, idea_rules, rules
from proposals.budgets.desks import idea_forms
from proposals.budgets.desks.team import frame
from proposals.budgets.ideas import Idea, Joining
from proposals.budgets.models import Cycle
from proposals.budgets.pages.ideas import alike, context_of, in_state

IN_ORDER = (  # for the team
    "handed_in", "passed", "fit", "asked", "late", "listed", "unfit", "joined", "refused", "withdrawn",
)  # fmt: skip
FORMS = {
    "passing": idea_forms.PassForm,
    "refusal": idea_forms.RefuseForm,
    "taking": partial(idea_forms.BareForm, prefix="taking"),
    "joining": idea_forms.JoinForm,
    "agency": idea_forms.AgencyForm,
    "listing": partial(idea_forms.BareForm, prefix="listing"),
}


@require_safe
@desk(rules.ROLE)
def ideas(request: HttpRequest, pk: int) -> HttpResponse:
    """The ideas of a cycle by where they stand, what waits for the team first."""
    return _list(request, get_object_or_404(Cycle, pk=pk))


def _list(request, cycle, form=None):
    now = timezone.now()
    rows = cycle.ideas.filter(submitted_at__isnull=False).with_names().order_by("submitted_at", "pk")
    names = sorted(idea_rules.public_states(cycle), key=IN_ORDER.index)
    context = {
        **frame(cycle, request.user, "ideas", now),
        "groups": [(idea_rules.STATES[name], some) for name in names if (some := list(in_state(rows, name)))],
        "form": form or idea_forms.AdoptForm(cycle),
        "may_adopt": rules.allows(cycle, "adopt", now),
    }
    return render(request, "budgets/desks/ideas.html", context, status=status_of(context["form"]))


def _idea(pk: int) -> Idea:
    return get_object_or_404(Idea.objects.filter(submitted_at__isnull=False).with_names(), pk=pk)


@require_safe
@desk(rules.ROLE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One idea with what the team can do about it now."""
    return _page(request, _idea(pk))


def _page(request: HttpRequest, idea: Idea, bound: DeedForm | None = None) -> HttpResponse:
    """The idea with its forms; `bound` is the one that came back."""
    now, person, cycle = timezone.now(), request.user, idea.cycle
    forms = {name: kind(idea) for name, kind in FORMS.items()}
    if bound is not None:
        forms[bound.prefix] = forms[bound.prefix].with_words_of(bound)
    may = {
        "passing": idea_rules.may_screen(idea, cycle, person, now) is None,
        "refusal": idea_rules.may_refuse(idea, cycle, person, now, ["I10"], "?") is None,
        "taking": idea_rules.may_take_back(idea, cycle, person, now) is None,
        "joining": rules.allows(cycle, "join", now) and idea.state in ("handed_in", "passed"),
        "agency": rules.allows(cycle, "judge", now) and idea.state == "passed",
        "listing": idea_rules.may_list(idea, cycle, person, now) is None,
    }
    is_gone = bound is not None and not may[bound.prefix]
    context = context_of(idea, None) | {
        "forms": forms,
        "may": may,
        "taken_back_until": idea_rules.taken_back_until(idea),
        "alike": alike(idea, now),
        "joinings": list(Joining.objects.filter(idea=idea).select_related("carrier").order_by("pk")),
        "written": bound.written() if is_gone else [],
        "refused": bound.refusal if is_gone else None,
    }
    return render(request, "budgets/desks/idea.html", context, status=status_of(*forms.values()))


def _deed(name: str, verb: Callable[[Idea, Any, Any, DeedForm], object], sentence: object) -> Callable:
    """A form of the page of an idea that becomes a deed: `verb(idea, person, now, form)`."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk(rules.ROLE)
    def deed(request, pk):
        idea = _idea(pk)
        if request.method != "POST":
            return back_to("budgets:desk_idea", idea)
        form = FORMS[name](idea, request.POST)
        if done(request, form, lambda _typed: verb(idea, request.user, arrived_at(request), form), sentence):
            return back_to("budgets:desk_idea", idea)
        return _page(request, _idea(pk), form)

    return deed


def _pass(idea, person, now, form):
    actions.pass_idea(idea, person, now=now, **form.arguments())


def _refuse(idea, person, now, form):
    actions.refuse_idea(idea, person, now=now, **form.arguments())


def _take_back(idea, person, now, _form):
    actions.take_screening_back(idea, person, now=now)


def _join(idea, person, now, form):
    said = form.cleaned_data
    actions.ask_to_join(said["carrier"], idea, person, now=now, note=said["note"])


def _ask(idea, person, now, form):
    actions.ask_agency(idea, person, now=now, agency=form.cleaned_data["agency"])


def _put_on_list(idea, person, now, _form):
    actions.list_idea(idea, person, now=now)


PASSED = _("It has passed. The author gets a letter in two hours; until then you can take it back.")
REFUSED = _("It did not pass. The author gets a letter in two hours; until then you can take it back.")

passing = _deed("passing", _pass, PASSED)
refusal = _deed("refusal", _refuse, REFUSED)
taking_back = _deed("taking", _take_back, _("Taken back. It waits for its screening again, and nobody was told."))
joining = _deed("joining", _join, _("Both authors are asked by letter."))
agency = _deed("agency", _ask, _("The agency has been asked. Its deadline is public."))
listing = _deed("listing", _put_on_list, _("It stands on the list of projects."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def adopting(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an established proposal over as an idea."""
    cycle = get_object_or_404(Cycle, pk=pk)
    if request.method != "POST":
        return redirect("budgets:desk_ideas", pk)
    form = idea_forms.AdoptForm(cycle, request.POST)

    def deed(typed: dict) -> None:
        actions.adopt(cycle, request.user, typed["proposal"], area=typed["area"], now=arrived_at(request))

    if done(request, form, deed, _("Taken over. The proposer gets a letter.")):
        return redirect("budgets:desk_ideas", pk)
    return _list(request, cycle, form)


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def judging(request: HttpRequest, pk: int) -> HttpResponse:
    """The three lights of an agency about an idea that it was asked about."""
    idea = _idea(pk)
    form = idea_forms.JudgeForm(idea, request.POST or None)

    def deed(_typed: dict) -> None:
        actions.judge(idea, request.user, now=arrived_at(request), lights=form.lights, **form.estimated())

    return _judged(request, idea, form, idea_forms.HandOnForm(), deed, _("Published on the page of the idea."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk("official")
def handing_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Another agency is to judge it."""
    idea = _idea(pk)
    if request.method != "POST":
        return judging(request, pk)
    form = idea_forms.HandOnForm(request.POST)

    def deed(_typed: dict) -> None:
        actions.hand_idea_on(idea, request.user, now=arrived_at(request), **form.arguments())

    return _judged(request, idea, idea_forms.JudgeForm(idea), form, deed, _("Handed on. The author gets a letter."))


def _judged(request, idea, judge, hand_on, deed, sentence):
    """Do what came with the bound one of the two forms of an agency, and back to its desk; or show both."""
    if not actions.speaks(idea, request.user):
        raise Denied(idea_rules.OTHER_AGENCY)
    bound = next((form for form in (judge, hand_on) if form.is_bound), None)
    if bound and done(request, bound, deed, sentence):
        return redirect("desk:agency")
    refusal = idea_rules.may_judge(_idea(idea.pk), idea.cycle, request.user, True, timezone.now())
    context = context_of(idea, None) | {"form": judge, "hand_on": hand_on, "refusal": refusal}
    context["written"] = bound.written() if bound and refusal else []
    return render(request, "budgets/desks/judging.html", context, status=status_of(judge, hand_on))
