"""Proposals in Django's administration: read there, changed by verbs only. Terms are added, never edited."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from civic.accounts.rules import may_administer
from civic.administration import ReadOnlyAdmin
from civic.windows import may_be_effective
from proposals import actions, rules
from proposals.models import Proposal, Terms


class AdministratorsOnly(ReadOnlyAdmin):
    """Shown to whoever may administer (`may_administer`), whatever permissions they have in Django."""

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, thing=None):
        return may_administer(request.user) is None


@admin.register(Proposal)
class ProposalAdmin(AdministratorsOnly):
    list_display = ["pk", "title", "phase_name", "agency", "endorsement_count", "submitted_at", "opens_at", "closes_at"]
    list_filter = ["theme", "agency", ("established_at", admin.EmptyFieldListFilter)]
    list_select_related = ["agency"]
    search_fields = ["title", "=id"]
    ordering = ["-pk"]
    show_full_result_count = False

    def get_queryset(self, request):
        """What an administrator may see: everything but drafts."""
        return Proposal.objects.visible_to(request.user).exclude(submitted_at=None)

    @admin.display(description=_("phase"))
    def phase_name(self, proposal: Proposal) -> str:
        return rules.PHASES[proposal.phase()]


class TermsForm(forms.ModelForm):
    """New terms begin on a day to come."""

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        if refusal := may_be_effective(day, timezone.now()):
            raise forms.ValidationError(refusal.sentence)
        return day


@admin.register(Terms)
class TermsAdmin(AdministratorsOnly):
    form = TermsForm
    list_display = ["effective_on", "threshold", "window_days", "review_days", "answer_months", "source"]
    ordering = ["-effective_on"]

    def has_add_permission(self, request):
        return rules.may_set_terms(request.user) is None

    def save_model(self, request, terms, form, change):
        terms.pk = actions.set_terms(request.user, now=timezone.now(), **form.cleaned_data).pk
