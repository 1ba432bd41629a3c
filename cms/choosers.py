"""Choosing in Wagtail's admin what a page tells of: what a stranger may see; of proposals only established ones, of
cases only those that the committee has taken into the programme."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from civic.search.asking import read
from civic.search.finding import Sight, TooSlow, find
from proposals.budgets.models import Cycle, CycleQuerySet
from proposals.models import Proposal, ProposalQuerySet
from proposals.programme.committee import Meeting, MeetingQuerySet
from proposals.programme.models import Case, CaseQuerySet

MOST = 100  # of what was found is shown


def choosable() -> ProposalQuerySet:
    """Established proposals everybody may read, the latest first."""
    return Proposal.objects.public().filter(established_at__isnull=False).order_by("-established_at").with_names()


def choosable_budgets() -> CycleQuerySet:
    """Participatory budgets everybody may read, the latest first."""
    return Cycle.objects.public().newest()


def choosable_cases() -> CaseQuerySet:
    """Cases of the programme on which the committee has published its decision, the latest first."""
    return Case.objects.taken().with_names().order_by("-programme__year", "number")


def choosable_meetings() -> MeetingQuerySet:
    """Meetings of the committee that were called, the latest first."""
    return Meeting.objects.filter(cancelled_at=None).order_by("-held_at")


class FindingForm(BaseFilterForm):
    """Finds something of a `kind` of the search by words of it, in any spelling, or by its number."""

    q = forms.CharField(
        label=_("Words or number"),
        widget=forms.TextInput(attrs={"placeholder": _("Words or number")}),
        required=False,
    )
    kind = ""
    is_too_slow = False

    def filter(self, objects: QuerySet) -> QuerySet:
        """Those that have what was typed, the best first, before them that whose number it is."""
        typed = self.cleaned_data["q"]
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        try:
            answers = find(read(typed), sight=Sight(), now=timezone.now(), filters={"kind": self.kind}, per_page=MOST)
        except TooSlow:
            self.is_too_slow = True
            return objects.none()
        numbers = [int(typed)] if typed.isdecimal() and len(typed) < 10 else []
        numbers += [hit.thing for hit in answers.hits]
        order = [models.When(pk=number, then=place) for place, number in enumerate(dict.fromkeys(numbers))]
        return objects.filter(pk__in=numbers).order_by(models.Case(*order, default=0))


class Choosable:
    """What views and blocks of a chooser choose from: `rows()`, a QuerySet of what may be chosen, asked again at every
    reading, so that a page never shows what a stranger may not see; the search knows it as `kind`."""

    rows: Callable[[], QuerySet]
    kind = ""


class ProposalRows(Choosable):
    rows = staticmethod(choosable)
    kind = "proposal"
    more_columns = (Column("pk", label=_("Proposal number")), Column("endorsement_count", label=_("Endorsements")))


class BudgetRows(Choosable):
    rows = staticmethod(choosable_budgets)
    kind = "budget"
    more_columns = (Column("pk", label=_("Number")), Column("years", label=_("Year")))


class CaseRows(Choosable):
    rows = staticmethod(choosable_cases)
    kind = "case"
    more_columns = (Column("programme", label=_("Year")), Column("state_words", label=_("Where it stands")))


class MeetingRows(Choosable):
    rows = staticmethod(choosable_meetings)
    kind = "meeting"
    more_columns = (Column("pk", label=_("Number")), Column("state_words", label=_("Where it stands")))


class ListMixin:
    """What the list in a chooser shows: both of its views."""

    filter_form_class = FindingForm
    results_template_name = "cms/admin/found.html"

    def get_filter_form(self):
        form = super().get_filter_form()
        form.kind = self.kind
        return form

    def get_object_list(self):
        return self.rows()

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"is_too_slow": self.filter_form.is_too_slow}

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, *self.more_columns]


class ChosenView(chooser.ChosenView):
    def get_object(self, pk):
        return self.rows().get(pk=pk)


class ChosenMultipleView(chooser.ChosenMultipleView):
    def get_objects(self, pks):
        return self.rows().filter(pk__in=pks)


class ChoosableBlock(ChooserBlock):
    """What was chosen, or None as soon as it is no longer something that may be chosen."""

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values):
        found = self.rows().in_bulk([value for value in values if value is not None])
        return [found.get(value) for value in values]

    @property
    def field(self) -> forms.ModelChoiceField:
        field = super().field
        field.queryset = self.rows()
        return field


def views_of(rows: type[Choosable]) -> dict[str, Any]:
    """The classes of a chooser of what `rows` says."""
    return {
        "choose_view_class": type("ChooseView", (rows, ListMixin, chooser.ChooseView), {}),
        "choose_results_view_class": type("ChooseResultsView", (rows, ListMixin, chooser.ChooseResultsView), {}),
        "chosen_view_class": type("ChosenView", (rows, ChosenView), {}),
        "chosen_multiple_view_class": type("ChosenMultipleView", (rows, ChosenMultipleView), {}),
        "base_block_class": type("Block", (rows, ChoosableBlock), {}),
    }


proposal_chooser = ChooserViewSet(
    "proposal_chooser",
    model=Proposal,
    icon="pick",
    choose_one_text=_("Choose a proposal"),
    choose_another_text=_("Choose another proposal"),
    edit_item_text=_("Open this proposal"),
    **views_of(ProposalRows),
)
ProposalChooserBlock = proposal_chooser.get_block_class(name="ProposalChooserBlock", module_path=__name__)

budget_chooser = ChooserViewSet(
    "budget_chooser",
    model=Cycle,
    icon="pick",
    choose_one_text=_("Choose a budget"),
    choose_another_text=_("Choose another budget"),
    edit_item_text=_("Open this budget"),
    **views_of(BudgetRows),
)
BudgetChooserBlock = budget_chooser.get_block_class(name="BudgetChooserBlock", module_path=__name__)

case_chooser = ChooserViewSet(
    "case_chooser",
    model=Case,
    icon="pick",
    choose_one_text=_("Choose a case"),
    choose_another_text=_("Choose another case"),
    edit_item_text=_("Open this case"),
    **views_of(CaseRows),
)
CaseChooserBlock = case_chooser.get_block_class(name="CaseChooserBlock", module_path=__name__)

meeting_chooser = ChooserViewSet(
    "meeting_chooser",
    model=Meeting,
    icon="pick",
    choose_one_text=_("Choose a meeting"),
    choose_another_text=_("Choose another meeting"),
    edit_item_text=_("Open this meeting"),
    **views_of(MeetingRows),
)
MeetingChooserBlock = meeting_chooser.get_block_class(name="MeetingChooserBlock", module_path=__name__)
