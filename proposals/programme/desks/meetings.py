"""The desk of the team: one meeting of the committee from its call to what became of its decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from civic.desks.guard import desk, done, status_of
from civic.duties.deadlines import deadlines
from civic.duties.models import Duty
from civic.serving.arrival import arrived_at
from proposals.programme import actions, committee_rules, marks, rules
from proposals.programme.committee import Meeting
from proposals.programme.desks import forms
from proposals.programme.desks.deeds import Deed, carried_out, shown
from proposals.programme.pages.committee import decided


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def new(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    form, made = forms.MeetingForm(None, request.POST or None), []

    def deed(_typed: dict) -> None:
        made.append(actions.call_meeting(request.user, now=arrived_at(request), **form.arguments()))

    if request.method == "POST" and done(request, form, deed, _("Called. Members with an account get a letter.")):
        return redirect("programme:desk_meeting", made[0].pk) if made else redirect("programme:desk")
    context = {"form": form, "title": _("Call a meeting"), "back": reverse("programme:desk")}
    return render(request, "programme/desks/new.html", context, status=status_of(form))


def _may_prepare(meeting, person, now):
    return committee_rules.may_prepare(meeting, person) is None


def _may_decide(meeting, person, now):
    return committee_rules.may_decide(meeting, person, now) is None


def _decide(meeting, person, now, form):
    actions.decide(meeting, person, now=now, **form.arguments())


DEEDS = {
    "attendance": Deed(
        forms.PresentForm,
        _may_decide,
        lambda meeting, person, now, form: actions.note_present(meeting, person, now=now, **form.arguments()),
        _("Saved."),
    ),
    "decision": Deed(forms.CaseDecisionForm, _may_decide, _decide, _("The decision is written down.")),
    "other-decision": Deed(forms.OtherDecisionForm, _may_decide, _decide, _("The decision is written down.")),
    "decision-out": Deed(
        lambda meeting, *data: forms.OneOfForm(meeting.decisions.all(), *data, prefix="decision-out"),
        _may_decide,
        lambda meeting, person, now, form: actions.take_decision_out(form.cleaned_data["one"], person, now=now),
        _("The decision is struck."),
    ),
    "minutes": Deed(
        forms.MinutesForm,
        _may_decide,
        lambda meeting, person, now, form: actions.write_minutes(meeting, person, now=now, **form.arguments()),
        _("Saved."),
    ),
    "publication": Deed(
        lambda meeting, *data: forms.BareForm(meeting, *data, prefix="publication", stands=marks.whole(meeting)),
        lambda meeting, person, now: _may_decide(meeting, person, now) and bool(meeting.minutes),
        lambda meeting, person, now, form: actions.publish_minutes(meeting, person, now=now, **form.arguments()),
        _("The minutes are public, and what was decided holds. Agencies get a letter."),
    ),
    "paper": Deed(
        forms.PaperForm,
        _may_prepare,
        lambda meeting, person, now, form: actions.enclose(meeting, person, now=now, **form.arguments()),
        _("The paper has been added."),
    ),
    "paper-out": Deed(
        lambda meeting, *data: forms.OneOfForm(meeting.enclosures.all(), *data, prefix="paper-out"),
        _may_prepare,
        lambda meeting, person, now, form: actions.take_enclosure_out(form.cleaned_data["one"], person, now=now),
        _("The paper has been taken out."),
    ),
    "saving": Deed(
        forms.MeetingForm,
        _may_prepare,
        lambda meeting, person, now, form: actions.change_meeting(meeting, person, now=now, **form.arguments()),
        _("Saved."),
    ),
    "calling-off": Deed(
        forms.CallOffForm,
        _may_prepare,
        lambda meeting, person, now, form: actions.call_off(meeting, person, now=now, **form.arguments()),
        _("The meeting has been called off; everybody can read why."),
    ),
    "following": Deed(
        forms.FollowForm,
        lambda meeting, person, now: meeting.minutes_at is not None and meeting.decisions.filter(case=None).exists(),
        lambda meeting, person, now, form: actions.follow(
            form.cleaned_data["decision"], person, now=now, text=form.cleaned_data["text"],
            is_done=form.cleaned_data["is_done"],
        ),
        _("Everybody can read it now."),
    ),
}  # fmt: skip


@require_safe
@desk(rules.ROLE)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting with all that can be done about it now."""
    return _page(request, get_object_or_404(Meeting, pk=pk))


def _page(request, meeting, bound=None):
    now = timezone.now()
    context = {
        "meeting": meeting,
        "state": committee_rules.state(meeting, now),
        "decisions": decided(meeting),
        "enclosures": list(meeting.enclosures.all()),
        "present": [each.member for each in meeting.attendances.select_related("member")],
        "in_office": len(meeting.members()),
        "deadlines": deadlines(Duty.objects.about(meeting).with_moves(), now),
    }
    return shown(request, meeting, DEEDS, "programme/desks/meeting.html", context, bound)


@require_http_methods(["GET", "HEAD", "POST"])
@desk(rules.ROLE)
def meeting_deed(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """One of the deeds about a meeting."""
    found = get_object_or_404(Meeting, pk=pk)
    address = reverse("programme:desk_meeting", args=[pk])
    return carried_out(
        request, found, DEEDS, deed, address, lambda form: _page(request, Meeting.objects.get(pk=pk), form)
    )
