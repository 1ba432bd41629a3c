"""Django's administration of those who work here: invitations, written one by one or from a list, deputies, recusals,
and resets of second factors."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext

from civic.accounts.admin import ByVerbs
from civic.accounts.rules import may_administer
from civic.accounts.working import Recusal
from civic.administration import ReadOnlyAdmin, call_chores, call_kinds, call_verbs, key_in_words
from civic.agencies import deputies
from civic.agencies.models import Deputyship
from civic.city.calendar import end_of_day
from civic.desks.guard import done, status_of
from civic.lifecycle import Denied, Refused
from civic.outbox import waiting
from civic.staffing import actions, lines, recusing, resetting, rules
from civic.staffing.forms import DeputyForm, InvitationForm, ListForm, ResetForm
from civic.staffing.models import FactorReset, Invitation

call_kinds({"invitation": _("invitation")})
call_verbs(
    {
        "staffing.invited": _("Invited to a role"),
        "staffing.withdrawn": _("Invitation withdrawn"),
        "staffing.accepted": _("Invitation accepted"),
        "staffing.reset_asked": _("Asked to take away second factors"),
        "staffing.reset_confirmed": _("Second factors taken away"),
        "recused": _("Recused themselves"),
        "recusal_undone": _("Recusal undone"),
    }
)
call_chores(
    {
        "civic.staffing.forget_invitations": _("Forget invitations of long ago"),
        "civic.staffing.forget_resets": _("Forget resets of second factors of long ago"),
        "civic.staffing.forget_recusals": _("Forget recusals of long ago"),
    }
)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    form = InvitationForm
    list_display = ["email", "title", "until", "invited_at", "state"]
    list_filter = ["role", "agency"]
    list_select_related = ["agency"]
    search_fields = ["email"]
    actions = ["withdraw"]
    change_list_template = "staffing/invitations.html"

    def get_fields(self, request, invitation=None):
        if invitation is None:
            return ["email", "role", "agency", "last_day", "language"]
        return ["email", "title", "until", "language", "invited_by", "invited_at", "expires_at", "state"]

    def get_readonly_fields(self, request, invitation=None):
        return self.get_fields(request, invitation) if invitation else []

    def get_urls(self):
        importing = self.admin_site.admin_view(self.import_view)
        return [path("import/", importing, name="staffing_invitation_import"), *super().get_urls()]

    def has_add_permission(self, request):
        return may_administer(request.user) is None

    def has_view_permission(self, request, invitation=None):
        return may_administer(request.user) is None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_administer_permission(self, request):
        return may_administer(request.user) is None

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        """What became of it."""
        if invitation.accepted_at:
            return _("accepted")
        if invitation.withdrawn_at:
            return pgettext("of an invitation", "withdrawn")
        return _("waiting") if timezone.now() < invitation.expires_at else _("not accepted in time")

    @admin.display(description=_("role"))
    def title(self, invitation: Invitation) -> str:
        return invitation.title

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list; whoever looks whether somebody has accepted is told if the letters have not even left."""
        if request.method == "GET":
            waiting.warn(request)
        return super().changelist_view(request, extra_context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """The form; what the rule refuses is said on it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(request.POST or None)
        if form.is_valid() and self._invited(request, form):
            self.message_user(request, _("The invitation is on its way."))
            return redirect("admin:staffing_invitation_changelist")
        return self._page(request, "staffing/invite.html", _("Invite somebody"), form, days=rules.VALID_FOR.days)

    def _invited(self, request, form):
        data = form.cleaned_data
        day = data.pop("last_day")
        try:
            with transaction.atomic():
                actions.invite(**data, until=day and end_of_day(day), at=timezone.now(), actor=request.user)
        except Denied as denied:
            raise PermissionDenied from denied
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
            return False
        return True

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A file, the preview of all its lines, and then the letters."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if "seal" in request.POST:
            return self._send(request)
        form, found = ListForm(request.POST or None, request.FILES or None), None
        if form.is_valid():
            try:
                found = lines.read(form.cleaned_data["file"].read(), request.user, timezone.now())
            except Refused as refused:
                form.add_error("file", refused.refusal.sentence)
        return self._import_page(request, form, found)

    def _send(self, request):
        try:
            with transaction.atomic():
                sent = lines.send(request.POST["seal"], request.user, timezone.now())
        except Refused as refused:
            form = ListForm({}, {})
            form.full_clean()
            form.errors["file"] = form.error_class([refused.refusal.sentence])
            return self._import_page(request, form, None)
        if not sent:
            self.message_user(request, _("Nothing was sent: all of them have been invited already."))
            return redirect("admin:staffing_invitation_changelist")
        words = ngettext("%(n)d invitation is on its way.", "%(n)d invitations are on their way.", len(sent))
        self.message_user(request, words % {"n": len(sent)})
        return redirect("admin:staffing_invitation_changelist")

    def _import_page(self, request, form, found):
        told = {"lines": found, "most": lines.MOST_LINES}
        if found is not None:
            told |= {
                "seal": lines.sealed(found),
                "sent": sum(line.is_sent for line in found),
                "faults": sum(bool(line.fault) and not line.is_needless for line in found),
            }
        return self._page(request, "staffing/import.html", _("Invite from a list"), form, **told)

    def _page(self, request, template, title, form, **told):
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "form": form, **told}
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, template, context, status=status)

    @admin.action(description=_("Withdraw the invitation"), permissions=["administer"])
    def withdraw(self, request: HttpRequest, invitations: QuerySet) -> HttpResponse | None:
        act = {"at": timezone.now(), "actor": request.user}
        return self.each(request, invitations, lambda one: actions.withdraw(one, **act))


@admin.register(Deputyship)
class DeputyshipAdmin(ReadOnlyAdmin):
    """Officials name a deputy at their desk; here it is seen who stands in for whom, a deputy is named for somebody who
    is away, and a deputyship ended."""

    list_display = ["deputy", "office", "starts_at", "until", "ended_at"]
    list_filter = ["office__agency"]
    list_select_related = ["deputy", "office__person", "office__agency"]
    actions = ["end"]

    def has_add_permission(self, request):
        return may_administer(request.user) is None

    def has_administer_permission(self, request):
        return may_administer(request.user) is None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """The form; what the rule refuses is said on it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form, now = DeputyForm(None, request.POST or None), timezone.now()
        sentence = _("Named. Both get a letter.")
        if request.method == "POST" and done(request, form, lambda data: form.name_deputy(request.user, now), sentence):
            return redirect("admin:agencies_deputyship_changelist")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "form": form}
        context["title"] = _("Name a deputy for somebody who is away")
        return TemplateResponse(request, "staffing/deputy.html", context, status=status_of(form))

    @admin.action(description=_("End the deputyship"), permissions=["administer"])
    def end(self, request: HttpRequest, found: QuerySet) -> HttpResponse | None:
        act = {"at": timezone.now(), "actor": request.user}
        return self.each(request, found, lambda one: deputies.end_deputyship(one, **act))


@admin.register(Recusal)
class RecusalAdmin(ByVerbs):
    """Who has recused themselves from what, and the only place where that is undone."""

    list_display = ["person", "what", "recused_at", "undone_at"]
    list_filter = [("undone_at", admin.EmptyFieldListFilter)]
    list_select_related = ["person"]
    fields = ["person", "what", "reason", "recused_at", "undone_at"]
    ordering = ["-pk"]
    actions = ["undo"]

    def has_view_permission(self, request, recusal=None):
        return may_administer(request.user) is None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    @admin.display(description=_("subject"), ordering="subject")
    def what(self, recusal: Recusal) -> str:
        return key_in_words(recusal.subject)

    @admin.action(description=_("Undo the recusal (with a reason)"), permissions=["administer"])
    def undo(self, request, recusals):
        return self._each_for_a_reason(request, recusals, recusing.undo)


@admin.register(FactorReset)
class FactorResetAdmin(ReadOnlyAdmin):
    """One administrator asks, another one confirms."""

    list_display = ["person", "asked_by", "reason", "asked_at", "expires_at", "confirmed_by"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "asked_by", "confirmed_by"]
    fields = ["person", "reason", "asked_by", "asked_at", "expires_at", "confirmed_by", "confirmed_at"]
    actions = ["confirm"]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The list; if the letter to the other administrators has not left, that is said."""
        if request.method == "GET":
            waiting.warn(request)
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return may_administer(request.user) is None

    def has_view_permission(self, request, reset=None):
        return may_administer(request.user) is None

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_administer_permission(self, request):
        return may_administer(request.user) is None

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None) -> HttpResponse:
        """The form; what the rule refuses is said on it."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ResetForm(request.POST or None)
        if form.is_valid() and self._asked_for(request, form):
            self.message_user(request, _("Asked. Another administrator has to confirm it within 24 hours."))
            return redirect("admin:staffing_factorreset_changelist")
        title = _("Take away somebody's second factors")
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "form": form}
        status = 422 if form.is_bound and form.errors else 200
        return TemplateResponse(request, "staffing/reset.html", context, status=status)

    def _asked_for(self, request, form):
        data = form.cleaned_data
        try:
            resetting.ask(data["email"], at=timezone.now(), actor=request.user, reason=data["reason"])
        except Refused as refused:
            form.add_error(None, refused.refusal.sentence)
            return False
        return True

    @admin.action(description=_("Confirm: take the second factors away"), permissions=["administer"])
    def confirm(self, request: HttpRequest, resets: QuerySet) -> HttpResponse | None:
        act = {"at": timezone.now(), "actor": request.user}
        return self.each(request, resets, lambda one: resetting.confirm(one, **act))
