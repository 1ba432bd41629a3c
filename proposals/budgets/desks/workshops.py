"""The room of the budget desk for workshops: the team invites, and tells what came of them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from civic.desks.guard import desk, done, status_of
from civic.serving.arrival import arrived_at
from proposals.budgets import actions, rules
from proposals.budgets.desks.forms import OffForm, OutcomeForm, WorkshopForm
from proposals.budgets.desks.team import frame
from proposals.budgets.models import Cycle, Workshop


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def workshops(request: HttpRequest, pk: int) -> HttpResponse:
    """The workshops of a cycle, and a form for another one."""
    cycle, now = get_object_or_404(Cycle, pk=pk), timezone.now()
    form = WorkshopForm(cycle, None, request.POST or None)

    def deed(_typed: dict) -> None:
        actions.invite(cycle, request.user, now=arrived_at(request), **form.arguments())

    if request.method == "POST" and done(request, form, deed, _("Everybody can read it.")):
        return redirect("budgets:desk_workshops", pk)
    context = frame(cycle, request.user, "workshops", now) | {
        "workshops": list(cycle.workshops.select_related("area")),
        "form": form,
        "may_invite": cycle.workshop_at is not None and rules.allows(cycle, "invite", now),
    }
    return render(request, "budgets/desks/workshops.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def workshop(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One workshop: when and where it is held, what came of it, or that it is called off; the form that was sent says
    which."""
    found = get_object_or_404(Workshop.objects.select_related("cycle", "area"), cycle=pk, pk=number)
    cycle, now = found.cycle, timezone.now()
    forms = {
        "workshop": WorkshopForm(cycle, found),
        "outcome": OutcomeForm(found),
        "off": OffForm(found),
    }
    sent = request.POST.get("deed") if request.method == "POST" else None
    if sent in forms:
        bound = _bound(sent, found, request)
        if done(request, bound, _deed(sent, found, request, bound), _("Done.")):
            return redirect("budgets:desk_workshops", pk)
        forms[sent] = forms[sent].with_words_of(bound)
    context = frame(cycle, request.user, "workshops", now) | {
        "workshop": found,
        "forms": forms,
        "may_invite": rules.allows(cycle, "invite", now) and found.told_at is None,
        "may_tell": rules.allows(cycle, "tell", now) and now >= found.at,
    }
    return render(request, "budgets/desks/workshop.html", context, status=status_of(*forms.values()))


def _bound(name, found, request):
    if name == "workshop":
        return WorkshopForm(found.cycle, found, request.POST)
    return {"outcome": OutcomeForm, "off": OffForm}[name](found, request.POST)


def _deed(name, found, request, form) -> Callable[[dict], object]:
    person, now = request.user, arrived_at(request)
    return {
        "workshop": lambda _typed: actions.invite(found.cycle, person, now=now, workshop=found, **form.arguments()),
        "outcome": lambda _typed: actions.tell_outcome(found, person, now=now, **form.arguments()),
        "off": lambda _typed: actions.call_off(found, person, now=now, **form.arguments()),
    }[name]
