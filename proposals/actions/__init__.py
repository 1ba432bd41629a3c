"""The verbs: the only code that writes facts about proposals.

Each is one transaction: lock the proposal, ask the rule under the lock, write, put the event on
record, announce it, post the letters. Each returns the proposal as it now is unless it says otherwise, and raises
`Refused` (`Denied` where somebody has no right to the deed at all) with nothing written. `now` is the aware instant of
the deed. May import the modules directly in `proposals`, civic.verbs, duties, agencies and the floors below.
"""

from proposals.actions.answering import (
    draft_answer,
    extend,
    leads,
    publish_answer,
    publish_timetable,
    record_contact,
    set_demands,
    set_supporting,
    speaks,
)
from proposals.actions.by_the_clock import take_turns
from proposals.actions.correcting import correct_answer
from proposals.actions.corresponding import (
    forget_correspondence,
    forget_differences,
    look_up_contact,
    reply,
    write_to_proposer,
)
from proposals.actions.endorsing import (
    Arrival,
    Counted,
    endorse,
    endorse_many,
    gives_away,
    reason_to_keep,
    reason_to_show,
)
from proposals.actions.handing_on import hand_on
from proposals.actions.hiding import decide_objection, hide_reason, leave_reason, object_to_hiding, report_reason
from proposals.actions.joining import alone, falling, join_endorsements, join_proposals, things_of_both
from proposals.actions.leaving import hidden_from, leave, with_reason
from proposals.actions.prolonging import prolong
from proposals.actions.protection import passages
from proposals.actions.reviewing import ask_to_amend, pass_review, refuse
from proposals.actions.taking_back import is_untouched, take_back
from proposals.actions.terms import set_terms, withdraw_terms
from proposals.actions.voiding import void
from proposals.actions.writing import (
    add_evidence,
    amend,
    delete_draft,
    passages_of,
    remove_evidence,
    save_draft,
    start_anew,
    submit,
    withdraw,
)

__all__ = [
    "Arrival",
    "Counted",
    "add_evidence",
    "alone",
    "amend",
    "ask_to_amend",
    "correct_answer",
    "decide_objection",
    "delete_draft",
    "draft_answer",
    "endorse",
    "endorse_many",
    "extend",
    "gives_away",
    "falling",
    "forget_correspondence",
    "forget_differences",
    "hand_on",
    "hidden_from",
    "hide_reason",
    "is_untouched",
    "join_endorsements",
    "join_proposals",
    "leads",
    "leave",
    "leave_reason",
    "look_up_contact",
    "object_to_hiding",
    "pass_review",
    "passages",
    "passages_of",
    "prolong",
    "publish_answer",
    "publish_timetable",
    "reason_to_keep",
    "reason_to_show",
    "record_contact",
    "report_reason",
    "refuse",
    "remove_evidence",
    "reply",
    "save_draft",
    "set_demands",
    "set_supporting",
    "set_terms",
    "speaks",
    "start_anew",
    "submit",
    "take_back",
    "take_turns",
    "things_of_both",
    "void",
    "with_reason",
    "withdraw",
    "withdraw_terms",
    "write_to_proposer",
]
