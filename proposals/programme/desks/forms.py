"""What the team and the agencies type. Whether it may be done is asked of the rules, not here."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from civic.accounts import typed
from civic.accounts.models import Person
from civic.agencies.models import Agency
from civic.city.fields import ByCode
from civic.city.models import District, Theme
from civic.desks.forms import DeedForm, Moment
from civic.files import kinds
from civic.files.intake import IntakeField
from civic.personal import Confirmable
from civic.writing import Day, Mailbox, Words
from proposals.programme import committee_rules, marks, rules
from proposals.programme.committee import Decision, Meeting, Member, Tenure
from proposals.programme.models import Case, Programme

PICTURE = {"welcome": kinds.PICTURES, "largest": 10 * 2**20}
PAPER = {"welcome": (".pdf", *kinds.PICTURES, *kinds.OFFICE, *kinds.TEXTS), "largest": 20 * 2**20}

typed.label(
    says=_("What the picture shows"), reach=_("Who is reached"), agenda=_("Agenda"), minutes=_("Minutes"),
    recording=_("Address of the recording"),
)  # fmt: skip


def _lines(label, rows=3, most=rules.NOTE_LIMIT, **options):
    area = forms.Textarea(attrs={"rows": rows, **({"class": "short"} if rows < 5 else {})})
    return Words(label=label, most=most, widget=area, **options)


def _money(label, **options):
    return forms.IntegerField(label=label, min_value=0, max_value=rules.MOST_MONEY, **options)


def _day(label, **options):
    return Day(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _number(label, **options):
    return forms.IntegerField(label=label, min_value=0, max_value=10**6, **options)


class BareForm(DeedForm):
    """Nothing to type."""

    def __init__(self, thing: Any, *args: Any, prefix: str, stands: str | None = None, **kwargs: Any):
        super().__init__(*args, prefix=prefix, stands=stands, **kwargs)


# --- years ---------------------------------------------------------------------------------------


class YearForm(DeedForm):
    """What is announced of a year."""

    year = forms.IntegerField(
        label=_("Year"), min_value=rules.FIRST_YEAR, max_value=rules.LAST_YEAR,
        help_text=_("As 2026; 115 is shown beside it."),
    )  # fmt: skip
    body = _lines(_("Announcement"), rows=8, most=rules.TEXT_LIMIT, required=False)
    amount = _money(_("Money for subsidies, in NT$"), required=False)
    opens_at = Moment(label=_("Applications begin"))
    closes_at = Moment(label=_("Applications end"), help_text=_("From this moment on no agency can apply any more."))

    def __init__(self, programme: Programme | None, *args: Any, **kwargs: Any):
        names = ("year", "body", "amount", "opens_at", "closes_at")
        initial = {name: getattr(programme, name) for name in names} if programme else {}
        stands = marks.programme(programme) if programme else None
        super().__init__(*args, initial=initial, prefix="saving", stands=stands)


class LongerForm(DeedForm):
    """Until when applications are taken instead, and why."""

    closes_at = Moment(label=_("Applications end"))
    reason = _lines(_("Reason"), help_text=_("Everybody reads it."))

    def __init__(self, programme: Programme, *args: Any, **kwargs: Any):
        initial = {"closes_at": programme.closes_at}
        super().__init__(*args, initial=initial, prefix="prolonging", stands=marks.window(programme))


# --- cases ---------------------------------------------------------------------------------------


class CaseWords(DeedForm):
    """What an application says. Gaps are allowed until it is handed in."""

    title = Words(label=pgettext_lazy("programme", "Title"), most=rules.TITLE_LIMIT, required=False)
    body = _lines(_("Topic, and what is to come of it"), rows=8, most=rules.TEXT_LIMIT, required=False)
    how = forms.ChoiceField(
        label=_("Method"), choices=[("", _("Please choose")), *rules.METHODS.items()], required=False
    )
    reach = _lines(
        _("Who is reached"), required=False, help_text=_("Which people, how many, and how they learn of it.")
    )
    theme = ByCode(Theme.objects, label=_("Theme"), empty_label=_("Not said"))
    district = ByCode(District.objects, label=_("District"), empty_label=_("The whole city"))
    asked = _money(_("Subsidy asked for, in NT$"), required=False, help_text=_("0 for none."))
    starts_on = _day(_("Begins on"), required=False)
    ends_on = _day(_("Ends on"), required=False)

    @staticmethod
    def initial_of(case: Case) -> dict[str, Any]:
        """What stands in `case`, as its fields show it."""
        return {
            name: value.code if name in ("theme", "district") and value else value for name, value in case.words.items()
        }


class ApplicationForm(CaseWords):
    """A new application, of one of `agencies`."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Applicant"), to_field_name="code", empty_label=None)

    field_order = ["agency"]

    def __init__(self, agencies: Any, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="saving", **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["title"].required = True


class DraftForm(CaseWords):
    """A draft that is written on."""

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="saving", initial=self.initial_of(case), stands=marks.case(case))


class HandInForm(Confirmable, DeedForm):
    """Nothing to type, but what gives somebody away wants a click."""

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="application", stands=marks.case(case))


class ChangeForm(Confirmable, CaseWords):
    """What of a case is other from now on, and why."""

    theme = district = asked = None
    reason = _lines(_("Reason of the change"), help_text=_("Everybody reads it, with what stood there before."))

    field_order = ["reason"]

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="change", initial=self.initial_of(case), stands=marks.case(case))


class CancelForm(Confirmable, DeedForm):
    """Why a case does not take place."""

    reason = _lines(_("Reason"), help_text=_("Everybody reads it."))

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="cancellation")


class ReportForm(Confirmable, DeedForm):
    """What came of a case, in words and figures."""

    text = _lines(_("What was discussed, and what came of it"), rows=10, most=rules.TEXT_LIMIT)
    participants = _number(_("Participants"))
    sessions = _number(pgettext_lazy("programme", "Sessions"))
    spent = _money(_("Spent, in NT$"))

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        initial = {name: getattr(case, name) for name in ("participants", "sessions", "spent")} | {"text": case.report}
        super().__init__(*args, prefix="report", initial=initial, stands=marks.report(case))


class PhotoForm(DeedForm):
    """A picture of a case."""

    file = IntakeField(**PICTURE, label=_("Picture"))
    says = Words(label=_("What the picture shows"), most=200, help_text=_("For whoever does not see it."))

    def __init__(self, case: Case, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="picture")


class OneOfForm(DeedForm):
    """One of the things a thing has, to be taken out."""

    one = forms.ModelChoiceField(Case.objects.none(), label="", empty_label=None, widget=forms.HiddenInput)

    def __init__(self, rows: Any, *args: Any, prefix: str, **kwargs: Any):
        super().__init__(*args, prefix=prefix)
        self.fields["one"].queryset = rows


# --- the committee -------------------------------------------------------------------------------


class TenureForm(DeedForm):
    """A term of office."""

    number = forms.IntegerField(label=_("Number of the term"), min_value=1, max_value=999)
    begins_on = _day(_("Begins on"))
    ends_on = _day(_("Ends on"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="tenure")


class MemberForm(DeedForm):
    """Somebody who sits in the committee."""

    name_zh = Words(label=_("Name in Chinese"), most=60)
    name_en = Words(label=_("Name in English"), most=120)
    post_zh = Words(label=_("Post in Chinese"), most=100, required=False)
    post_en = Words(label=_("Post in English"), most=200, required=False)
    group = forms.ChoiceField(label=_("Group of members"), choices=list(committee_rules.GROUPS.items()))
    since = _day(_("In office since"))
    until = _day(_("In office until"), required=False, help_text=_("Empty: to the end of the term."))
    email = Mailbox(
        label=_("Email of their account"), required=False,
        help_text=_("If they have one here: they get the letters about meetings. Not shown to anybody else."),
    )  # fmt: skip

    def __init__(self, tenure: Tenure, member: Member | None, *args: Any, **kwargs: Any):
        initial: dict[str, Any] = {"since": tenure.begins_on}
        if member:
            names = ("name_zh", "name_en", "post_zh", "post_en", "group", "since", "until")
            initial = {name: getattr(member, name) for name in names}
            initial["email"] = member.account.email if member.account else ""
        stands = marks.member(member) if member else None
        super().__init__(*args, prefix="member", initial=initial, stands=stands)

    def clean_email(self):
        email = self.cleaned_data["email"]
        self.account = Person.objects.filter(email=email, is_active=True).first() if email else None
        if email and self.account is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return email

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        del said["email"]
        return said | {"account": self.account}


class MeetingForm(DeedForm):
    """What a meeting is called for."""

    title = Words(label=pgettext_lazy("programme", "Title"), most=rules.TITLE_LIMIT)
    held_at = Moment(label=_("Begins at"))
    place = Words(label=_("Place"), most=100, required=False)
    agenda = _lines(_("Agenda"), rows=8, most=rules.TEXT_LIMIT, required=False)

    def __init__(self, meeting: Meeting | None, *args: Any, **kwargs: Any):
        names = ("title", "held_at", "place", "agenda")
        initial = {name: getattr(meeting, name) for name in names} if meeting else {}
        super().__init__(*args, prefix="saving", initial=initial, stands=marks.meeting(meeting) if meeting else None)


class CallOffForm(DeedForm):
    """Why a meeting does not take place."""

    reason = _lines(_("Reason"), help_text=_("Everybody reads it."))

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="calling-off")


class PaperForm(DeedForm):
    """A paper of a meeting."""

    title = Words(label=pgettext_lazy("programme", "Title"), most=rules.TITLE_LIMIT)
    file = IntakeField(**PAPER, label=_("File of the paper"))

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="paper")


def _members(label, members: Iterable[Member], **options):
    """A field for some of `members`; its cleaned value are ids."""
    return forms.TypedMultipleChoiceField(
        label=label, choices=[(member.pk, member.name) for member in members], coerce=int, required=False,
        widget=forms.CheckboxSelectMultiple, **options,
    )  # fmt: skip


class PresentForm(DeedForm):
    """Who was there."""

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        initial = {"members": list(meeting.attendances.values_list("member_id", flat=True))}
        super().__init__(*args, prefix="attendance", initial=initial, stands=marks.present(meeting))
        self.fields["members"] = _members(_("Present"), meeting.members())


class VoteForm(DeedForm):
    """The votes of a decision, and who had no part in it."""

    in_favour = _number(_("In favour"), initial=0)
    against = _number(_("Against"), initial=0)
    abstained = _number(_("Abstained"), initial=0, help_text=_("All three 0 where nobody asked for a vote."))

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        there = [attendance.member for attendance in meeting.attendances.select_related("member")]
        self.fields["recused"] = _members(_("Recused"), there)


class CaseDecisionForm(VoteForm):
    """What was decided about an application that waits."""

    case = forms.ModelChoiceField(
        Case.objects.none(), label=_("Application that waits"), empty_label=_("Please choose")
    )
    is_taken = forms.TypedChoiceField(
        label=_("Decision"), coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        choices=[("yes", _("Taken into the programme")), ("no", _("Not taken into the programme"))],
    )  # fmt: skip
    amount = _money(_("Granted, in NT$"), initial=0)
    text = _lines(_("Reason, conditions"), required=False, most=rules.TEXT_LIMIT)

    field_order = ["case", "is_taken", "amount", "text"]

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(meeting, *args, prefix="decision")
        elsewhere = Decision.objects.exclude(meeting=meeting).exclude(case=None).values("case")
        self.fields["case"].queryset = Case.objects.waiting().exclude(pk__in=elsewhere).with_names()
        self.fields["case"].label_from_instance = _in_the_list


def _in_the_list(case):
    return f"{case.programme.year - 1911}-{case.number} {case} · {case.agency.name} · NT${case.asked:,}"


class OtherDecisionForm(VoteForm):
    """What was decided about anything else."""

    title = Words(label=pgettext_lazy("programme", "Title"), most=rules.TITLE_LIMIT)
    text = _lines(_("What was decided"), rows=4, most=rules.TEXT_LIMIT)

    field_order = ["title", "text"]

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(meeting, *args, prefix="other-decision")


class MinutesForm(DeedForm):
    """The minutes, and where the recording stands."""

    minutes = _lines(_("Minutes"), rows=10, most=rules.TEXT_LIMIT)
    recording = forms.URLField(label=_("Address of the recording"), required=False, assume_scheme="https")

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        initial = {"minutes": meeting.minutes, "recording": meeting.recording}
        super().__init__(*args, prefix="minutes", initial=initial, stands=marks.minutes(meeting))


class FollowForm(DeedForm):
    """What became of a decision."""

    decision = forms.ModelChoiceField(Decision.objects.none(), label=_("Decision"), empty_label=None)
    text = _lines(_("What became of it"), help_text=_("Everybody reads it; what was told before stays."))
    is_done = forms.BooleanField(label=_("Nothing more is to be done"), required=False)

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any):
        super().__init__(*args, prefix="following")
        self.fields["decision"].queryset = meeting.decisions.filter(case=None)
