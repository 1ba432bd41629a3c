"""People in the administration: looked at here, changed by verbs only."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.accounts import actions, rules
from civic.accounts.models import Person, Verification
from civic.accounts.registry import role_names, roles
from civic.administration import InWords, ReadOnlyAdmin, call_kinds, call_verbs
from civic.lifecycle import Refused

METHODS = {"email": _("e-mail"), "phone": _("phone")}

call_kinds({"person": _("person")})
call_verbs(
    {
        "accounts.verified": _("Proved who they are"),
        "accounts.verification_ended": _("Proof ended"),
        "accounts.proof_freed": _("Proof freed for another person"),
        "accounts.suspended": _("Suspended"),
        "accounts.reinstated": _("Reinstated"),
        "accounts.role_granted": _("Role given"),
        "accounts.role_taken": _("Role taken back"),
        "accounts.profile_changed": _("Profile changed"),
        "accounts.erased": _("Account erased"),
        "accounts.frozen": _("Account stopped"),
    }
)


def _choices():
    return [("", "—"), *((each.name, each.title) for each in roles())]


def role_in_words(name: str) -> str:
    """What a role is called; a group that is no role as it is."""
    return str(next((each.title for each in roles() if each.name == name), name))


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles, in words."""

    def field_choices(self, field, request, model_admin):
        return [(pk, role_in_words(name)) for pk, name in super().field_choices(field, request, model_admin)]


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
        reason = text.line(request.POST.get("reason", ""))
        if text.is_empty(reason):
            self.message_user(request, _("Please give the reason."), messages.ERROR)
            return ""
        return reason


@admin.register(Person)
class PersonAdmin(ByVerbs):
    list_display = ["nickname", "email", "level", "role_names", "suspended_at", "is_active", "joined_at"]
    list_filter = ["level", ("groups", RoleFilter), "is_active", ("suspended_at", admin.EmptyFieldListFilter)]
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
        return "、".join(role_in_words(group.name) for group in person.groups.all()) or "-"

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


def method_in_words(method: str) -> str:
    return str(METHODS.get(method, method))


class MethodFilter(InWords):
    say = staticmethod(method_in_words)


@admin.register(Verification)
class VerificationAdmin(ByVerbs):
    list_display = ["whose", "level", "how", "proved_at", "ended_at"]
    list_filter = [("method", MethodFilter), "level"]
    search_fields = ["person__email", "person__nickname", "=person__id"]
    fields = ["whose", "level", "how", "district", "born_on", "proved_at", "ended_at"]
    words = {"district": _("District")}
    list_select_related = ["person"]
    ordering = ["-proved_at"]
    actions = ["end", "free"]

    @admin.display(description=_("person"), ordering="person")
    def whose(self, proof: Verification) -> str:
        return str(proof.person)

    @admin.display(description=_("method"), ordering="method")
    def how(self, proof: Verification) -> str:
        return method_in_words(proof.method)

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
