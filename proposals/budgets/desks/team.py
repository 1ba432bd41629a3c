"""The pages of the budget desk."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.desks.forms import DeedForm
from civic.desks.guard import desk, done, status_of
from civic.serving.arrival import arrived_at
from proposals.budgets import actions, rules
from proposals.budgets.desks.forms import (
    AreasForm,
    CopyForm,
    CycleForm,
    DropForm,
    ProjectForm,
    ProlongForm,
    PublishForm,
    RemoveForm,
    SeedForm,
)
from proposals.budgets.models import Cycle
from proposals.budgets.pages.shown import Shown


@require_safe
@desk(rules.ROLE)
def cycles(request: HttpRequest) -> HttpResponse:
    """All cycles, and the way to a new one."""
    now = timezone.now()
    rows = Cycle.objects.newest().prefetch_related("areas__box")
    return render(request, "budgets/desks/cycles.html", {"cycles": [Shown(cycle, now) for cycle in rows]})


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def new(request: HttpRequest) -> HttpResponse:
    """A cycle that nobody else sees yet."""
    form = CycleForm(None, request.POST or None)
    made: list[Cycle] = []

    def deed(_typed: dict) -> None:
        made.append(actions.plan(request.user, now=arrived_at(request), **form.arguments()))

    if request.method == "POST" and done(request, form, deed, _("Saved. Now its areas and projects.")):
        return redirect("budgets:desk_one", made[0].pk) if made else redirect("budgets:desk")
    return render(request, "budgets/desks/new.html", {"form": form}, status=status_of(form))


@require_safe
@desk(rules.ROLE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle with all that can be done about it now."""
    return _page(request, _cycle(pk))


def _cycle(pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.prefetch_related("areas__box"), pk=pk)


def _page(request: HttpRequest, cycle: Cycle, bound: DeedForm | None = None) -> HttpResponse:
    """The cycle with its forms; `bound` is the one that came back."""
    now, person = timezone.now(), request.user
    forms = {
        "cycle": CycleForm(cycle),
        "areas": AreasForm(cycle),
        "prolong": ProlongForm(cycle),
        "seed": SeedForm(cycle),
        "publish": PublishForm(cycle),
        "copy": CopyForm(),
    }
    if bound is not None:
        forms[bound.prefix] = bound = forms[bound.prefix].with_words_of(bound)
    shown, projects = Shown(cycle, now, person), list(cycle.projects.select_related("area"))
    numbers = Counter(project.area_id for project in projects)
    there = {area: numbers[area.pk] for area in shown.areas}
    plan_refusal, publish_refusal = rules.may_plan(cycle, person, now), rules.may_publish(cycle, person, now)
    stands = {
        "cycle": not plan_refusal,
        "areas": not plan_refusal,
        "publish": not publish_refusal,
        "prolong": rules.allows(cycle, "prolong", now),
        "seed": rules.allows(cycle, "count", now),
        "copy": rules.may_copy(cycle, person) is None,
    }
    late = bound if bound and not stands[bound.prefix] else None  # its form stands no more
    context = {
        "cycle": cycle,
        "shown": shown,
        "projects": projects,
        "forms": forms,
        "stands": stands,
        "refusal": late and late.refusal,
        "written": late.written() if late else [],
        "short": None if plan_refusal else rules.may_be_reached(cycle, there),
        "is_second": cycle.count_asked_by_id not in (None, person.pk),
    }
    return render(request, "budgets/desks/one.html", context, status=status_of(*forms.values()))


def _deed(kind: Callable, verb: Callable[[HttpRequest, Cycle, Any], object], sentence: object) -> Callable:
    """A form of the page of a cycle that becomes a deed: `verb(request, cycle, form)`."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk(rules.ROLE)
    def deed(request, pk):
        cycle = _cycle(pk)
        if request.method != "POST":
            return redirect("budgets:desk_one", pk)
        form = kind(cycle, request.POST)
        if done(request, form, lambda _typed: verb(request, cycle, form), sentence):
            return redirect("budgets:desk_one", pk)
        return _page(request, _cycle(pk), form)

    return deed


def _save(request, cycle, form):
    actions.change_cycle(cycle, request.user, now=arrived_at(request), **form.arguments())


def _save_areas(request, cycle, form):
    actions.save_areas(cycle, request.user, now=arrived_at(request), seen=form.cleaned_data["seen"], areas=form.areas)


def _prolong(request, cycle, form):
    actions.prolong(cycle, request.user, now=arrived_at(request), **form.arguments())


def _count(request, cycle, form):
    actions.confirm_count(cycle, request.user, now=arrived_at(request), **form.arguments())


def _publish(request, cycle, form):
    actions.publish(cycle, request.user, now=arrived_at(request), **form.arguments())


saving = _deed(CycleForm, _save, _("Saved."))
areas = _deed(AreasForm, _save_areas, _("Saved."))
prolonging = _deed(ProlongForm, _prolong, _("The vote ends later now; everybody can read why."))
publishing = _deed(PublishForm, _publish, _("Everybody can see this cycle now."))
counting = _deed(SeedForm, _count, _("Done."))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def copying(request: HttpRequest, pk: int) -> HttpResponse:
    """A cycle of the next year like this one."""
    cycle, made = _cycle(pk), []
    form = CopyForm(request.POST)

    def deed(_typed: dict) -> None:
        made.append(actions.copy(cycle, request.user, now=arrived_at(request), year=cycle.year + 1))

    if request.method == "POST" and done(request, form, deed, _("Copied. Please look at its days.")) and made:
        return redirect("budgets:desk_one", made[0].pk)
    return redirect("budgets:desk")


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def project(request: HttpRequest, pk: int, number: int | None = None) -> HttpResponse:
    """A project of a cycle: a new one, or that with this number."""
    cycle = _cycle(pk)
    there = get_object_or_404(cycle.projects, number=number) if number else None
    refusal = rules.may_enter(cycle, request.user, timezone.now(), 0)
    form = ProjectForm(cycle, there)
    if request.method == "POST":
        sent = ProjectForm(cycle, there, request.POST, request.FILES)

        def deed(_typed: dict) -> None:
            actions.enter_project(cycle, request.user, now=arrived_at(request), project=there, **sent.arguments())

        if done(request, sent, deed, _("Saved.")):
            return redirect("budgets:desk_one", pk)
        form = ProjectForm(cycle, there and cycle.projects.get(pk=there.pk)).with_words_of(sent)
    context = {
        "cycle": cycle,
        "project": there,
        "form": form,
        "refusal": refusal,
        "remove_form": RemoveForm(there) if there and not refusal else None,
        "drop_form": DropForm() if there and rules.allows(cycle, "drop", timezone.now()) else None,
    }
    return render(request, "budgets/desks/project.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def removing(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a project off the list before the vote opens."""
    cycle = _cycle(pk)
    there = cycle.projects.filter(number=number).first()
    form = RemoveForm(there, request.POST)

    def deed(typed: dict) -> None:
        if there:  # else somebody was quicker
            actions.remove_project(cycle, request.user, there, now=arrived_at(request), seen=typed["seen"])

    if request.method == "POST" and not done(request, form, deed, _("It is off the list.")):
        context = {"cycle": cycle, "project": there, "form": None, "refusal": form.refusal}
        return render(request, "budgets/desks/project.html", context, status=status_of(form))
    return redirect("budgets:desk_one", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def dropping(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take a project out of the vote."""
    if request.method != "POST":
        return redirect("budgets:desk_project", pk, number)
    cycle = _cycle(pk)
    there = get_object_or_404(cycle.projects, number=number)
    form = DropForm(request.POST)

    def deed(typed: dict) -> None:
        actions.drop(cycle, request.user, there, now=arrived_at(request), reason=typed["reason"])

    if done(request, form, deed, _("It is taken out of the vote. Every voter gets a letter.")):
        return redirect("budgets:desk_one", pk)
    context = {"cycle": cycle, "project": there, "form": None, "refusal": None, "drop_form": form}
    return render(request, "budgets/desks/project.html", context, status=status_of(form))
