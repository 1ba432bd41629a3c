"""The verbs of participatory budgeting: the only writers of its tables.

Each is one transaction: it locks the cycle, then people, judges, writes, puts the event on record and announces it
(`civic.verbs`). Raises `civic.lifecycle.Refused` where a rule says no.
"""

from proposals.budgets.actions.counting import confirm_count, count_cycle, decide
from proposals.budgets.actions.following import follow, forget_followers, unfollow
from proposals.budgets.actions.importing import import_count
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
from proposals.budgets.actions.voting import Arrival, vote, vote_many

__all__ = [
    "Arrival",
    "change_cycle",
    "confirm_count",
    "copy",
    "count_cycle",
    "decide",
    "drop",
    "enter_project",
    "follow",
    "forget_followers",
    "import_count",
    "plan",
    "prolong",
    "publish",
    "remove_project",
    "save_areas",
    "take_turns",
    "unfollow",
    "vote",
    "vote_many",
]
