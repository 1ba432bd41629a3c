"""Choosing a proposal in Wagtail's admin: only established ones, as a stranger may see them."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.blocks import ChooserBlock

from proposals.models import Proposal, ProposalQuerySet


def choosable() -> ProposalQuerySet:
    """Established proposals everybody may read, the latest first."""
    return Proposal.objects.public().filter(established_at__isnull=False).order_by("-established_at")


class ProposalFilterForm(BaseFilterForm):
    """Finds a proposal by any part of its title, or by its number."""

    q = forms.CharField(
        label=_("Title or number"),
        widget=forms.TextInput(attrs={"placeholder": _("Title or number")}),
        required=False,
    )

    def filter(self, objects: ProposalQuerySet) -> ProposalQuerySet:
        """Those whose title contains what was typed, or whose number it is."""
        typed = self.cleaned_data["q"]
        if not typed:
            return objects
        self.is_searching, self.search_query = True, typed
        number = int(typed) if typed.isdecimal() and len(typed) < 10 else None
        return objects.filter(Q(title__icontains=typed) | Q(pk=number))


class ProposalList:
    """What the list in the chooser shows: both of its views."""

    filter_form_class = ProposalFilterForm

    def get_object_list(self):
        return choosable()

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,
            Column("pk", label=_("proposal number")),
            Column("endorsement_count", label=_("endorsements")),
        ]


class ChooseView(ProposalList, chooser.ChooseView):
    pass


class ChooseResultsView(ProposalList, chooser.ChooseResultsView):
    pass


class ChosenView(chooser.ChosenView):
    def get_object(self, pk):
        return choosable().get(pk=pk)


class ChosenMultipleView(chooser.ChosenMultipleView):
    def get_objects(self, pks):
        return choosable().filter(pk__in=pks)


class ChoosableBlock(ChooserBlock):
    """A chosen proposal, or None as soon as it is no longer one that may be chosen.

    Asked again at every reading, so a page never shows what a stranger may not see.
    """

    def to_python(self, value):
        return self.bulk_to_python([value])[0]

    def bulk_to_python(self, values):
        found = choosable().with_names().in_bulk([value for value in values if value is not None])
        return [found.get(value) for value in values]

    @property
    def field(self) -> forms.ModelChoiceField:
        field = super().field
        field.queryset = choosable()
        return field


class ProposalChooserViewSet(ChooserViewSet):
    model = Proposal
    icon = "pick"
    choose_one_text = _("Choose a proposal")
    choose_another_text = _("Choose another proposal")
    edit_item_text = _("Open this proposal")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView
    base_block_class = ChoosableBlock


proposal_chooser = ProposalChooserViewSet("proposal_chooser")
ProposalChooserBlock = proposal_chooser.get_block_class(name="ProposalChooserBlock", module_path=__name__)
