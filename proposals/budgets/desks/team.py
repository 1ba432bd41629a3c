"""The pages of the budget desk."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts.models import Person
from civic.desks.forms import DeedForm
from civic.desks.guard import desk, done, status_of
from civic.lifecycle import Refusal
from civic.serving.arrival import arrived_at
from proposals.ballots.reading import has_lost_a_key
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
    VoidForm,
)
from proposals.budgets.models import Cycle
from proposals.budgets.pages.shown import Shown
from proposals.budgets.status import boxes


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


# What stands in which room of a cycle: the forms of each, by their prefix.
ROOMS = {"one": ("prolong", "seed", "void", "publish", "copy"), "cycle": ("cycle",), "areas": ("areas",)}
FORMS = {
    "cycle": CycleForm,
    "areas": AreasForm,
    "prolong": ProlongForm,
    "seed": SeedForm,
    "void": VoidForm,
    "publish": PublishForm,
    "copy": lambda _cycle: CopyForm(),
}


@require_safe
@desk(rules.ROLE)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One cycle: where it stands, and what can be done about it as a whole."""
    return _room(request, _cycle(pk), "one")


def _cycle(pk: int) -> Cycle:
    return get_object_or_404(Cycle.objects.prefetch_related("areas__box"), pk=pk)


def _stands(cycle: Cycle, person: Person, now: datetime) -> dict[str, bool]:
    """Which of `FORMS` can be sent now."""
    plan_refusal = rules.may_plan(cycle, person, now)
    return {
        "cycle": not plan_refusal,
        "areas": not plan_refusal,
        "publish": rules.may_publish(cycle, person, now) is None,
        "prolong": rules.allows(cycle, "prolong", now),
        "seed": rules.allows(cycle, "count", now),
        "void": rules.allows(cycle, "void", now) and has_lost_a_key(boxes(cycle)),
        "copy": rules.may_copy(cycle, person) is None,
    }


def frame(cycle: Cycle, person: Person, room: str, now: datetime) -> dict[str, Any]:
    """What the frame of every room of a cycle is given."""
    return {"cycle": cycle, "shown": Shown(cycle, now, person), "room": room, "ideas_there": cycle.ideas.exists()}


def _room(request: HttpRequest, cycle: Cycle, room: str, bound: DeedForm | None = None) -> HttpResponse:
    """A room of the cycle with its forms; `bound` is the one that came back."""
    now, person = timezone.now(), request.user
    forms = {name: FORMS[name](cycle) for name in ROOMS[room]}
    if bound is not None:
        forms[bound.prefix] = bound = forms[bound.prefix].with_words_of(bound)
    stands = _stands(cycle, person, now)
    late = bound if bound and not stands[bound.prefix] else None  # its form stands no more
    context = frame(cycle, person, room, now) | {
        "forms": forms,
        "stands": stands,
        "refusal": late and late.refusal,
        "written": late.written() if late else [],
        "is_second": cycle.count_asked_by_id not in (None, person.pk),
        "declares_second": cycle.void_asked_by_id not in (None, person.pk),
    }
    context["short"] = _short(context["shown"]) if stands["cycle"] else None
    return render(request, f"budgets/desks/{room}.html", context, status=status_of(*forms.values()))


def _short(shown: Shown) -> Refusal | None:
    """Which areas have fewer projects than a ballot has to name; nothing as long as no project is there."""
    numbers = Counter(shown.cycle.projects.values_list("area", flat=True))
    there = {area: numbers[area.pk] for area in shown.areas}
    return rules.may_be_reached(shown.cycle, there) if numbers else None


@require_safe
@desk(rules.ROLE)
def projects(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of projects of a cycle."""
    cycle, now = _cycle(pk), timezone.now()
    context = frame(cycle, request.user, "projects", now) | {
        "projects": list(cycle.projects.select_related("area")),
        "may_enter": rules.may_plan(cycle, request.user, now) is None,
    }
    context["short"] = _short(context["shown"]) if context["may_enter"] else None
    return render(request, "budgets/desks/projects.html", context)


def _deed(kind: Callable, verb: Callable[[HttpRequest, Cycle, Any], object], sentence: object, room: str) -> Callable:
    """A form of a room of a cycle that becomes a deed, `verb(request, cycle, form)`; GET is the room."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @desk(rules.ROLE)
    def deed(request, pk):
        cycle, back = _cycle(pk), "budgets:desk_one" if room == "one" else f"budgets:desk_{room}"
        if request.method != "POST":
            return redirect(back, pk) if room == "one" else _room(request, cycle, room)
        form = kind(cycle, request.POST)
        if done(request, form, lambda _typed: verb(request, cycle, form), sentence):
            return redirect(back, pk)
        return _room(request, _cycle(pk), room, form)

    return deed


def _save(request, cycle, form):
    actions.change_cycle(cycle, request.user, now=arrived_at(request), **form.arguments())


def _save_areas(request, cycle, form):
    actions.save_areas(cycle, request.user, now=arrived_at(request), seen=form.cleaned_data["seen"], areas=form.areas)


def _prolong(request, cycle, form):
    actions.prolong(cycle, request.user, now=arrived_at(request), **form.arguments())


def _count(request, cycle, form):
    actions.confirm_count(cycle, request.user, now=arrived_at(request), **form.arguments())


def _declare_void(request, cycle, form):
    actions.declare_void(cycle, request.user, now=arrived_at(request), **form.arguments())


def _publish(request, cycle, form):
    actions.publish(cycle, request.user, now=arrived_at(request), **form.arguments())


saving = _deed(CycleForm, _save, _("Saved."), "cycle")
areas = _deed(AreasForm, _save_areas, _("Saved."), "areas")
prolonging = _deed(ProlongForm, _prolong, _("The vote ends later now; everybody can read why."), "one")
publishing = _deed(PublishForm, _publish, _("Everybody can see this cycle now."), "one")
voiding = _deed(VoidForm, _declare_void, _("Done."), "one")
counting = _deed(SeedForm, _count, _("Done."), "one")


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
            return redirect("budgets:desk_projects", pk)
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
    return redirect("budgets:desk_projects", pk)


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
        return redirect("budgets:desk_projects", pk)
    context = {"cycle": cycle, "project": there, "form": None, "refusal": None, "drop_form": form}
    return render(request, "budgets/desks/project.html", context, status=status_of(form))
