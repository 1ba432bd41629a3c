"""The parts of an outcome page that are read when the page is: an editor only chooses what they tell of.

What may no longer be seen, or is gone, shows nothing (`cms.choosers`); of it the page keeps nothing but its number.
"""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from cms import front
from cms.choosers import BudgetChooserBlock, CaseChooserBlock, MeetingChooserBlock, ProposalChooserBlock
from cms.lines import Line

NOT_SHOWN = _("Without it this part is not shown.")


class ReadBlock(blocks.StructBlock):
    """A part that tells of what was chosen in its field `about`; `read(chosen, value, now)`: what its template gets."""

    about = ""

    def read(self, chosen, value, now):
        raise NotImplementedError

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        chosen = value.get(self.about)
        if chosen is not None:
            context.update(self.read(chosen, value, timezone.now()))
        return context


class ProposalBlock(ReadBlock):
    """A proposal as it stands at the moment of reading: live figures, findings and answer; or one of its demands."""

    about = "proposal"
    proposal = ProposalChooserBlock(
        required=False, label=_("Which proposal"), help_text=_("Without a proposal this part is not shown.")
    )
    with_answer = blocks.BooleanBlock(
        required=False, default=True, label=_("Show what the agency answered to each demand")
    )
    number = blocks.IntegerBlock(
        required=False,
        min_value=1,
        label=_("Number of a demand"),
        help_text=_("Shows this one alone, with its finding."),
    )

    class Meta:
        template = "cms/blocks/proposal.html"
        icon = "pick"
        label = _("Proposal with live figures")

    def read(self, chosen, value, now):
        return front.live_proposal(chosen, now, with_answer=value.get("with_answer"), number=value.get("number"))


class BudgetBlock(ReadBlock):
    """A participatory budget as it stands at the moment of reading, with what was chosen; or one of its projects."""

    about = "budget"
    budget = BudgetChooserBlock(
        required=False, label=_("Which budget"), help_text=_("Without a budget this part is not shown.")
    )
    number = blocks.IntegerBlock(
        required=False, min_value=1, label=_("Number of a project"), help_text=_("Shows this one project alone.")
    )

    class Meta:
        template = "cms/blocks/budget.html"
        icon = "pick"
        label = _("Budget with its result")

    def read(self, chosen, value, now):
        return front.live_budget(chosen, now, value.get("number"))


class CaseBlock(ReadBlock):
    """A case of the yearly programme: what was decided about it, and its figures once the report is published."""

    about = "case"
    case = CaseChooserBlock(required=False, label=_("Which case"), help_text=NOT_SHOWN)
    with_report = blocks.BooleanBlock(required=False, default=True, label=_("Show the report and its pictures"))

    class Meta:
        template = "cms/blocks/case.html"
        icon = "pick"
        label = _("Case of the programme")

    def read(self, chosen, value, now):
        return front.live_case(chosen, now, with_report=value.get("with_report"))


class MeetingBlock(ReadBlock):
    """A meeting of the committee, with what it decided once its minutes are published."""

    about = "meeting"
    meeting = MeetingChooserBlock(required=False, label=_("Which meeting"), help_text=NOT_SHOWN)

    class Meta:
        template = "cms/blocks/meeting.html"
        icon = "pick"
        label = _("Meeting of the committee")

    def read(self, chosen, value, now):
        return front.live_meeting(chosen)


class DayBlock(blocks.StructBlock):
    """What happened on a day that no instrument of the site knows of."""

    on = blocks.DateBlock(label=_("Day"))
    words = Line(max_length=200, label=_("What happened"))

    class Meta:
        icon = "date"
        label = _("Day")


class TimelineBlock(blocks.StructBlock):
    """What happened in order: to a proposal and to a case, read from their facts, and on days that editors add."""

    proposal = ProposalChooserBlock(required=False, label=_("What happened to this proposal"))
    case = CaseChooserBlock(required=False, label=_("What happened to this case"))
    days = blocks.ListBlock(DayBlock(), min_num=0, max_num=40, default=[], label=_("Further days"))

    class Meta:
        template = "cms/blocks/timeline.html"
        icon = "list-ol"
        label = _("Timeline")

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        now = timezone.now()
        told = front.happened(value.get("proposal"), value.get("case"), now)
        days = [{"at": _midnight(day["on"]), "title": day["words"], "is_day": True} for day in value["days"]]
        context["events"] = sorted([*told, *days], key=lambda event: event["at"])
        return context


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


class DatasetBlock(blocks.StructBlock):
    """Data to download: those of a counted budget or of a year of the programme, or somewhere else."""

    title = Line(max_length=120, label=_("What the data are"))
    budget = BudgetChooserBlock(required=False, label=_("Result and ballots of this budget"))
    year = blocks.IntegerBlock(
        required=False, min_value=2000, max_value=2200, label=_("Cases of this year of the programme")
    )
    url = blocks.URLBlock(required=False, max_length=500, label=_("Address elsewhere"))
    licence = Line(max_length=120, required=False, label=_("Licence"))

    class Meta:
        template = "cms/blocks/dataset.html"
        icon = "download"
        label = _("Dataset")

    def get_context(self, value, parent_context=None):
        files = front.data_files(value.get("budget"), value.get("year"))
        if value.get("url"):
            files.append((_("Open the data"), value["url"]))
        return super().get_context(value, parent_context=parent_context) | {"files": files}
