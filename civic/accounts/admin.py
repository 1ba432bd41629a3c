"""People in the administration: looked at here, changed by verbs only."""

from datetime import timedelta

import allauth.account.admin  # registers what is taken away below
import allauth.mfa.admin  # noqa: F401 -- likewise
import django.contrib.auth.admin  # noqa: F401 -- likewise
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic import text
from civic.accounts import actions, one_person, rules
from civic.accounts.log_keeping import LogKeepingAdmin
from civic.accounts.models import Person, Verification
from civic.accounts.registry import role_names, roles
from civic.administration import InWords, ReadOnlyAdmin, call_chores, call_kinds, call_verbs
from civic.city.calendar import end_of_day, last_day
from civic.security.actions import note
from civic.security.models import Retention
from civic.writing import Day

# Roles and addresses are moved by verbs, which judge, tell and record; pages that write the rows themselves do neither.
for model in (Group, EmailAddress, Authenticator):
    admin.site.unregister(model)

admin.site.register(Retention, LogKeepingAdmin)

LOOKING = "accounts_looking"  # in the session: at whose data, what for, and since when (seconds)
SHOWN_FOR = timedelta(minutes=15)  # after a reason was given; then it is asked for again
LOOKED_FOR = {
    "asked": _("The person asks for it"),
    "report": _("A report or a complaint is looked into"),
    "identity": _("Who somebody is has to be settled"),
    "incident": _("A security incident is looked into"),
    "law": _("A law or a court asks for it"),
}
METHODS = {"email": _("e-mail"), "phone": _("phone")}

call_kinds({"person": _("person")})
call_chores(
    {
        "civic.accounts.clear_lockouts": _("Forget failed tries to sign in"),
        "civic.accounts.clear_tallies": _("Forget how often somebody tried something"),
        "civic.accounts.clear_sent_forms": _("Forget which forms were sent"),
        "civic.accounts.clear_kept_forms": _("Forget what was kept of forms"),
        "civic.accounts.remove_unconfirmed": _("Remove accounts that nobody confirmed"),
        "civic.accounts.clear_sessions": _("Remove sessions that are over"),
        "civic.accounts.end_roles": _("Take away roles that have ended"),
        "civic.accounts.warn_the_idle": _("Write to whoever has not worked here for long"),
        "civic.accounts.clear_devices": _("Forget devices nobody signs in with any more"),
        actions.GONE: _("Accounts erased by their holders"),
    }
)
call_verbs(
    {
        "accounts.verified": _("Proved who they are"),
        "accounts.verification_ended": _("Proof ended"),
        "accounts.proof_freed": _("Proof freed for another person"),
        "accounts.suspended": _("Suspended"),
        "accounts.reinstated": _("Reinstated"),
        "accounts.role_granted": _("Role given"),
        "accounts.role_ended": _("Role ended"),
        "accounts.idle": _("Role ends because nobody works with it"),
        "accounts.role_taken": _("Role taken back"),
        "accounts.profile_changed": _("Profile changed"),
        "accounts.erased": _("Account deleted"),
        "accounts.frozen": _("Account stopped"),
        "accounts.factors_reset": _("Second factors taken away"),
        "accounts.joined": _("Two accounts of one person joined"),
        "accounts.signed_in": _("Signed in"),
        "accounts.signed_out": _("Signed out"),
        "accounts.session_ended": _("Signed out other devices"),
        "accounts.locked_out": _("Sign-in locked after wrong passwords"),
        "accounts.code": _("Entered a code"),
        "accounts.factor": _("Used a second factor"),
        "accounts.factor_added": _("Second factor set up"),
        "accounts.factor_removed": _("Second factor taken away"),
        "accounts.password_set": _("Password set"),
        "accounts.email_changed": _("Email address changed"),
        "accounts.exported": _("Took their data with them"),
        "accounts.looked": _("Looked at somebody's data"),
    }
)


def _choices():
    return [("", "—"), *((each.name, each.title) for each in roles())]


def role_in_words(name: str) -> str:
    """What a role is called; a group that is no role as it is."""
    return str(next((each.title for each in roles() if each.name == name), name))


class RoleFilter(admin.RelatedFieldListFilter):
    """The roles, in words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("roles")

    def field_choices(self, field, request, model_admin):
        return [(pk, role_in_words(name)) for pk, name in super().field_choices(field, request, model_admin)]


class ReasonForm(ActionForm):
    """What the verbs ask for beside the people chosen."""

    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=_choices)
    last_day = Day(
        label=_("Last day of the role, if it has one"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class ByVerbs(ReadOnlyAdmin):
    """Read, and changed by actions that call the verbs."""

    action_form = ReasonForm

    def has_administer_permission(self, request):
        return rules.may_administer(request.user) is None

    def _each_for_a_reason(self, request, things, verb, **said):
        """Do `verb(thing, at=…, actor=…, reason=…)` to each; without a reason it is asked for."""
        reason = text.line(request.POST.get("reason", ""))
        if text.is_empty(reason):
            return self.ask_again(request, _("Please give the reason."))
        said |= {"at": timezone.now(), "actor": request.user, "reason": reason}
        return self.each(request, things, lambda thing: verb(thing, **said))


class LookForm(forms.Form):
    """What somebody looks at a person's data for."""

    why = forms.ChoiceField(label=_("What do you need it for?"), choices=LOOKED_FOR, widget=forms.RadioSelect)


class Looked(ByVerbs):
    """The page of a row says what nobody else may read of a person: it opens for a reason, and each look is noted."""

    def whose_data(self, row):
        """The person the row is about."""
        raise NotImplementedError

    def change_view(self, request, object_id, form_url="", extra_context=None):
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            return super().change_view(request, object_id, form_url, extra_context)
        person, now = self.whose_data(row), timezone.now()
        form = LookForm(request.POST if "why" in request.POST else None)
        if form.is_valid():
            request.session[LOOKING] = [person.pk, form.cleaned_data["why"], int(now.timestamp())]
            return redirect(request.path)
        reason = _looked_for(request, person, now)
        if reason is None:
            context = {**self.admin_site.each_context(request), "title": person, "form": form, "opts": self.opts}
            return render(request, "accounts/look.html", context)
        note("accounts.looked", about=person, actor=request.user, reason=reason, kind=self.opts.model_name)
        return super().change_view(request, object_id, form_url, extra_context)


def _looked_for(request, person, now):
    """What this person's data are looked at for, if it was said a moment ago; else None."""
    whose, reason, said_at = request.session.get(LOOKING, (None, "", 0))
    return reason if whose == person.pk and 0 <= now.timestamp() - said_at < SHOWN_FOR.total_seconds() else None


@admin.register(Person)
class PersonAdmin(Looked):
    change_list_template = "accounts/admin_people.html"
    list_display = ["nickname", "level", "role_names", "suspended_at", "is_active", "joined_at"]
    list_filter = ["level", ("groups", RoleFilter), "is_active", ("suspended_at", admin.EmptyFieldListFilter)]
    search_fields = ["nickname", "email", "=id"]
    ordering = ["-joined_at"]
    fields = [
        "nickname", "email", "phone", "name", "language", "level", "role_names", "suspended_at",
        "suspended_reason", "is_active", "joined_at", "last_login", "goes_on_with",
    ]  # fmt: skip
    actions = ["suspend", "reinstate", "give_back", "grant_role", "take_role", "join"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups", "endings")

    def get_urls(self):
        own = path("join/", self.admin_site.admin_view(one_person.join), name="accounts_person_join")
        return [own, *super().get_urls()]

    def whose_data(self, row):
        return row

    @admin.display(description=_("roles"))
    def role_names(self, person):
        ends = {}
        for each in person.endings.all():
            ends[each.role] = min(each.until, ends.get(each.role, each.until))
        names = [(role_in_words(group.name), ends.get(group.name)) for group in person.groups.all()]
        return "、".join(f"{name} (– {last_day(end)})" if end else name for name, end in names) or "-"

    @admin.action(description=_("Suspend (with a reason)"), permissions=["administer"])
    def suspend(self, request, people):
        return self._each_for_a_reason(request, people, actions.suspend)

    @admin.action(description=_("Reinstate (with a reason)"), permissions=["administer"])
    def reinstate(self, request, people):
        return self._each_for_a_reason(request, people, actions.reinstate)

    @admin.action(description=_("Reinstate with the former address (with a reason)"), permissions=["administer"])
    def give_back(self, request, people):
        return self._each_for_a_reason(request, people, actions.reinstate, at_former_address=True)

    @admin.action(description=_("Give the role chosen"), permissions=["administer"])
    def grant_role(self, request, people):
        form = self._asked(request)
        form.is_valid()
        day = form.cleaned_data["last_day"]
        return self._change_role(request, people, actions.grant_role, until=day and end_of_day(day))

    @admin.action(description=_("Take back the role chosen"), permissions=["administer"])
    def take_role(self, request, people):
        return self._change_role(request, people, actions.take_role)

    @admin.display(description=_("goes on with account"))
    def goes_on_with(self, person):
        return f"{person.same_as} · {person.same_as_id}" if person.same_as else "-"

    @admin.action(description=_("Join two accounts of one person"), permissions=["administer"])
    def join(self, request, people):
        if people.count() != 2:
            return self.ask_again(request, _("Please tick two accounts; the older one stays."))
        return redirect(one_person.way_to_join(*people.order_by("pk")))

    def _change_role(self, request, people, verb, **more):
        role, now = request.POST.get("role", ""), timezone.now()
        if role not in role_names():
            return self.ask_again(request, _("Please choose a role."))
        return self.each(request, people, lambda person: verb(person, role, at=now, actor=request.user, **more))


def method_in_words(method: str) -> str:
    """What people call a method; a single sign-on by its name."""
    names = METHODS | {provider.method: provider.name for provider in settings.SIGN_ON.values()}
    return str(names.get(method, method))


class MethodFilter(InWords):
    say = staticmethod(method_in_words)


@admin.register(Verification)
class VerificationAdmin(Looked):
    change_list_template = "accounts/admin_proofs.html"
    list_display = ["whose", "level", "how", "proved_at", "ended_at"]
    list_filter = [("method", MethodFilter), "level"]
    search_fields = ["person__email", "person__nickname", "=person__id"]
    fields = ["whose", "level", "how", "reported", "district", "born_on", "proved_at", "ended_at"]
    words = {"district": _("District")}
    list_select_related = ["person"]
    ordering = ["-proved_at"]
    actions = ["end", "free"]

    def get_urls(self):
        own = path("free/", self.admin_site.admin_view(one_person.free), name="accounts_verification_free")
        return [own, *super().get_urls()]

    def whose_data(self, row):
        return row.person

    @admin.display(description=_("person"), ordering="person")
    def whose(self, proof: Verification) -> str:
        return str(proof.person)

    @admin.display(description=_("method"), ordering="method")
    def how(self, proof: Verification) -> str:
        return method_in_words(proof.method)

    @admin.action(description=_("End the proof (with a reason)"), permissions=["administer"])
    def end(self, request, proofs):
        return self._each_for_a_reason(request, proofs, actions.end_verification)

    @admin.action(description=_("Free what was proved for another person (with a reason)"), permissions=["administer"])
    def free(self, request, proofs):
        return self._each_for_a_reason(request, proofs, actions.free_proof)
