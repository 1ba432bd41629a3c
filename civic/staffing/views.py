"""The page of an invitation, and the desk of deputies."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from civic.accounts.models import Person
from civic.accounts.rules import LEVEL_AT_DESKS, TOO_LOW, may_act_at
from civic.accounts.typed import words_back
from civic.agencies import deputies as verbs
from civic.agencies.models import Deputyship
from civic.desks.guard import desk, done, status_of
from civic.desks.registry import desks_of
from civic.lifecycle import Denied, require
from civic.staffing import actions, recusing, rules
from civic.staffing.forms import DeputyForm, RecusalForm
from civic.staffing.registry import page_of, thing_of

ADMINISTRATIONS = {"administrator": "admin:index", "editor": "wagtailadmin_home"}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody is invited to, and what they still lack for it; sent, it is accepted."""
    found, now = actions.read(token), timezone.now()
    person = request.user if request.user.is_authenticated else None
    refusal = rules.may_accept(found, person, now)
    if request.method == "POST":
        require(refusal)
        actions.accept(found, person, at=now)
        messages.success(request, _("You have the role now: %(title)s.") % {"title": found.title})
        return redirect(_way(Person.objects.get(pk=person.pk), found.role))
    if refusal is rules.NOT_VALID:
        require(refusal)
    context = {
        "invitation": found,
        "refusal": refusal,
        "lacks_phone": refusal is TOO_LOW[LEVEL_AT_DESKS],
        "is_known": Person.objects.filter(email=found.email, is_active=True).exists(),
        "here": request.path,
    }
    return render(request, "staffing/invitation.html", context)


def _way(person, role):
    """Where people with a role work; before it the guard leads to the second factor."""
    if role in ADMINISTRATIONS:
        return reverse(ADMINISTRATIONS[role])
    return next((each.url for each in desks_of(person) if each.role == role), reverse("accounts:mine"))


@desk("official")
@require_http_methods(["GET", "HEAD", "POST"])
def deputies(request: HttpRequest) -> HttpResponse:
    """Who stands in for whoever looks, and for whom they stand in; a form that names somebody."""
    now = timezone.now()
    form = DeputyForm(request.user, request.POST or None)
    if request.method == "POST" and done(request, form, lambda data: form.name_deputy(request.user, now), _("Named.")):
        return redirect("staffing:deputies")
    mine = Deputyship.objects.to_come().select_related("office__agency", "deputy")
    context = {
        "form": form,
        "standing_in": mine.filter(office__person=request.user),
        "stood_in": mine.filter(deputy=request.user),
        "now": now,
    }
    return render(request, "staffing/deputies.html", context, status=status_of(form))


@desk("official")
@require_POST
def ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End a deputyship for an office of one's own."""
    found = get_object_or_404(Deputyship, pk=pk, office__person=request.user)
    verbs.end_deputyship(found, at=timezone.now(), actor=request.user)
    messages.success(request, _("Ended."))
    return redirect("staffing:deputies")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recusal(request: HttpRequest, key: str) -> HttpResponse:
    """Where somebody recuses themselves from a thing that lies on a desk of theirs."""
    person = request.user if request.user.is_authenticated else None
    if person is None and request.method == "POST":
        return words_back(request)
    require(may_act_at(person, LEVEL_AT_DESKS), Denied)
    thing = thing_of(key, person)
    if thing is None:
        raise Http404
    form, now = RecusalForm(request.POST or None), timezone.now()
    page = page_of(thing, person)

    def do(data):
        recusing.recuse(thing, person, at=now, reason=data["reason"])

    sentence = _("You have recused yourself. Your colleagues see to it.")
    if request.method == "POST" and done(request, form, do, sentence):
        return redirect(page)
    context = {"form": form, "thing": thing, "page": page, "refusal": recusing.may_recuse(thing, person)}
    return render(request, "staffing/recusal.html", context, status=status_of(form))


recusal.desk = "any"  # whichever the thing lies on: before it a second factor is asked for
