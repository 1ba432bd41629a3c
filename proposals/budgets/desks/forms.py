"""What the budget team types. Whether it may be done is asked of the rules, not here."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.accounts import typed
from civic.city.models import District, Theme
from civic.desks.forms import DeedForm, Moment
from civic.files import kinds
from civic.files.intake import IntakeField
from civic.formats import end_in_words
from civic.writing import Day, Words
from proposals.budgets import marks, rules
from proposals.budgets.models import LEVELS, Area, Cycle, Project, Workshop, rule_choices

ROWS_MORE = 3  # empty rows for areas below those there are
PICTURE = {"welcome": kinds.PICTURES, "largest": 10 * 2**20}

typed.label(
    summary=_("What it is about"),
    seed_source=_("Where the seed of the lot comes from"),
    place=_("Place"),
    picture_says=_("What the picture shows"),
    seed=_("Seed of the lot"),
)


class CycleForm(DeedForm):
    """What a cycle says, when its phases begin, and how its vote goes."""

    title = Words(label=pgettext_lazy("proposal", "Title"), most=rules.TITLE_LIMIT)
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2200, help_text=_("As 2026; 115 is shown beside it.")
    )
    summary = Words(
        label=_("What it is about"), most=rules.TEXT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    call_at = Moment(
        label=_("The call begins"),
        required=False,
        help_text=_("Leave out the phases this cycle has not. A call needs a screening and feasibility."),
    )
    screening_at = Moment(label=_("Screening begins"), required=False)
    workshop_at = Moment(label=_("Workshops begin"), required=False)
    feasibility_at = Moment(label=_("Feasibility begins"), required=False)
    display_at = Moment(label=_("Display begins"), required=False)
    vote_at = Moment(label=_("The vote begins"))
    closes_at = Moment(label=_("The vote ends"), help_text=_("From this moment on nobody can vote any more."))
    ballot = forms.ChoiceField(label=_("Ballot"), choices=list(rules.FORMS.items()))
    least = forms.IntegerField(label=_("Projects at least"), min_value=0, max_value=rules.MOST_PROJECTS)
    most = forms.IntegerField(label=_("Projects at most"), min_value=1, max_value=rules.MOST_PROJECTS)
    points = forms.IntegerField(
        label=_("Points to give"), min_value=0, max_value=10_000, required=False,
        help_text=_("Only where points are given."),
    )  # fmt: skip
    level = forms.TypedChoiceField(label=_("Who may vote"), coerce=int)
    age = forms.IntegerField(
        label=_("Lowest age"), min_value=0, max_value=99, help_text=_("0: any age. An age has to be proved.")
    )
    counts_on = Day(
        label=_("Day on which the age counts"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    home = forms.ChoiceField(label=_("Area to vote in"), choices=list(rules.HOMES.items()))
    rule = forms.ChoiceField(label=_("Rule of the count"))
    policy = forms.ChoiceField(label=_("What is shown before the count"), choices=list(rules.POLICIES.items()))
    seed_source = Words(
        label=_("Where the seed of the lot comes from"),
        most=rules.NOTE_LIMIT,
        help_text=_("A public draw later than the last vote, for example the numbers of a lottery on a day you name."),
    )

    def __init__(self, cycle: Cycle | None, *args: Any, **kwargs: Any):
        stands = marks.cycle(cycle) if cycle else None
        initial = {name: getattr(cycle, name) for name in marks.SHOWN} | {"ballot": cycle.form} if cycle else FIRST
        super().__init__(*args, initial=initial, prefix="cycle", stands=stands, **kwargs)
        self.fields["rule"].choices = rule_choices()
        self.fields["level"].choices = [(level, LEVELS[level]) for level in (2, 3)]

    def clean_points(self):
        return self.cleaned_data["points"] or 0

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return said | {"form": said.pop("ballot")}


FIRST = {
    "least": 1,
    "most": 5,
    "points": 0,
    "age": 0,
    "level": 2,
    "rule": "greedy",
    "ballot": "approval",
    "home": "chosen",
}


class AreasForm(DeedForm):
    """All areas of a cycle, one row each, and a few empty rows."""

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="areas", stands=marks.areas(cycle), **kwargs)
        there = list(cycle.areas.prefetch_related("districts"))
        self.rows = []
        for place in range(1, len(there) + ROWS_MORE + 1):
            self._add(place, there[place - 1] if place <= len(there) else None)

    def _add(self, place, area):
        fields = {
            "number": forms.IntegerField(required=False, widget=forms.HiddenInput, initial=area and area.number),
            "name_zh": Words(label=_("Name in Chinese"), most=30, required=False, initial=area and area.name_zh),
            "name_en": Words(label=_("Name in English"), most=60, required=False, initial=area and area.name_en),
            "amount": forms.IntegerField(
                label=_("Amount in NT$"), min_value=1, max_value=10**12, required=False, initial=area and area.amount
            ),
            "is_citywide": forms.BooleanField(label=_("City-wide"), required=False, initial=area and area.is_citywide),
            "districts": forms.ModelMultipleChoiceField(
                District.objects, label=_("For the people of"), to_field_name="code", required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[district.code for district in area.districts.all()] if area else [],
            ),
        }  # fmt: skip
        for name in ("name_en", "amount"):
            fields[name].note = _("together with the name")
        if area:
            fields["name_zh"].note = _("clear the row to remove the area")
        for name, field in fields.items():
            self.fields[f"{name}-{place}"] = field
        self.rows.append([self[f"{name}-{place}"] for name in fields])

    def clean(self):
        said = super().clean()
        for place in range(1, len(self.rows) + 1):
            names = [name for name in ("name_zh", "name_en", "amount") if not said.get(f"{name}-{place}")]
            if 0 < len(names) < 3:
                for name in names:
                    if not self.has_error(f"{name}-{place}"):
                        self.add_error(f"{name}-{place}", _("Please fill this in, or leave the whole row empty."))
        return said

    @property
    def areas(self) -> list[dict[str, Any]]:
        """What the verb takes: the rows that are filled in."""
        names = ("number", "name_zh", "name_en", "amount", "is_citywide", "districts")
        said = [
            {name: self.cleaned_data[f"{name}-{place}"] for name in names} for place in range(1, len(self.rows) + 1)
        ]
        return [row for row in said if row["name_zh"]]


class ProjectForm(DeedForm):
    """A project on the ballot."""

    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), empty_label=None)
    title = Words(label=pgettext_lazy("proposal", "Title"), most=rules.TITLE_LIMIT)
    body = Words(
        label=_("What is to be done"), most=rules.TEXT_LIMIT, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    cost = forms.IntegerField(label=_("Cost in NT$"), min_value=1, max_value=10**12)
    place = Words(label=_("Place"), most=rules.PLACE_LIMIT, required=False)
    district = forms.ModelChoiceField(District.objects, label=_("District"), to_field_name="code", required=False)
    theme = forms.ModelChoiceField(Theme.objects, label=_("Theme"), to_field_name="code", required=False)
    picture = IntakeField(**PICTURE, label=_("Picture"), required=False)
    picture_says = Words(
        label=_("What the picture shows"), most=200, required=False, help_text=_("For whoever does not see it.")
    )
    no_picture = forms.BooleanField(label=_("Show no picture"), required=False)

    def __init__(self, cycle: Cycle, project: Project | None, *args: Any, **kwargs: Any):
        initial = {"area": cycle.areas.first()}
        if project:
            initial = {
                name: getattr(project, name) for name in ("area", "title", "body", "cost", "place", "picture_says")
            }
            initial |= {name: getattr(project, name) and getattr(project, name).code for name in ("district", "theme")}
        stands = marks.project(project) if project else None
        super().__init__(*args, initial=initial, prefix="project", stands=stands, **kwargs)
        self.fields["area"].queryset = cycle.areas.all()
        if not (project and project.picture):
            del self.fields["no_picture"]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        if said.pop("no_picture", False):
            said |= {"picture": "", "picture_says": ""}
        elif not said["picture"]:
            del said["picture"]
        return said


class WorkshopForm(DeedForm):
    """When and where a workshop is held, and for whom."""

    at = Moment(label=_("Begins"))
    place = Words(label=_("Place"), most=rules.PLACE_LIMIT)
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Area"), required=False, empty_label=_("For all areas"))
    invited = Words(
        label=_("Who is invited"), most=rules.NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("Everybody reads it."),
    )  # fmt: skip

    def __init__(self, cycle: Cycle, workshop: Workshop | None, *args: Any, **kwargs: Any):
        names = ("at", "place", "area", "invited")
        initial = {name: getattr(workshop, name) for name in names} if workshop else {}
        stands = marks.workshop(workshop) if workshop else None
        super().__init__(*args, initial=initial, prefix="workshop", stands=stands, **kwargs)
        if cycle.workshop_at:
            first, end = (timezone.localtime(at) for at in (cycle.workshop_at, rules.after_workshops(cycle)))
            days = {"first": date_format(first, "DATE_FORMAT"), "last": end_in_words(end)}
            self.fields["at"].help_text = _("From %(first)s until %(last)s.") % days
        self.fields["area"].queryset = cycle.areas.all()


class OutcomeForm(DeedForm):
    """What came of a workshop."""

    outcome = Words(
        label=pgettext_lazy("of a workshop", "What came of it"),
        most=rules.TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Everybody reads it. Name no citizen."),
    )  # fmt: skip

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any):
        initial, stands = {"outcome": workshop.outcome}, marks.workshop(workshop)
        super().__init__(*args, initial=initial, prefix="outcome", stands=stands, **kwargs)


class OffForm(DeedForm):
    """Nothing to type: a workshop is called off."""

    def __init__(self, workshop: Workshop, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="off", stands=marks.workshop(workshop), **kwargs)


class DropForm(DeedForm):
    """Why a project falls out of the vote."""

    reason = Words(
        label=_("Reason"),
        most=rules.NOTE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("Everybody reads it, and every voter gets it as a letter."),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="drop", **kwargs)


class RemoveForm(DeedForm):
    """Nothing to type: a project goes before the vote opens."""

    def __init__(self, project: Project | None, *args: Any, **kwargs: Any):
        stands = marks.project(project) if project else None
        super().__init__(*args, prefix="remove", stands=stands, **kwargs)


class ProlongForm(DeedForm):
    """Until when the vote goes on instead, and why."""

    closes_at = Moment(label=_("The vote ends"))
    reason = Words(label=_("Reason"), most=rules.NOTE_LIMIT, help_text=_("Everybody reads it."))

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        initial = {"closes_at": cycle.closes_at}
        super().__init__(*args, initial=initial, prefix="prolong", stands=marks.end(cycle), **kwargs)
        self.cycle = cycle

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return said | {"by": said.pop("closes_at") - self.cycle.closes_at}


class PublishForm(DeedForm):
    """Nothing to type: the cycle is shown to everybody."""

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="publish", stands=marks.whole(cycle), **kwargs)


class CopyForm(DeedForm):
    """Nothing to type: the next year begins like this one."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="copy", **kwargs)


class VoidForm(DeedForm):
    """Why a vote whose ballots cannot be read is void."""

    reason = Words(
        label=_("Reason"), most=rules.NOTE_LIMIT, widget=forms.Textarea(attrs={"rows": 3, "class": "short"}),
        help_text=_("Everybody reads it, and everybody who has voted gets it as a letter."),
    )  # fmt: skip

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        initial = {"reason": cycle.void_reason}
        super().__init__(*args, prefix="void", initial=initial, stands=marks.voiding(cycle), **kwargs)


class SeedForm(DeedForm):
    """The seed of the lot, as it was drawn in public."""

    seed = Words(label=_("Seed of the lot"), most=200)

    def __init__(self, cycle: Cycle, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="seed", stands=marks.counting(cycle), **kwargs)
