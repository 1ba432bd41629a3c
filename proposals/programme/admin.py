"""What the administration calls the deeds of the programme, on record. It is run at its desk."""

from django.utils.translation import gettext_lazy as _

from civic.administration import call_chores, call_kinds, call_verbs

call_kinds(
    {
        "programme": _("programme of a year"),
        "case": _("case"),
        "tenure": _("term of office"),
        "meeting": _("meeting of the committee"),
    }
)
call_chores({"proposals.programme.programme_turns": _("Follow what the clock changes about the programme")})
call_verbs(
    {
        "programme.planned": _("Programme of a year planned"),
        "programme.changed": _("Programme of a year changed"),
        "year_announced": _("Programme of a year announced"),
        "year_prolonged": _("Applications taken for longer"),
        "programme.closed": _("Applications ended"),
        "case_applied": _("Application handed in"),
        "application_withdrawn": _("Application withdrawn"),
        "case_decided": _("Application decided"),
        "case_changed": _("Case changed"),
        "case_cancelled": _("Case cancelled"),
        "case_ended": _("Case ended"),
        "case_reported": _("Report handed in"),
        "photo_added": _("Picture added"),
        "photo_removed": _("Picture removed"),
        "report_published": _("Report published"),
        "tenure_begun": _("Term of office entered"),
        "member_entered": _("Member entered"),
        "member_changed": _("Member changed"),
        "meeting_called": _("Meeting called"),
        "meeting_changed": _("Meeting changed"),
        "meeting_called_off": _("Meeting called off"),
        "meeting_held": _("Meeting held"),
        "paper_added": _("Paper of a meeting added"),
        "paper_removed": _("Paper of a meeting removed"),
        "attendance_noted": _("Attendance written down"),
        "decision_written": _("Decision written down"),
        "decision_struck": _("Decision struck"),
        "decision_followed": _("What became of a decision told"),
        "minutes_written": _("Minutes written"),
        "minutes_published": _("Minutes published"),
    }
)
