"""Closures in Django's administration: nobody enters or takes one back without having seen what it moves."""

from collections.abc import Callable
from datetime import date, timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from civic.accounts.registry import roles
from civic.accounts.rules import may_administer
from civic.administration import ReadOnlyAdmin, call_chores, call_kinds, call_verbs
from civic.city import calendar
from civic.city.models import REASON_LIMIT, Closure
from civic.duties import closing, registry
from civic.lifecycle import Denied, Refused
from civic.writing import Day, Words

call_kinds({"city:closures": _("closures")})
call_chores(
    {
        "civic.duties.reminders": _("Remind of deadlines"),
        "civic.duties.unattended": _("Tell of agencies in whose name nobody can act"),
    }
)
call_verbs({"closed": _("Closure entered"), "reopened": _("Closure taken back")})

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class ReasonForm(forms.Form):
    """Why a closure is taken back. `seen`: the seal of what the administrator was shown, and of which days."""

    reason = Words(label=_("Public reason"), most=REASON_LIMIT)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> str:
        """The days the form is about, as `shown` has them."""
        return ""

    @property
    def was_shown(self) -> str:
        """`seen`, if it was shown for these very days: others have not been looked at yet."""
        return self.cleaned_data["seen"] if self.cleaned_data["shown"] == self.said else ""


class ClosureForm(ReasonForm):
    """The days of a closure, one or several in a row."""

    day = Day(label=_("Day"), widget=DAY)
    until = Day(label=_("Last day, if there are several"), widget=DAY, required=False)
    field_order = ["day", "until", "reason"]

    @property
    def said(self) -> str:
        return f"{self.cleaned_data['day']}/{self.cleaned_data['until'] or ''}"

    def clean_until(self):
        first, last = self.cleaned_data.get("day"), self.cleaned_data["until"]
        if first and last and last < first:
            raise forms.ValidationError(_("The last day comes before the first."))
        return last

    def clean(self):
        """What the rule refuses is said before anything is looked over."""
        data = super().clean()
        if not self.errors and (refusal := closing.may_enter(self.days(), data["reason"], calendar.entered())):
            self.add_error(None, refusal.sentence)
        return data

    def days(self) -> list[date]:
        """All days from the first to the last; more than a closure may have are left to the rule."""
        first = self.cleaned_data["day"]
        last = self.cleaned_data["until"] or first
        return [first + timedelta(days=n) for n in range(min((last - first).days, closing.MOST_DAYS) + 1)]


@admin.register(Closure)
class ClosureAdmin(ReadOnlyAdmin):
    """Entered and taken back by the verbs, after a preview of every duty that moves and of who is told."""

    list_display = ["day", "reason", "back"]
    date_hierarchy = "day"
    ordering = ["-day"]

    def has_add_permission(self, request):
        return may_administer(request.user) is None

    def has_delete_permission(self, request, closure=None):
        return may_administer(request.user) is None

    def get_actions(self, request):
        """None: one closure is taken back at a time."""
        return {}

    @admin.display(description="")
    def back(self, closure: Closure) -> str:
        """The way to take it back."""
        address = reverse("admin:city_closure_delete", args=[closure.pk])
        return format_html('<a href="{}">{}</a>', address, _("Take back"))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """The form, the preview, the deed."""
        form = ClosureForm(request.POST or None)

        def foresee():
            return closing.shifts(timezone.now(), entering=form.days())

        def enter(**said):
            return closing.enter(request.user, days=form.days(), **said)

        return self._page(request, form, foresee, enter, _("Enter a closure"))

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        """The preview with a form for the reason, then the deed."""
        closure = self.get_object(request, unquote(object_id))
        if closure is None:
            raise Http404("no such closure")
        form = ReasonForm(request.POST or None)

        def foresee():
            return closing.shifts(timezone.now(), taking_back=[closure.day])

        def take_back(**said):
            return closing.take_back(request.user, closure, **said)

        return self._page(request, form, foresee, take_back, _("Take a closure back"), closure)

    def _page(
        self, request: HttpRequest, form: ReasonForm, foresee: Callable, deed: Callable, title: object, closure=None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        found = foresee() if closure or form.is_valid() else None
        if form.is_valid():
            seen = form.was_shown
            try:
                if form.cleaned_data["seen"] and not seen:
                    form.add_error(None, _("You have changed the days. Please look over what moves now."))
                elif seen or not found:
                    said = {"reason": form.cleaned_data["reason"], "seen": seen or closing.seal(found)}
                    return self._done(request, deed(now=timezone.now(), **said))
            except Denied as denied:
                raise PermissionDenied from denied
            except Refused as refused:
                form.add_error(None, refused.refusal.sentence)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "form": form,
            "closure": closure,
            "rows": None if found is None else _rows(found, request.user),
            "shown": "" if found is None or closure else form.said,
            "seal": "" if found is None else closing.seal(found),
        }
        return TemplateResponse(request, "duties/closing.html", context)

    def _done(self, request, found):
        words = ngettext("Done. %(n)d deadline moves.", "Done. %(n)d deadlines move.", len(found)) % {"n": len(found)}
        self.message_user(request, words, messages.SUCCESS)
        return redirect("admin:city_closure_changelist")


def _rows(found, person):
    """What the preview says of each shift: the thing, what is to be done, by whom, until when, and until when then."""
    lines = registry.lines({shift.duty.subject: shift.duty for shift in found}.values(), person)
    titles = {role.name: role.title for role in roles()}
    return [
        {
            "line": lines.get(shift.duty.subject),
            "duty": shift.duty,
            "owed_by": shift.duty.agency or titles.get(shift.duty.plug.role, ""),
            "due_at": shift.due_at,
        }
        for shift in found
    ]
