"""The verbs of the programme and of the committee: the only writers of their tables.

Each is one transaction: it locks things by id (meetings before cases, cases before the programme they belong to where
several are needed), then people, judges, writes and puts the event on record (`civic.verbs`). Raises
`civic.lifecycle.Refused` where a rule says no. Officials act for their agency; the team may act in its place, with what
came on paper.
"""

from proposals.programme.actions.announcing import announce, change_programme, end_window, plan, prolong
from proposals.programme.actions.applying import delete_application, hand_in, passages_of, save_application, withdraw
from proposals.programme.actions.committee import (
    begin_tenure,
    change_member,
    enter_member,
    hand_seats_on,
    leave_seats,
)
from proposals.programme.actions.meeting import (
    call_meeting,
    call_off,
    change_meeting,
    decide,
    enclose,
    end_meeting,
    follow,
    note_present,
    publish_minutes,
    take_decision_out,
    take_enclosure_out,
    write_minutes,
)
from proposals.programme.actions.running import (
    cancel,
    change_case,
    end_running,
    publish_report,
    report,
    show,
    take_photo_out,
)

__all__ = [
    "announce",
    "begin_tenure",
    "call_meeting",
    "call_off",
    "cancel",
    "change_case",
    "change_meeting",
    "change_member",
    "change_programme",
    "decide",
    "delete_application",
    "enclose",
    "end_meeting",
    "end_running",
    "end_window",
    "enter_member",
    "follow",
    "hand_in",
    "hand_seats_on",
    "leave_seats",
    "note_present",
    "passages_of",
    "plan",
    "prolong",
    "publish_minutes",
    "publish_report",
    "report",
    "save_application",
    "show",
    "take_decision_out",
    "take_enclosure_out",
    "take_photo_out",
    "withdraw",
    "write_minutes",
]
