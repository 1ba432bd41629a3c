"""Proposals in Django's administration: read there, changed by verbs only. Terms are added, never edited."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from civic.accounts.rules import may_administer
from civic.administration import ReadOnlyAdmin, TidyForm, call_chores, call_kinds, call_verbs
from civic.agencies.models import Agency
from civic.formats import end_in_words
from civic.lifecycle import Denied, Refused, require
from civic.security.actions import note
from civic.seen import mark_of
from civic.windows import may_be_effective
from civic.writing import Words, show_again
from proposals import actions, marks, rules
from proposals.models import Proposal, Terms
from proposals.pages.timeline import TITLES

call_kinds({"proposal": pgettext_lazy("the thing", "proposal"), "terms": _("terms")})
call_chores(
    {
        "proposals.turns": _("Follow what the clock changes about proposals"),
        "proposals.follow_in_search": _("Tell the search about proposals"),
        "proposals.forget": _("Delete messages that are no longer kept"),
        "proposals.reminders_to_amend": _("Remind of amendments"),
    }
)
call_verbs(
    TITLES
    | {
        "opened": _("Endorsing begins"),
        "lapsed": _("Endorsing ended below the threshold"),
        "voided": _("Endorsements made void"),
        "proposals.voided": _("Made an endorsement void"),
        "deadline": _("A deadline comes near"),
        "overdue": _("A deadline has passed"),
        "amend_soon": _("Reminder to amend"),
        "support": _("Supporting agency told"),
        "unattended": _("Nobody can act for the agency"),
        "message": _("Message to the proposer"),
        "reply": _("Reply of the proposer"),
        "looked_up": _("Phone and email looked up"),
        "passages_confirmed": _("Passages confirmed as public"),
        "reason_left": _("Reported reason left as it is"),
        "reason_hidden": _("Reason hidden"),
        "reason_objected": _("Objection to hiding a reason"),
        "reason_decided": _("Objection decided"),
        "terms": _("Terms set"),
        "terms_withdrawn": _("Terms withdrawn"),
    }
)


class AdministratorsOnly(ReadOnlyAdmin):
    """Shown to whoever may administer (`may_administer`), whatever permissions they have in Django."""

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, thing=None):
        return may_administer(request.user) is None


class DeedsForm(ActionForm):
    """By how long the windows chosen are prolonged, or which agency is to answer, and why."""

    minutes = forms.IntegerField(label=_("By how many minutes"), required=False, min_value=1)
    agency = forms.ModelChoiceField(
        Agency.objects.active(), label=_("Another agency"), required=False, empty_label="–", to_field_name="code"
    )
    reason = Words(label=_("Public reason"), required=False, most=rules.REASON_LIMIT)
    public = forms.BooleanField(label=_("Numbers and mailboxes in the reason may be public"), required=False)


class VoidForm(forms.Form):
    """An endorsement by its number, and why it counts no longer; `shown`: which one was shown before."""

    number = forms.IntegerField(label=_("Number of the endorsement"), min_value=1)
    reason = Words(
        label=_("Public reason"),
        help_text=_("It stays on record, for everybody to read."),
        most=rules.REASON_LIMIT,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)


@admin.register(Proposal)
class ProposalAdmin(AdministratorsOnly):
    action_form = DeedsForm
    change_form_template = "proposals/admin_change.html"
    actions = ["prolong", "transfer"]
    list_display = [
        "number", "title", "phase_name", "to_answer", "endorsement_count", "submitted_at", "opens_at", "end",
    ]  # fmt: skip
    list_filter = ["theme", "agency", ("established_at", admin.EmptyFieldListFilter)]
    list_select_related = ["agency"]
    search_fields = ["title", "=id"]
    ordering = ["-pk"]
    show_full_result_count = False
    exclude = ["closes_at", "version", "looks_again_at"]
    readonly_fields = ["ends"]
    words = {
        "reviewer": _("reviewer"),
        "terms": _("terms"),
        "last_endorsed_at": _("last endorsed at"),
    }

    def get_queryset(self, request):
        """What an administrator may see: everything but drafts."""
        return Proposal.objects.visible_to(request.user).exclude(submitted_at=None)

    def get_urls(self):
        own = path("<int:pk>/void/", self.admin_site.admin_view(self.void), name="proposals_proposal_void")
        return [own, *super().get_urls()]

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def void(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which endorsement that is, and then making it void: it cannot be given again, nor this be taken back."""
        require(rules.may_void_any(request.user), Denied)
        proposal = get_object_or_404(self.get_queryset(request), pk=pk)
        form = VoidForm(request.POST if request.method == "POST" else None)
        found = form.is_valid() and proposal.endorsements.filter(number=form.cleaned_data["number"]).first()
        if found and form.cleaned_data["shown"] == str(found.number):
            try:
                return self._voided(request, proposal, found, form.cleaned_data["reason"])
            except Refused as refused:
                form.add_error(None, refused.refusal.sentence)
        elif found:
            show_again(form, shown=str(found.number))
        elif form.is_valid():
            form.add_error("number", _("There is no endorsement of this number."))
        context = {"title": _("Make an endorsement void"), "proposal": proposal, "form": form, "found": found}
        context |= self.admin_site.each_context(request)
        return render(request, "proposals/void.html", context, status=422 if form.errors else 200)

    def _voided(self, request, proposal, endorsement, reason):
        actions.void(proposal, endorsement.number, request.user, now=timezone.now(), reason=reason)
        note("proposals.voided", about=proposal, actor=request.user, number=endorsement.number)
        self.message_user(request, _("Endorsement no. %(n)d counts no longer.") % {"n": endorsement.number})
        return redirect("admin:proposals_proposal_change", proposal.pk)

    def has_prolong_permission(self, request):
        return rules.may_prolong_any(request.user) is None

    @admin.action(description=_("Let endorsing end later (with a public reason)"), permissions=["prolong"])
    def prolong(self, request: HttpRequest, proposals: QuerySet) -> HttpResponse | None:
        """Each of the windows chosen, for instance by the time in which nobody could get in."""
        minutes, reason = request.POST.get("minutes", ""), request.POST.get("reason", "")
        by = timedelta(minutes=int(minutes)) if minutes.isdecimal() and len(minutes) < 8 else timedelta(0)

        def prolong(proposal):
            seen = _seen(request, "window", proposal)
            said = {"by": by, "reason": reason, "seen": seen, "confirmed": _confirmed(request, proposal)}
            actions.prolong(proposal, request.user, now=timezone.now(), **said)

        return self.each(request, proposals.order_by("pk"), prolong)

    @admin.action(description=_("Name another agency (with a public reason)"), permissions=["prolong"])
    def transfer(self, request: HttpRequest, proposals: QuerySet) -> HttpResponse | None:
        """For each of those chosen that is not established yet."""
        agency = Agency.objects.filter(code=request.POST.get("agency", "")).first()
        if agency is None:
            return self.ask_again(request, _("Please choose another agency."))
        said = {"now": timezone.now(), "agency": agency, "reason": request.POST.get("reason", "")}

        def transfer(proposal):
            seen, confirmed = _seen(request, "lead", proposal), _confirmed(request, proposal)
            actions.hand_on(proposal, request.user, seen=seen, confirmed=confirmed, **said)

        return self.each(request, proposals.order_by("pk"), transfer)

    @admin.display(description=_("agency"), ordering="agency")
    def to_answer(self, proposal: Proposal) -> str:
        """The agency, with the mark of it."""
        return _marked(proposal.agency or "-", "lead", proposal, marks.lead(proposal))

    @admin.display(description=_("closes"), ordering="closes_at")
    def end(self, proposal: Proposal) -> str:
        """The end, with the mark of it."""
        return _marked(self.ends(proposal), "window", proposal, marks.window(proposal))

    @admin.display(description=_("number"), ordering="pk")
    def number(self, proposal: Proposal) -> int:
        return proposal.pk

    @admin.display(description=_("closes"), ordering="closes_at")
    def ends(self, proposal: Proposal) -> str:
        return end_in_words(proposal.closes_at) if proposal.closes_at else "-"

    @admin.display(description=_("phase"))
    def phase_name(self, proposal: Proposal) -> str:
        return rules.PHASES[proposal.phase()]


def _marked(shown, what, proposal, mark):
    """What is `shown` of a proposal in the list, with the mark that travels with the actions of the list."""
    return format_html('{}<input type="hidden" name="{}-{}-seen" value="{}">', shown, what, proposal.pk, mark)


def _confirmed(request, proposal):
    """The passages of the reason that the box says yes to: all of them, or none."""
    found = actions.passages(proposal, request.POST.get("reason", "")) if request.POST.get("public") else ()
    return [passage.key for passage in found]


def _seen(request, what, proposal):
    """The mark of what the list showed; None for a proposal that stands on another page of it."""
    return request.POST.get(f"{what}-{proposal.pk}-seen")


class ReasonForm(ActionForm):
    """Why terms are withdrawn."""

    reason = Words(label=_("Reason"), required=False, most=200)


class TermsForm(TidyForm):
    """New terms begin on a day to come, within limits, and after it was read what they change.

    `seen` marks the numbers of which the effect was shown, and the terms that they take the place of: others are shown
    theirs first.
    """

    seen = forms.CharField(label="", required=False, widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=_("I have read what changes"), required=False, help_text=_("It is shown once you save.")
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, (least, most) in rules.TERMS_LIMITS.items():
            if name in self.fields:
                self.fields[name].validators += [MinValueValidator(least), MaxValueValidator(most)]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        self.stands = marks.terms(data["effective_on"])
        mark = mark_of(self.stands, [f"{name}: {data[name]}" for name in sorted(data) if name not in ("seen", "sure")])
        if data["seen"] == mark and data["sure"]:
            return data
        self.data = self.data.copy()
        self.data["seen"] = mark
        self.data.pop("sure", None)
        raise forms.ValidationError(list(self._effect(data)))

    def _effect(self, data):
        """What these terms change, in sentences."""
        before = Terms.objects.in_force(data["effective_on"])
        yield _("From %(day)s on, for every proposal that passes review from then on:") % {
            "day": date_format(data["effective_on"], "DATE_FORMAT")
        }
        for name in rules.TERMS_LIMITS:
            if (now := getattr(before, name)) != (then := data[name]):
                yield f"{self.fields[name].label}: {now:,} → {then:,}"
        yield _("What is open already keeps its terms. Until that day they can be withdrawn, afterwards no more.")
        yield _("If that is right, tick the box and save again.")

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        refusal = may_be_effective(day, timezone.now()) or rules.may_begin_on(day, Terms.objects.beginnings())
        if refusal:
            raise forms.ValidationError(refusal.sentence)
        return day


@admin.register(Terms)
class TermsAdmin(AdministratorsOnly):
    form = TermsForm
    list_display = [
        "effective_on", "threshold", "window_days", "review_days", "answer_months", "source", "withdrawn_at",
    ]  # fmt: skip
    ordering = ["-effective_on"]
    action_form = ReasonForm
    actions = ["withdraw"]

    def has_add_permission(self, request):
        return rules.may_set_terms(request.user) is None

    def has_withdraw_permission(self, request):
        return rules.may_set_terms(request.user) is None

    def get_fields(self, request, terms=None):
        """Of terms there are, their numbers only: nothing is asked any more."""
        fields = super().get_fields(request, terms)
        return [name for name in fields if name not in ("seen", "sure")] if terms else fields

    def save_model(self, request, terms, form, change):
        numbers = {name: value for name, value in form.cleaned_data.items() if name not in ("seen", "sure")}
        terms.pk = actions.set_terms(request.user, now=timezone.now(), seen=form.stands, **numbers).pk

    @admin.action(description=_("Withdraw (with a reason)"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, chosen: QuerySet) -> HttpResponse | None:
        said = {"now": timezone.now(), "reason": request.POST.get("reason", "")}
        return self.each(request, chosen, lambda terms: actions.withdraw_terms(terms, request.user, **said))
