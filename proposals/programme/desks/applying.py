"""The desk of agencies and district offices: applications and cases of theirs, from the draft to the report. The team
works on any case here in their place."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.agencies.rules import speaks_for
from civic.desks.guard import desk, done, status_of
from civic.lifecycle import Denied, require
from civic.serving.arrival import arrived_at
from proposals.programme import actions, marks, rules
from proposals.programme.desks import forms
from proposals.programme.desks.deeds import Deed, carried_out, shown
from proposals.programme.models import Case, Photo, Programme
from proposals.programme.pages.cases import context_of


def of_applicants(view: Callable) -> Callable:
    """A view for officials, and for the team."""
    as_team, as_official = desk(rules.ROLE)(view), desk("official")(view)

    @wraps(view)
    def guarded(request, *args, **kwargs):
        is_team = request.user.is_authenticated and request.user.has_role(rules.ROLE)
        return (as_team if is_team else as_official)(request, *args, **kwargs)

    guarded.desk = "official"
    return guarded


@require_safe
@of_applicants
def applications(request: HttpRequest) -> HttpResponse:
    """The cases of one's agencies, and the years for which one can apply."""
    now = timezone.now()
    agencies = Agency.objects.spoken_for_by(request.user)
    context = {
        "agencies": list(agencies),
        "open": [each for each in Programme.objects.public() if rules.is_open(each, now)],
        "cases": list(Case.objects.filter(agency__in=agencies).with_names().order_by("-programme__year", "-pk")),
    }
    return render(request, "programme/desks/applications.html", context)


def _applicants(person: Person):
    """The agencies in whose name somebody applies."""
    if rules.may_run(person) is None:
        return Agency.objects.active()
    return Agency.objects.active().spoken_for_by(person)


@require_http_methods(["GET", "HEAD", "POST"])
@of_applicants
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """A new application for a year, kept as a draft."""
    programme, agencies = get_object_or_404(Programme.objects.public(), pk=pk), _applicants(request.user)
    if request.method != "POST":
        require(rules.may_apply(programme, request.user, agencies.exists(), timezone.now()))
    form, made = forms.ApplicationForm(agencies, request.POST or None), []

    def deed(_typed: dict) -> None:
        made.append(
            actions.save_application(request.user, now=arrived_at(request), programme=programme, **form.arguments())
        )

    if request.method == "POST" and done(request, form, deed, _("Saved. Look it over, then hand it in.")):
        return redirect("programme:desk_case", made[0].pk) if made else redirect("programme:applying")
    context = {"form": form, "title": _("Apply"), "back": reverse("programme:applying"), "programme": programme}
    return render(request, "programme/desks/new.html", context, status=status_of(form))


def _case(request: HttpRequest, pk: int) -> Case:
    """The case if this person acts for it, else raises `Denied`."""
    found = get_object_or_404(Case.objects.with_names(), pk=pk)
    require(rules.may_act(request.user, speaks_for(request.user, found.agency)), Denied)
    return found


def _is_draft(case, person, now):
    return rules.may_edit(case, case.programme, person, speaks_for(person, case.agency), now) is None


def _may(rule: Callable, *more) -> Callable:
    return lambda case, person, now: rule(case, person, speaks_for(person, case.agency), now, *more) is None


def _save(case, person, now, form):
    actions.save_application(
        person, now=now, programme=case.programme, agency=case.agency, case=case, **form.arguments()
    )


def _add_photo(case, person, now, form):
    actions.show(case, person, now=now, **form.arguments())


def _has_photos(case, person, now):
    return _may(rules.may_report)(case, person, now) and case.photos.exists()


DEEDS = {
    "saving": Deed(forms.DraftForm, _is_draft, _save, _("Saved. Look it over, then hand it in.")),
    "application": Deed(
        forms.HandInForm,
        _is_draft,
        lambda case, person, now, form: actions.hand_in(case, person, now=now, **form.arguments()),
        _("Handed in. Everybody can read it now."),
    ),
    "deletion": Deed(
        lambda case, *data: forms.BareForm(case, *data, prefix="deletion"),
        _is_draft,
        lambda case, person, now, form: actions.delete_application(case, person, now=now),
        _("The draft has been deleted."),
    ),
    "withdrawal": Deed(
        lambda case, *data: forms.BareForm(case, *data, prefix="withdrawal"),
        _may(rules.may_withdraw),
        lambda case, person, now, form: actions.withdraw(case, person, now=now),
        _("The application has been withdrawn."),
    ),
    "report": Deed(
        forms.ReportForm,
        _may(rules.may_report),
        lambda case, person, now, form: actions.report(case, person, now=now, **form.arguments()),
        _("Handed in. The programme team publishes it."),
    ),
    "picture": Deed(forms.PhotoForm, _may(rules.may_show, 0), _add_photo, _("The picture has been added.")),
    "picture-out": Deed(
        lambda case, *data: forms.OneOfForm(case.photos.all(), *data, prefix="picture-out"),
        _has_photos,
        lambda case, person, now, form: actions.take_photo_out(form.cleaned_data["one"], person, now=now),
        _("The picture has been taken out."),
    ),
    "change": Deed(
        forms.ChangeForm,
        _may(rules.may_change, "?"),
        lambda case, person, now, form: actions.change_case(case, person, now=now, **form.arguments()),
        _("Changed. Everybody can read what, and why."),
    ),
    "cancellation": Deed(
        forms.CancelForm,
        _may(rules.may_change, "?"),
        lambda case, person, now, form: actions.cancel(case, person, now=now, **form.arguments()),
        _("The case has been cancelled; everybody can read why."),
    ),
    "publication": Deed(
        lambda case, *data: forms.BareForm(case, *data, prefix="publication", stands=marks.report(case)),
        lambda case, person, now: rules.may_publish(case, person, now) is None,
        lambda case, person, now, form: actions.publish_report(case, person, now=now, **form.arguments()),
        _("The report is public."),
    ),
}


@require_safe
@of_applicants
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case with all that can be done about it now."""
    return _page(request, _case(request, pk))


def _page(request, case, bound=None):
    context = context_of(case, timezone.now()) | {"photos": list(Photo.objects.filter(case=case))}
    return shown(request, case, DEEDS, "programme/desks/case.html", context, bound)


@require_http_methods(["GET", "HEAD", "POST"])
@of_applicants
def case_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One of the deeds about a case."""
    if deed == "deletion" and request.method == "POST" and not Case.objects.filter(pk=pk).exists():
        return redirect("programme:applying")  # deleted by the click before this one
    found, address = _case(request, pk), reverse("programme:desk_case", args=[pk])
    return carried_out(
        request, found, DEEDS, deed, address, lambda form: _page(request, _case(request, pk), form),
        after=reverse("programme:applying"),
    )  # fmt: skip
