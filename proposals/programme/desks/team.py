"""The desk of the team: what is due, the years, and one year from its plan to its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.desks.guard import desk, done, status_of
from civic.desks.queue import queue
from civic.serving.arrival import arrived_at
from proposals.programme import actions, marks, rules
from proposals.programme.committee import Meeting
from proposals.programme.desks import forms
from proposals.programme.desks.deeds import Deed, carried_out, shown
from proposals.programme.figures import by_year
from proposals.programme.models import Case, Programme


@require_safe
@desk(rules.ROLE)
def desk_of_team(request: HttpRequest) -> HttpResponse:
    """What is due, the years and the meetings."""
    programmes = list(Programme.objects.all())
    computed = by_year(programmes)
    context = {
        "owing": queue(request.user, rules.ROLE, timezone.now()),
        "rows": [(each, computed[each.year]) for each in programmes],
        "waiting": Case.objects.waiting().count(),
        "meetings": list(Meeting.objects.all()[:10]),
    }
    return render(request, "programme/desks/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def new(request: HttpRequest) -> HttpResponse:
    """A year that nobody else sees yet."""
    form, made = forms.YearForm(None, request.POST or None), []

    def deed(_typed: dict) -> None:
        made.append(actions.plan(request.user, now=arrived_at(request), **form.arguments()))

    if request.method == "POST" and done(request, form, deed, _("Saved. Look it over, then announce it.")):
        return redirect("programme:desk_year", made[0].pk) if made else redirect("programme:desk")
    context = {"form": form, "title": _("Plan a year"), "back": reverse("programme:desk")}
    return render(request, "programme/desks/new.html", context, status=status_of(form))


DEEDS = {
    "saving": Deed(
        forms.YearForm,
        lambda year, person, now: rules.may_plan(year, person) is None,
        lambda year, person, now, form: actions.change_programme(year, person, now=now, **form.arguments()),
        _("Saved."),
    ),
    "announcement": Deed(
        lambda year, *data: forms.BareForm(year, *data, prefix="announcement", stands=marks.programme(year)),
        lambda year, person, now: rules.may_plan(year, person) is None,
        lambda year, person, now, form: actions.announce(year, person, now=now, **form.arguments()),
        _("Announced. Agencies and district offices get a letter."),
    ),
    "prolonging": Deed(
        forms.LongerForm,
        lambda year, person, now: bool(year.announced_at and year.looks_again_at),
        lambda year, person, now, form: actions.prolong(year, person, now=now, **form.arguments()),
        _("Applications are taken for longer; everybody can read why."),
    ),
}


@require_safe
@desk(rules.ROLE)
def year(request: HttpRequest, pk: int) -> HttpResponse:
    """One year with its cases, and all that can be done about it now."""
    return _page(request, get_object_or_404(Programme, pk=pk))


def _page(request, programme, bound=None):
    context = {
        "programme": programme,
        "cases": list(programme.cases.public().with_names()),
        "drafts": list(programme.cases.filter(submitted_at=None).with_names()),
    }
    return shown(request, programme, DEEDS, "programme/desks/year.html", context, bound)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def year_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One of the deeds about a year."""
    programme = get_object_or_404(Programme, pk=pk)
    return carried_out(
        request, programme, DEEDS, deed, reverse("programme:desk_year", args=[pk]),
        lambda form: _page(request, Programme.objects.get(pk=pk), form),
    )  # fmt: skip
