"""The desk of the team: terms of office of the committee, and who sits in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from civic.desks.guard import desk, done, status_of
from civic.serving.arrival import arrived_at
from proposals.programme import actions, rules
from proposals.programme.committee import Member, Tenure
from proposals.programme.desks.forms import MemberForm, TenureForm


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def tenures(request: HttpRequest) -> HttpResponse:
    """All terms of office, and a new one."""
    form = TenureForm(request.POST or None)

    def deed(_typed: dict) -> None:
        actions.begin_tenure(request.user, now=arrived_at(request), **form.arguments())

    if request.method == "POST" and done(request, form, deed, _("Saved. Now its members.")):
        return redirect("programme:desk_tenures")
    context = {"tenures": Tenure.objects.prefetch_related("members"), "form": form}
    return render(request, "programme/desks/tenures.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def tenure(request: HttpRequest, pk: int) -> HttpResponse:
    """One term of office with its members, and a new one."""
    found = get_object_or_404(Tenure, pk=pk)
    form = MemberForm(found, None, request.POST or None)

    def deed(_typed: dict) -> None:
        actions.enter_member(found, request.user, now=arrived_at(request), **form.arguments())

    if request.method == "POST" and done(request, form, deed, _("Saved.")):
        return redirect("programme:desk_tenure", pk)
    context = {"tenure": found, "members": list(found.members.all()), "form": form}
    return render(request, "programme/desks/tenure.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """What is told of one member."""
    found = get_object_or_404(Member.objects.select_related("tenure", "account"), pk=pk)
    form = MemberForm(found.tenure, found)
    back = reverse("programme:desk_tenure", args=[found.tenure_id])
    if request.method == "POST":
        sent = MemberForm(found.tenure, found, request.POST)

        def deed(_typed: dict) -> None:
            actions.change_member(found, request.user, now=arrived_at(request), **sent.arguments())

        if done(request, sent, deed, _("Saved.")):
            return redirect(back)
        form = MemberForm(found.tenure, Member.objects.select_related("account").get(pk=pk)).with_words_of(sent)
    context = {"form": form, "title": found.name, "back": back}
    return render(request, "programme/desks/new.html", context, status=status_of(form))
