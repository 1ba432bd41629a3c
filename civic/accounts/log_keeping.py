"""How long the security log is kept: said by an administrator, on a page of the administration."""

from datetime import datetime

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.models import Person
from civic.accounts.rules import may_administer
from civic.administration import ReadOnlyAdmin
from civic.lifecycle import Denied, Refused, require
from civic.record.actions import write
from civic.security.actions import note
from civic.security.models import Retention
from civic.security.rules import LEAST, MOST, may_keep_for
from civic.seen import mark_of, may_replace
from civic.verbs import lock_people, lock_things
from civic.writing import show_again


def mark(kept: Retention) -> str:
    """A mark of what the page shows (`civic.seen`)."""
    return mark_of(kept.days)


@transaction.atomic
def keep_log_for(days: int, administrator: Person, *, at: datetime, seen: str | None = None) -> None:
    """Keep the security log for so many days from now on. `seen`: `mark` of what stood there before.

    Raises `Denied` for whoever is no administrator, `Refused` for less than the law asks for.
    """
    (kept,) = lock_things([Retention.objects.all()])
    lock_people(administrator)
    require(may_administer(administrator), Denied)
    require(may_keep_for(days))
    require(may_replace(seen, mark(kept)))
    if days == kept.days:
        return
    told = {"days": days, "was": kept.days}
    kept.days = days
    kept.save(update_fields=["days"])
    note("security.retention_set", about=kept, actor=administrator, **told)
    write("security.retention_set", kept, actor=administrator, at=at, **told)


class DaysForm(forms.Form):
    days = forms.IntegerField(label=_("Days"), min_value=LEAST, max_value=MOST)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class LogKeepingAdmin(ReadOnlyAdmin):
    """One page instead of a list: there is one row."""

    fields = ["days"]

    def has_module_permission(self, request):
        return may_administer(request.user) is None

    def has_view_permission(self, request, thing=None):
        return may_administer(request.user) is None

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        require(may_administer(request.user), Denied)
        kept = Retention.objects.get()
        form = DaysForm(
            request.POST if request.method == "POST" else None, initial={"days": kept.days, "seen": mark(kept)}
        )
        if form.is_valid():
            said = form.cleaned_data
            try:
                keep_log_for(said["days"], request.user, at=timezone.now(), seen=said["seen"])
            except Refused as refused:
                form.add_error(None, refused.refusal.sentence)
                show_again(form, seen=mark(Retention.objects.get()))
            else:
                self.message_user(request, _("The security log is kept for %(days)d days.") % {"days": said["days"]})
                return redirect("admin:security_retention_changelist")
        context = {**self.admin_site.each_context(request), "title": self.opts.verbose_name, "form": form}
        return render(request, "accounts/log_keeping.html", context, status=422 if form.errors else 200)
