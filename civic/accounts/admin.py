"""People in the administration: looked at here, changed by verbs only."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts import actions, rules
from civic.accounts.models import Person, Verification
from civic.accounts.registry import role_names
from civic.administration import ReadOnlyAdmin
from civic.lifecycle import Refused


def _choices():
    return [("", "—"), *((name, name) for name in role_names())]


class ReasonForm(ActionForm):
    """What the verbs ask for beside the people chosen."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=_choices)


class ByVerbs(ReadOnlyAdmin):
    """Read, and changed by actions that call the verbs."""

    action_form = ReasonForm

    def has_administer_permission(self, request):
        return rules.may_administer(request.user) is None

    def _each(self, request, things, deed):
        """Do the deed to each; a refusal becomes a message and stops no other."""
        for thing in things:
            try:
                deed(thing)
            except Refused as refused:
                self.message_user(request, f"{thing}: {refused.refusal}", messages.ERROR)
            else:
                self.message_user(request, _("Done: %(what)s") % {"what": thing}, messages.SUCCESS)

    def _reason(self, request):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("Please give the reason."), messages.ERROR)
        return reason


@admin.register(Person)
class PersonAdmin(ByVerbs):
    list_display = ["nickname", "email", "level", "role_names", "suspended_at", "is_active", "joined_at"]
    list_filter = ["level", "groups", "is_active", ("suspended_at", admin.EmptyFieldListFilter)]
    search_fields = ["nickname", "email", "=id"]
    ordering = ["-joined_at"]
    fields = [
        "nickname", "email", "phone", "name", "language", "level", "role_names", "suspended_at",
        "suspended_reason", "is_active", "is_staff", "joined_at", "last_login",
    ]  # fmt: skip
    actions = ["suspend", "reinstate", "give_back", "grant_role", "take_role"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def role_names(self, person):
        return ", ".join(sorted(group.name for group in person.groups.all()))

    @admin.action(description=_("Suspend (with a reason)"), permissions=["administer"])
    def suspend(self, request, people):
        if reason := self._reason(request):
            act = {"at": timezone.now(), "actor": request.user, "reason": reason}
            self._each(request, people, lambda person: actions.suspend(person, **act))

    @admin.action(description=_("Reinstate (with a reason)"), permissions=["administer"])
    def reinstate(self, request, people):
        if reason := self._reason(request):
            act = {"at": timezone.now(), "actor": request.user, "reason": reason}
            self._each(request, people, lambda person: actions.reinstate(person, **act))

    @admin.action(description=_("Reinstate with the former address (with a reason)"), permissions=["administer"])
    def give_back(self, request, people):
        if reason := self._reason(request):
            act = {"at": timezone.now(), "actor": request.user, "reason": reason, "at_former_address": True}
            self._each(request, people, lambda person: actions.reinstate(person, **act))

    @admin.action(description=_("Give the role chosen"), permissions=["administer"])
    def grant_role(self, request, people):
        self._change_role(request, people, actions.grant_role)

    @admin.action(description=_("Take back the role chosen"), permissions=["administer"])
    def take_role(self, request, people):
        self._change_role(request, people, actions.take_role)

    def _change_role(self, request, people, verb):
        role, now = request.POST.get("role", ""), timezone.now()
        if role not in role_names():
            self.message_user(request, _("Please choose a role."), messages.ERROR)
            return
        self._each(request, people, lambda person: verb(person, role, at=now, actor=request.user))


@admin.register(Verification)
class VerificationAdmin(ByVerbs):
    list_display = ["person", "level", "method", "proved_at", "ended_at"]
    list_filter = ["method", "level"]
    search_fields = ["person__email", "person__nickname", "=person__id"]
    fields = ["person", "level", "method", "district", "born_on", "proved_at", "ended_at"]
    list_select_related = ["person"]
    ordering = ["-proved_at"]
    actions = ["end", "free"]

    @admin.action(description=_("End the proof (with a reason)"), permissions=["administer"])
    def end(self, request, proofs):
        self._apply(request, proofs, actions.end_verification)

    @admin.action(description=_("Free what was proved for another person (with a reason)"), permissions=["administer"])
    def free(self, request, proofs):
        self._apply(request, proofs, actions.free_proof)

    def _apply(self, request, proofs, verb):
        if reason := self._reason(request):
            act = {"at": timezone.now(), "actor": request.user, "reason": reason}
            self._each(request, proofs, lambda proof: verb(proof, **act))
