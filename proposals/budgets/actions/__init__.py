"""The verbs of participatory budgeting: the only writers of its tables.

Each is one transaction: it locks the cycle, then people, judges, writes, puts the event on record and announces it
(`civic.verbs`). Raises `civic.lifecycle.Refused` where a rule says no.
"""

from proposals.budgets.actions.calling import (
    add_evidence,
    answer_joining,
    delete_idea,
    hand_in,
    join_ideas,
    leave_ideas,
    passages_of,
    remove_evidence,
    save_idea,
    separate,
    withdraw_idea,
)
from proposals.budgets.actions.counting import confirm_count, count_cycle
from proposals.budgets.actions.following import follow, forget_followers, unfollow
from proposals.budgets.actions.importing import import_count
from proposals.budgets.actions.judging import ask_agency, hand_idea_on, judge, list_idea, speaks
from proposals.budgets.actions.meeting import call_off, invite, tell_outcome
from proposals.budgets.actions.planning import (
    change_cycle,
    copy,
    enter_project,
    plan,
    publish,
    remove_project,
    save_areas,
)
from proposals.budgets.actions.running import drop, prolong, take_turns
from proposals.budgets.actions.screening import (
    adopt,
    ask_to_join,
    pass_idea,
    refuse_idea,
    take_screening_back,
)
from proposals.budgets.actions.voiding import declare_void
from proposals.budgets.actions.voting import Arrival, count_in_both_anew, vote, vote_many, voted_in_by_either

__all__ = [
    "Arrival",
    "add_evidence",
    "adopt",
    "answer_joining",
    "ask_agency",
    "ask_to_join",
    "call_off",
    "change_cycle",
    "confirm_count",
    "copy",
    "count_in_both_anew",
    "count_cycle",
    "declare_void",
    "delete_idea",
    "drop",
    "enter_project",
    "follow",
    "forget_followers",
    "hand_idea_on",
    "hand_in",
    "import_count",
    "invite",
    "judge",
    "join_ideas",
    "leave_ideas",
    "list_idea",
    "pass_idea",
    "passages_of",
    "plan",
    "prolong",
    "publish",
    "refuse_idea",
    "remove_evidence",
    "remove_project",
    "save_areas",
    "save_idea",
    "separate",
    "speaks",
    "take_screening_back",
    "take_turns",
    "tell_outcome",
    "unfollow",
    "vote",
    "vote_many",
    "voted_in_by_either",
    "withdraw_idea",
]
